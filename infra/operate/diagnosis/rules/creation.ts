import type { Diagnosis } from "../finding";
import { type Condition, conditionOf, type LiveObject, lastSeen } from "../live-kinds";
import type { Scene } from "../scene";
import { podsOf, type Workload } from "../workload";
import { explainRefusal } from "./creation-refusals";

/** So long a refusal must have lasted: accounts and namespaces need a moment until they can be used. */
const PATIENCE_SECONDS = 5;

/** Pods that the API server does not let the workload make: quota, limits, Pod Security, a missing account, a webhook. */
export function podsAreNotMade(scene: Scene): Diagnosis[] {
  return scene.workloads.flatMap((workload): Diagnosis[] => {
    const refusal = workload.makers.map((maker) => refusalOf(scene, workload, maker)).find((found) => found !== undefined);
    if (!refusal) return [];
    const { cause, remedy } = explainRefusal(scene, workload, refusal.message);
    const lacking = Math.max(workload.wanted - workload.pods.length, 1);
    return [
      {
        object: workload.id,
        what: podsOf(workload, lacking, { one: "cannot be made", many: "cannot be made" }),
        cause,
        remedy,
        final: refusal.seconds >= PATIENCE_SECONDS,
        explains: [workload.id, ...scene.dependentsOf(workload)],
      },
    ];
  });
}

function refusalOf(scene: Scene, { live, pods, wanted }: Workload, maker: LiveObject): { message: string; seconds: number } | undefined {
  if (!live || pods.length >= Math.max(wanted, 1)) return undefined;
  const failure: Condition | undefined = conditionOf(maker, "ReplicaFailure");
  if (failure?.status === "True") return { message: failure.message ?? "", seconds: scene.secondsSince(failure.lastTransitionTime) };
  // Who has no such condition says it in events; those before the last change are about what was wanted then.
  const changed = lastChange(maker);
  const [event] = scene.events(maker).filter((one) => one.reason === "FailedCreate" && lastSeen(one) >= changed);
  return event && { message: event.message ?? "", seconds: scene.secondsSince(changed) };
}

/** When somebody last changed what an object says is wanted, to the second; its creation where that is not known. */
function lastChange({ metadata: { managedFields = [], creationTimestamp = "" } }: LiveObject): number {
  const times = managedFields
    .filter(({ subresource }) => subresource !== "status")
    .map(({ time }) => Date.parse(time ?? creationTimestamp));
  return Math.max(Date.parse(creationTimestamp), ...times);
}
