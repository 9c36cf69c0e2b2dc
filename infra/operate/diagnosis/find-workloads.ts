import { grouped, kindOf, type ObjectId, type PlanObject, podGroups, selects } from "../../../constructs/plan";
import { conditionOf, type LiveObject, type LivePod, type LiveWorkload } from "./live-kinds";
import type { Workload } from "./workload";

/** What of a scene is needed to find its workloads. */
export interface WorkloadSource {
  readonly planned: ReadonlyMap<ObjectId, PlanObject>;
  readonly plan: Parameters<typeof podGroups>[0];
  readonly namespace: string;
  readonly objects: readonly LiveObject[];
  readonly find: (object: PlanObject) => LiveObject | undefined;
}

/** All groups of pods of a Plan, with the pods that really are theirs. */
export function findWorkloads({ planned, plan, namespace: current, objects, find }: WorkloadSource): Workload[] {
  const owned = grouped(objects, ({ metadata: { ownerReferences = [] } }) => ownerReferences.map(({ uid }) => uid));
  const pods = objects.filter((object): object is LivePod => kindOf(object) === "Pod");
  return podGroups(plan).map((group): Workload => {
    const namespace = group.namespace ?? current;
    const object = group.spec ? planned.get(group.owner) : undefined;
    const live = object && (find(object) as LiveWorkload | undefined);
    const makers = live ? makersOf(live, owned) : [];
    const own = object
      ? ownPods(live, makers, owned)
      : pods.filter(({ metadata }) => metadata.namespace === namespace && selects({ matchLabels: group.labels }, metadata.labels ?? {}));
    const staying = own.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return { id: group.owner, group, namespace, object, live, makers, pods: staying, wanted: wantedOf(live, group.count, staying.length) };
  });
}

type Owned = ReadonlyMap<string, readonly LiveObject[]>;

function makersOf(live: LiveWorkload, owned: Owned): LiveObject[] {
  const children = owned.get(live.metadata.uid ?? "") ?? [];
  const kind = kindOf(live);
  if (kind === "Deployment.apps") return last(children.filter((child) => kindOf(child) === "ReplicaSet.apps").sort(byRevision));
  if (kind === "CronJob.batch") return last(children.filter((child) => kindOf(child) === "Job.batch").sort(byAge));
  return [live];
}

function ownPods(live: LiveWorkload | undefined, makers: readonly LiveObject[], owned: Owned): LivePod[] {
  if (live && kindOf(live) === "Pod") return [live as unknown as LivePod];
  // What a job tried before it succeeded is no trouble any more.
  const open = makers.filter((maker) => conditionOf(maker, "Complete")?.status !== "True");
  return open.flatMap(({ metadata }) => owned.get(metadata.uid ?? "") ?? []).filter((child): child is LivePod => child.kind === "Pod");
}

function wantedOf(live: LiveWorkload | undefined, planned: number | undefined, found: number): number {
  const { desiredNumberScheduled } = (live?.status ?? {}) as { desiredNumberScheduled?: number };
  return live?.spec.replicas ?? desiredNumberScheduled ?? planned ?? found;
}

function byRevision(a: LiveObject, b: LiveObject): number {
  const [left, right] = [a, b].map(({ metadata }) => Number(metadata.annotations?.["deployment.kubernetes.io/revision"] ?? 0));
  return (left ?? 0) - (right ?? 0);
}

function byAge(a: LiveObject, b: LiveObject): number {
  return Date.parse(a.metadata.creationTimestamp ?? "") - Date.parse(b.metadata.creationTimestamp ?? "");
}

function last<T>(all: readonly T[]): T[] {
  return all.slice(-1);
}
