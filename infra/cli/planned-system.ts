import { type Plan, planOf } from "../../constructs/plan";
import type { Arguments } from "./arguments";
import { type LoadedApp, loadApp } from "./load-app";

/** A system as a command works on it: its tree, and its Plan. */
export interface PlannedSystem extends LoadedApp {
  readonly plan: Plan;
}

/** Loads what the words `<environment> [--system S | --app MODULE]` mean, and makes its Plan. */
export async function plannedSystem(given: Arguments): Promise<PlannedSystem> {
  const loaded = await loadApp({ environment: given.environment, system: given.text("system"), app: given.text("app") });
  const { system, environment, app } = loaded;
  return { ...loaded, plan: planOf(app, { system, environment: environment.name }) };
}
