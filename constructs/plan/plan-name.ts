import type { Plan } from "./plan";

/** Which Plan: a system in an environment. */
export type PlanName = Pick<Plan, "system" | "environment">;

/** A Plan as messages call it. */
export function stackOf({ system, environment }: PlanName): string {
  return `stack ${system} (${environment})`;
}
