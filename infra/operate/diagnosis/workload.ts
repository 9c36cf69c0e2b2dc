import type { ObjectId, PlanObject, PodGroup } from "../../../constructs/plan";
import { conditionOf, type LiveObject, type LivePod, type LiveWorkload } from "./live-kinds";

/** Equal pods that the Plan wants, beside those that there are. */
export interface Workload {
  /** The workload, or the custom resource whose operator makes the pods. */
  readonly id: ObjectId;
  readonly group: PodGroup;
  readonly namespace: string;
  /** Undefined where an operator makes the pods. */
  readonly object?: PlanObject;
  readonly live?: LiveWorkload;
  /** What makes the pods of the newest version: a ReplicaSet, the StatefulSet itself, a Job. */
  readonly makers: readonly LiveObject[];
  /** Pods of the newest version that are meant to stay. */
  readonly pods: readonly LivePod[];
  /** How many there should be now, as far as that can be known. */
  readonly wanted: number;
}

/** Whether a pod serves. */
export function isReady(pod: LivePod): boolean {
  return conditionOf(pod, "Ready")?.status === "True";
}

/** How many pods of a workload serve. */
export function readyCount({ pods }: Workload): number {
  return pods.filter(isReady).length;
}

/** "2 of 3 pods of Deployment.apps/shop/web cannot start", in the singular where there is one pod. */
export function podsOf({ id, wanted }: Workload, count: number, { one, many }: { one: string; many: string }): string {
  if (wanted <= 1 && count <= 1) return `the pod of ${id} ${one}`;
  return `${count} of ${Math.max(wanted, count)} pods of ${id} ${count === 1 ? one : many}`;
}
