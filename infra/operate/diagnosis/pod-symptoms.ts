import { grouped } from "../../../constructs/plan";
import type { Diagnosis } from "./finding";
import type { LivePod } from "./live-kinds";
import type { Scene } from "./scene";
import { podsOf, type Workload } from "./workload";

/** What ails one pod. Pods of a workload with the same key have the same cause. */
export interface Symptom {
  readonly key: string;
  /** What such pods do: "cannot start". */
  readonly verb: { readonly one: string; readonly many: string };
  readonly cause: string;
  readonly remedy: string;
  readonly final: boolean;
}

/** One finding for each workload and cause, from what its pods suffer. */
export function podFindings(scene: Scene, inspect: (pod: LivePod, workload: Workload) => readonly Symptom[]): Diagnosis[] {
  return scene.workloads.flatMap((workload) => {
    const all = workload.pods.flatMap((pod) => inspect(pod, workload).map((symptom) => ({ pod, symptom })));
    return [...grouped(all, ({ symptom }) => [symptom.key]).values()].flatMap((same): Diagnosis[] => {
      // The pod that is surest speaks for the others.
      const { symptom } = same.find((one) => one.symptom.final) ?? same[0] ?? {};
      if (!symptom) return [];
      const { verb, cause, remedy, final } = symptom;
      const count = new Set(same.map(({ pod }) => pod)).size;
      return [
        {
          object: workload.id,
          what: podsOf(workload, count, verb),
          cause,
          remedy,
          final,
          explains: [workload.id, ...scene.dependentsOf(workload)],
        },
      ];
    });
  });
}

/** What pods that never got to run do. */
export const CANNOT_START: Symptom["verb"] = { one: "cannot start", many: "cannot start" };
