import {
  grouped,
  isClusterScoped,
  kindOf,
  type ObjectId,
  objectId,
  type Plan,
  type PlanObject,
  type PlanPeer,
  selects,
} from "../../../constructs/plan";
import { type Blocked, blockedConnections } from "./blocked";
import { findWorkloads } from "./find-workloads";
import { KIND_OF_RESOURCE } from "./listed-kinds";
import { type LiveEvent, type LiveObject, lastSeen } from "./live-kinds";
import type { Snapshot } from "./snapshot";
import type { Workload } from "./workload";

/** A Plan beside what the cluster shows of it, with the indexes that several rules need. */
export class Scene {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  /** The moment of the snapshot, in milliseconds. */
  readonly now: number;
  readonly workloads: readonly Workload[];
  readonly #byId: ReadonlyMap<ObjectId, LiveObject>;
  readonly #byKind: ReadonlyMap<string, readonly LiveObject[]>;
  readonly #planned: ReadonlyMap<ObjectId, PlanObject>;
  readonly #plannedByKind: ReadonlyMap<string, readonly PlanObject[]>;
  #blocked?: readonly Blocked[];
  readonly #events: ReadonlyMap<string, readonly LiveEvent[]>;

  constructor(plan: Plan, snapshot: Snapshot) {
    this.plan = plan;
    this.snapshot = snapshot;
    this.now = Date.parse(snapshot.takenAt);
    const { objects, namespace } = snapshot;
    this.#byId = new Map(objects.map((object) => [objectId(kindOf(object), object.metadata.namespace, object.metadata.name), object]));
    this.#byKind = grouped(objects, (object) => [kindOf(object)]);
    this.#planned = new Map(plan.objects.map((object) => [object.id, object]));
    this.#plannedByKind = grouped(plan.objects, ({ manifest }) => [kindOf(manifest)]);
    const events = (this.live("Event") as LiveEvent[]).toSorted((a, b) => lastSeen(b) - lastSeen(a));
    this.#events = grouped(events, ({ involvedObject: { uid = "" } }) => [uid]);
    this.workloads = findWorkloads({ plan, planned: this.#planned, namespace, objects, find: (object) => this.find(object) });
  }

  /** The connections of the Plan that the cluster's policies do not let through. */
  get blocked(): readonly Blocked[] {
    this.#blocked ??= blockedConnections({
      connections: this.plan.connections,
      planned: this.plan.objects,
      live: this.snapshot.objects,
      namespace: this.snapshot.namespace,
      workloads: this.workloads,
      sees: (namespace) => this.sees("NetworkPolicy.networking.k8s.io", namespace),
    });
    return this.#blocked;
  }

  /** Whom the pods of a workload call. */
  serversOf(workload: Workload): Workload[] {
    const { connections } = this.plan;
    const servers = connections.filter(({ client }) => this.#isOf(client, workload)).map(({ server }) => server);
    return this.workloads.filter((other) => other !== workload && servers.some((server) => this.#isOf(server, other)));
  }

  #isOf(peer: PlanPeer, { group }: Workload): boolean {
    return peer.kind === "pods" && peer.namespace === group.namespace && selects({ matchLabels: peer.labels }, group.labels);
  }

  /** An object of the Plan, as it is in the cluster. */
  find({ id, manifest }: Pick<PlanObject, "id" | "manifest">): LiveObject | undefined {
    return this.#byId.get(id) ?? this.#byId.get(this.liveId(manifest));
  }

  /** The object with this identity in the cluster. */
  get(id: ObjectId): LiveObject | undefined {
    return this.#byId.get(id);
  }

  /** The identity that an object of the Plan has in the cluster, where it is in some namespace even if the Plan names none. */
  liveId(manifest: PlanObject["manifest"]): ObjectId {
    const kind = kindOf(manifest);
    const { namespace, name } = manifest.metadata;
    return objectId(kind, namespace ?? (isClusterScoped(kind) ? undefined : this.snapshot.namespace), name);
  }

  /** All objects of a kind in the cluster. */
  live(kind: string): readonly LiveObject[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** All objects of a kind in the Plan. */
  planned(kind: string): readonly PlanObject[] {
    return this.#plannedByKind.get(kind) ?? [];
  }

  /** What was reported about an object, the latest first. */
  events({ metadata }: LiveObject): readonly LiveEvent[] {
    return this.#events.get(metadata.uid ?? "") ?? [];
  }

  /** Seconds since a moment; none where it is not known. */
  secondsSince(time: string | number | undefined): number {
    const seconds = (this.now - (typeof time === "number" ? time : Date.parse(time ?? ""))) / 1000;
    return Number.isNaN(seconds) ? 0 : seconds;
  }

  /** Whether objects of a kind could be looked at: what was not seen is not missing. */
  sees(kind: string, namespace: string | undefined): boolean {
    return !this.snapshot.unseen.some((one) => KIND_OF_RESOURCE[one.resource] === kind && (one.namespace ?? namespace) === namespace);
  }

  /** The last lines that a container wrote. */
  log(namespace: string, pod: string, container: string): readonly string[] {
    return this.snapshot.logs[`${namespace}/${pod}/${container}`] ?? [];
  }

  /** What depends on a workload's pods: the Services, budgets and autoscalers about it. */
  dependentsOf({ id, group, namespace }: Workload): ObjectId[] {
    const inNamespace = (object: PlanObject): boolean => (object.manifest.metadata.namespace ?? this.snapshot.namespace) === namespace;
    const services = this.planned("Service").filter((service) => {
      const { selector } = specOf<{ selector: Record<string, string> }>(service);
      return selector && inNamespace(service) && selects({ matchLabels: selector }, group.labels);
    });
    const budgets = this.planned("PodDisruptionBudget.policy").filter((budget) => {
      const { selector } = specOf<{ selector: Parameters<typeof selects>[0] }>(budget);
      return selector && inNamespace(budget) && selects(selector, group.labels);
    });
    const scalers = this.planned("HorizontalPodAutoscaler.autoscaling").filter((scaler) => {
      const { scaleTargetRef } = specOf<{ scaleTargetRef: { kind: string; name: string } }>(scaler);
      return inNamespace(scaler) && id.startsWith(`${scaleTargetRef?.kind}.`) && scaleTargetRef?.name === group.name;
    });
    return [...services, ...budgets, ...scalers].map((object) => object.id);
  }
}

/** The `spec` of an object, or an empty one; T says which fields the reader looks at. */
export function specOf<T extends object>(object: PlanObject | LiveObject): Partial<T> {
  const manifest = "manifest" in object ? (object as PlanObject).manifest : object;
  return manifest["spec"] ?? {};
}
