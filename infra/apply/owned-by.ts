import type { PlanName } from "../../constructs/plan";

/** How every field manager of Tagenal begins. */
export const MANAGER_PREFIX = "tagenal/";

/** The field manager under which a Plan's objects are applied: by it they are known again. */
export function managerOf({ system, environment }: PlanName): string {
  return `${MANAGER_PREFIX}${system}.${environment}`;
}
