import { kindOf } from "../../constructs/plan";
import type { LiveObject } from "../cluster/live-object";
import type { Readiness } from "./readiness";

interface Spec {
  readonly replicas?: number;
  readonly paused?: boolean;
  readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
}

interface Status {
  readonly observedGeneration?: number;
  readonly conditions?: readonly { readonly type: string; readonly reason?: string; readonly message?: string }[];
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly readyReplicas?: number;
  readonly desiredNumberScheduled?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
}

const READY: Readiness = { state: "ready", text: "" };

/** Whether the pods of a workload are those of its template, and are available: as `kubectl rollout status` sees it. */
export function rolloutOf(live: LiveObject): Readiness {
  const spec = (live["spec"] ?? {}) as Spec;
  const status = (live["status"] ?? {}) as Status;
  if ((status.observedGeneration ?? 0) < (live.metadata.generation ?? 0)) return progressing("the change is not seen yet");
  const kind = kindOf(live);
  if (kind === "DaemonSet.apps") return ofDaemons(spec, status);
  if (kind === "StatefulSet.apps") return ofStatefulSet(spec, status);
  return ofDeployment(spec, status);
}

function ofDeployment({ replicas: wanted = 1, paused }: Spec, status: Status): Readiness {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const late = status.conditions?.find(({ type, reason }) => type === "Progressing" && reason === "ProgressDeadlineExceeded");
  const done = updatedReplicas >= wanted && replicas <= updatedReplicas && availableReplicas >= updatedReplicas;
  if (done) return READY;
  if (late)
    return {
      state: "failed",
      text: `${count(Math.min(availableReplicas, updatedReplicas), wanted)}, and its progress deadline has passed`,
    };
  if (paused) return progressing("its rollout is paused");
  if (updatedReplicas < wanted) return progressing(replicas > 0 ? `${updatedReplicas} of ${pods(wanted)} renewed` : count(0, wanted));
  if (replicas > updatedReplicas) return progressing(`${pods(replicas - updatedReplicas)} of the old kind still end`);
  return progressing(count(availableReplicas, wanted));
}

function ofStatefulSet({ replicas: wanted = 1, updateStrategy }: Spec, status: Status): Readiness {
  const { readyReplicas = 0, updatedReplicas = 0 } = status;
  // What somebody renews by hand, pod by pod, is not waited for.
  const renewed = updateStrategy?.type === "OnDelete" ? 0 : Math.max(0, wanted - (updateStrategy?.rollingUpdate?.partition ?? 0));
  if (readyReplicas < wanted) return progressing(count(readyReplicas, wanted));
  return updatedReplicas < renewed ? progressing(`${updatedReplicas} of ${pods(renewed)} renewed`) : READY;
}

function ofDaemons({ updateStrategy }: Spec, status: Status): Readiness {
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled: updated = 0, numberAvailable = 0 } = status;
  if (updateStrategy?.type !== "OnDelete" && updated < wanted) return progressing(`${updated} of ${pods(wanted)} renewed`);
  return numberAvailable < wanted ? progressing(count(numberAvailable, wanted)) : READY;
}

function progressing(text: string): Readiness {
  return { state: "progressing", text };
}

function count(ready: number, wanted: number): string {
  return `${ready} of ${pods(wanted)} ready`;
}

function pods(number: number): string {
  return `${number} ${number === 1 ? "pod" : "pods"}`;
}
