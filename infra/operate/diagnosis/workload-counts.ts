import type { Plan } from "../../../constructs/plan";
import { Scene } from "./scene";
import type { Snapshot } from "./snapshot";
import { readyCount } from "./workload";

/** How many workloads a Plan has, and how many of the pods that must run do. */
export function workloadCounts(plan: Plan, snapshot: Snapshot): { workloads: number; pods: { ready: number; wanted: number } } {
  const { workloads } = new Scene(plan, snapshot);
  const running = workloads.filter(({ group }) => group.life === "long");
  return {
    workloads: workloads.length,
    pods: {
      ready: running.reduce((sum, workload) => sum + readyCount(workload), 0),
      wanted: running.reduce((sum, { wanted }) => sum + wanted, 0),
    },
  };
}
