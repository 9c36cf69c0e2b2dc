import { RefusedError } from "../../constructs/core";
import { type Change, loadPlan, type Plan, planOf } from "../../constructs/plan";
import { defineEnvironment } from "../../stacks";
import { onInterrupt } from "../cluster/interrupted";
import { readText } from "../read-text";
import type { Arguments } from "./arguments";
import type { PlannedSystem } from "./planned-system";
import type { Terminal } from "./terminal";
import { withCluster } from "./with-cluster";

/** Two Plans to compare, and what they are called. */
export interface Compared {
  readonly before: Plan;
  readonly after: Plan;
  readonly names: { readonly before: string; readonly after: string };
  /** Changes that the Plans do not show. */
  readonly more?: readonly Change[];
  readonly notes: readonly string[];
}

/** With what a system is compared, by the option that names it. */
const SOURCES: Readonly<
  Record<string, (value: string, planned: PlannedSystem, given: Arguments, terminal: Terminal) => Promise<Compared>>
> = {
  plan: async (file, { plan }) => ({ before: savedPlan(file), after: plan, names: { before: file, after: "the code" }, notes: [] }),
  git: againstRevision,
  environment: againstEnvironment,
};

/** The options that say with what a system is compared; without any: with its cluster. */
export const AGAINST: readonly string[] = Object.keys(SOURCES);

/** Finds what a system is compared with. */
export async function comparedWith(planned: PlannedSystem, given: Arguments, terminal: Terminal): Promise<Compared> {
  const named = AGAINST.filter((option) => given.text(option) !== undefined);
  if (named.length > 1) {
    const message = `${named.map((option) => `--${option}`).join(" and ")} exclude one another: a diff compares with one thing`;
    throw new RefusedError([{ path: "", message }], "the command line");
  }
  const [option] = named;
  const source = option === undefined ? undefined : SOURCES[option];
  return source ? source(given.text(option as string) as string, planned, given, terminal) : againstCluster(planned, terminal);
}

function savedPlan(file: string): Plan {
  const text = readText(file, "; save a plan with: tagenal synth … --format plan --out DIR");
  try {
    return loadPlan(text);
  } catch (error) {
    throw new RefusedError([{ path: "", message: (error as Error).message }], file);
  }
}

async function againstRevision(
  revision: string,
  { plan, environment }: PlannedSystem,
  given: Arguments,
  terminal: Terminal,
): Promise<Compared> {
  const { planOfRevision } = await import("../diff/plan-of-revision.js");
  // Whoever ends it ends git and the rendering; what was put beside the working tree is taken away all the same.
  const { signal, stop } = onInterrupt();
  const request = { revision, environment: environment.name, system: given.text("system"), app: given.text("app") };
  try {
    const { plan: before, commit, notes } = await planOfRevision(request, (text) => terminal.progress(text));
    return { before, after: plan, names: { before: `git:${revision} (${commit})`, after: "the code" }, notes };
  } catch (error) {
    throw signal.aborted ? new RefusedError([{ path: "", message: "you have interrupted it" }]) : error;
  } finally {
    stop();
  }
}

/** The other environment in the namespaces of this one: what differs is what the environments say. */
async function againstEnvironment(name: string, planned: PlannedSystem, given: Arguments): Promise<Compared> {
  const { loadApp } = await import("./load-app.js");
  const { system, environment, plan } = planned;
  const other = await loadApp({ environment: name, system: given.text("system"), app: given.text("app") });
  const { namespacePrefix: _, ...there } = other.environment;
  const prefix = environment.namespacePrefix === undefined ? {} : { namespacePrefix: environment.namespacePrefix };
  const tree = await other.build(defineEnvironment({ ...there, ...prefix }));
  const before = planOf(tree, { system, environment: name });
  return { before, after: plan, names: { before: `environment ${name}`, after: `environment ${environment.name}` }, notes: [] };
}

async function againstCluster({ plan, environment }: PlannedSystem, terminal: Terminal): Promise<Compared> {
  const { clusterPlans } = await import("../diff/cluster-plans.js");
  return withCluster(environment, terminal, async ({ kubectl }) => {
    terminal.progress("asking the cluster what would change …");
    return { ...(await clusterPlans(kubectl, plan)), names: { before: `the cluster of ${environment.name}`, after: "the code" } };
  });
}
