import { PLAN_VERSION, type Plan, type PlanObject } from "../../../constructs/plan";

/** A Plan of some objects, with what else is known around them. */
export function planOfObjects(objects: readonly PlanObject[], around: Partial<Plan>): Plan {
  const nothing = {
    order: [],
    connections: [],
    entryPoints: [],
    expectedPods: [],
    assets: [],
    credentials: [],
    externals: [],
    slots: [],
  };
  const { system = "", environment = "" } = around;
  return { ...nothing, ...around, format: "tagenal/plan", version: PLAN_VERSION, system, environment, objects };
}
