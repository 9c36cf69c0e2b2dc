import type { Diagnosis } from "../finding";
import { conditionOf, type LivePod } from "../live-kinds";
import { podFindings, type Symptom } from "../pod-symptoms";
import type { Scene } from "../scene";
import { explainSchedule } from "./scheduling-reasons";

/** The scheduler may need a moment, and the cluster may be about to get a node. */
const PATIENCE_SECONDS = 30;

/** Pods for which no node is found. */
export function podIsUnschedulable(scene: Scene): Diagnosis[] {
  return podFindings(scene, (pod): Symptom[] => {
    const condition = conditionOf(pod, "PodScheduled");
    if (condition?.status !== "False" || condition.reason !== "Unschedulable") return [];
    const message = condition.message ?? "";
    const { cause, remedy } = explainSchedule(scene, pod, message);
    const coming = nodesAreComing(scene, pod);
    return [
      {
        key: `schedule ${cause}`,
        verb: { one: "finds no node", many: "find no node" },
        cause: coming ? `${cause}; ${coming}` : cause,
        remedy: coming ? `wait for the node; if it does not come: ${remedy}` : remedy,
        final: !coming && scene.secondsSince(condition.lastTransitionTime) >= PATIENCE_SECONDS,
      },
    ];
  });
}

/** What an autoscaler of nodes said it would do about a pod. */
function nodesAreComing(scene: Scene, pod: LivePod): string | undefined {
  const [event] = scene.events(pod).filter(({ reason }) => reason === "TriggeredScaleUp" || reason === "Nominated");
  return event && `a node is being added: ${event.message}`;
}
