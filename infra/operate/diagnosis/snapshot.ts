import type { ObjectId } from "../../../constructs/plan";
import type { LiveObject } from "./live-kinds";
import type { Requested } from "./requested";

/** What could not be looked at, and why. */
export interface Unseen {
  /** As kubectl calls it: "pods", "networkpolicies.networking.k8s.io". */
  readonly resource: string;
  /** Undefined for what belongs to no namespace. */
  readonly namespace?: string;
  readonly why: string;
}

/** What a cluster shows of a Plan at one moment: plain data, without any secret value. */
export interface Snapshot {
  /** By the clock of whoever took it, or of the cluster where that is ahead. */
  readonly takenAt: string;
  /** The namespace of objects that name none. */
  readonly namespace: string;
  readonly objects: readonly LiveObject[];
  /** The keys of Secrets and ConfigMaps, by identity. */
  readonly keys: Readonly<Record<ObjectId, readonly string[]>>;
  /** The last lines that containers in trouble wrote, by "namespace/pod/container". */
  readonly logs: Readonly<Record<string, readonly string[]>>;
  /** What all pods of the cluster request of each node; nothing where no pod lacks room, or not all could be seen. */
  readonly requested: Readonly<Record<string, Requested>>;
  /** Kinds that the cluster does not know, as "Kind.group". */
  readonly unknownKinds: readonly string[];
  readonly unseen: readonly Unseen[];
}
