import type { Plan } from "../../constructs/plan";

/** A Plan as messages call it. */
export function stackOf({ system, environment }: Pick<Plan, "system" | "environment">): string {
  return `stack ${system} (${environment})`;
}
