import { idOf } from "./manifest";
import { type Manifest, PLAN_VERSION, type Plan, type PlanObject } from "./plan";

/** An object of which nothing is known but its manifest. */
export function objectOf(manifest: Manifest, more: Partial<PlanObject> = {}): PlanObject {
  const id = idOf(manifest);
  return { id, logicalId: id, manifest, phase: 0, wait: { until: "exists" }, keep: false, ...more };
}

/** A Plan of objects that no construct tree has made, with what else is known around them. */
export function planOfObjects(objects: readonly PlanObject[], around: Partial<Plan> = {}): Plan {
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
