import type { PlanObject } from "../../constructs/plan";
import type { LiveObject } from "../cluster/live-object";
import { valueAt } from "./json-path";
import { rolloutOf } from "./rollout";

/** How far an object has come. */
export interface Readiness {
  readonly state: "ready" | "progressing" | "failed";
  /** What is there and what is missing: "1 of 2 pods ready". */
  readonly text: string;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** The account of a live object of itself, as far as waiting reads it. */
interface Status {
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly active?: number;
  readonly failed?: number;
}

const READY: Readiness = { state: "ready", text: "" };

/** Whether an object is what its Plan waits for. A pure reading of what the cluster says. */
export function readinessOf({ wait, manifest }: Pick<PlanObject, "wait" | "manifest">, live: LiveObject | undefined): Readiness {
  if (!live) return gone(manifest);
  const status = (live["status"] ?? {}) as Status;
  if (wait.until === "exists") return READY;
  if (wait.until === "jsonpath") {
    const value = valueAt(live, wait.path);
    return value === wait.value ? READY : progressing(`${wait.path} is ${value ?? "not there"}, wanted is ${wait.value}`);
  }
  if (wait.until !== "condition") return wait.until === "rollout" ? rolloutOf(live) : completionOf(status, live);
  const condition = status.conditions?.find(({ type }) => type === wait.type);
  if (!condition) return progressing(`nothing is said of ${wait.type} yet`);
  const stale = (condition.observedGeneration ?? status.observedGeneration ?? Infinity) < (live.metadata.generation ?? 0);
  if (condition.status === wait.status && !stale) return READY;
  return progressing(stale ? "the change is not seen yet" : `${wait.type} is ${condition.status}${because(condition)}`);
}

/** A job that removes itself when it is done may be done. */
function gone(manifest: PlanObject["manifest"]): Readiness {
  const { ttlSecondsAfterFinished } = (manifest["spec"] ?? {}) as { ttlSecondsAfterFinished?: number };
  return manifest.kind === "Job" && ttlSecondsAfterFinished !== undefined ? READY : { state: "failed", text: "somebody has deleted it" };
}

function completionOf({ conditions = [], active = 0, failed = 0 }: Status, live: LiveObject): Readiness {
  const is = (type: string): Condition | undefined => conditions.find((one) => one.type === type && one.status === "True");
  if (is("Complete")) return READY;
  const failure = is("Failed");
  if (failure) return { state: "failed", text: `the job has failed${because(failure)}` };
  if ((live["spec"] as { suspend?: boolean } | undefined)?.suspend) return progressing("the job is suspended");
  const attempts = failed > 0 ? `, ${failed} ${failed === 1 ? "attempt" : "attempts"} failed` : "";
  return progressing(`${active > 0 ? "the job runs" : "the job has no pod yet"}${attempts}`);
}

function progressing(text: string): Readiness {
  return { state: "progressing", text };
}

function because({ reason, message }: Condition): string {
  const why = [reason, message].filter((one) => one !== undefined && one !== "").join(": ");
  return why === "" ? "" : `: ${why}`;
}
