import type { Diagnosis } from "../finding";
import { type Scene, specOf } from "../scene";

interface BudgetStatus {
  readonly disruptionsAllowed?: number;
  readonly currentHealthy?: number;
  readonly expectedPods?: number;
}

/** A budget that never lets a pod go: no node can be drained, no cluster upgraded. */
export function budgetBlocksEviction(scene: Scene): Diagnosis[] {
  return scene.planned("PodDisruptionBudget.policy").flatMap((object): Diagnosis[] => {
    const live = scene.find(object);
    const { disruptionsAllowed, currentHealthy = 0, expectedPods = 0 } = (live?.status ?? {}) as BudgetStatus;
    // Where pods are missing or not ready, that is the cause, and it is told there.
    if (!live || disruptionsAllowed !== 0 || expectedPods === 0 || currentHealthy < expectedPods) return [];
    const { minAvailable, maxUnavailable } = specOf<{ minAvailable: number | string; maxUnavailable: number | string }>(live);
    const rule = maxUnavailable === undefined ? `minAvailable ${minAvailable}` : `maxUnavailable ${maxUnavailable}`;
    return [
      {
        object: object.id,
        what: `budget ${live.metadata.namespace}/${live.metadata.name} lets no pod go: its nodes cannot be drained`,
        cause: `all ${expectedPods} of its pods must stay (${rule})`,
        remedy: "say maxUnavailable: 1 instead, or run one replica more than minAvailable",
        final: false,
        explains: [object.id],
      },
    ];
  });
}
