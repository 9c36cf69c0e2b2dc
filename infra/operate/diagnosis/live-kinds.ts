import type { LabelSelector, Manifest, PodSpec } from "../../../constructs/plan";
import type { ManagedFields } from "../../cluster/live-object";

/** Who changed an object last, and when. */
export interface Change extends ManagedFields {
  readonly time?: string;
}

/** A condition in the status of an object. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** An object in the cluster, as far as diagnoses look into it. */
export interface LiveObject extends Manifest {
  readonly metadata: Manifest["metadata"] & {
    readonly uid?: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly uid: string;
      readonly controller?: boolean;
    }[];
    readonly managedFields?: readonly Change[];
  };
  readonly status?: { readonly conditions?: readonly Condition[]; readonly observedGeneration?: number; readonly [field: string]: unknown };
}

/** What a container that ended left behind. */
export interface Terminated {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** What the kubelet says of a container. */
export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: Terminated;
}

/** A pod in the cluster. */
export interface LivePod extends LiveObject {
  readonly spec: PodSpec & { readonly nodeName?: string };
  readonly status: NonNullable<LiveObject["status"]> & {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly startTime?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** A workload in the cluster: whatever has replicas. */
export interface LiveWorkload extends LiveObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector; readonly [field: string]: unknown };
}

/** An event, in the words of whoever reported it. */
export interface LiveEvent extends LiveObject {
  readonly involvedObject: {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly fieldPath?: string;
  };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
}

/** The last time at which an event was seen, in milliseconds. */
export function lastSeen({ series, lastTimestamp, eventTime, firstTimestamp, metadata }: LiveEvent): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp ?? "");
}

/** The first time at which an event was seen, in milliseconds. */
export function firstSeen(event: LiveEvent): number {
  return Date.parse(event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? "");
}

/** How often an event was seen. */
export function timesSeen({ series, count }: LiveEvent): number {
  return series?.count ?? count ?? 1;
}

/** All containers of a pod in the order in which they start, with what the kubelet says of them. */
export function containerStatuses({ status }: LivePod): readonly ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}

/** Whether a condition of an object is true, false or unknown; undefined where there is none. */
export function conditionOf({ status }: Pick<LiveObject, "status">, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}
