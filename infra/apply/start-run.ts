import type { Plan } from "../../constructs/plan";
import type { Environment } from "../../stacks";
import { CLOCK } from "../cluster/clock";
import { connectTo } from "../cluster/connect";
import { KubectlError } from "../cluster/kubectl";
import { PatientKubectl } from "../cluster/patient-kubectl";
import type { Finding } from "../operate/diagnosis";
import type { Run } from "./run";

/** How a run speaks, and what ends it. */
export type RunHooks = Pick<Run, "progress" | "note"> & { readonly signal: AbortSignal };

/** Connects to the environment's cluster and prepares a run of the Plan there. */
export async function startRun(plan: Plan, environment: Environment, { progress, note, signal }: RunHooks): Promise<Run> {
  progress("connecting …");
  const kubectl = new PatientKubectl(await connectTo(environment), { signal, onWait: progress });
  const diagnose = async (): Promise<readonly Finding[]> => {
    const { diagnose: explain, takeSnapshot } = await import("../operate/diagnosis/index.js");
    try {
      return explain(plan, await takeSnapshot(kubectl, plan));
    } catch (error) {
      // Whoever may not look, or not now, goes on without an explanation.
      if (error instanceof KubectlError) return [];
      throw error;
    }
  };
  return { plan, kubectl, clock: CLOCK, signal, now: () => new Date(), progress, note, diagnose };
}
