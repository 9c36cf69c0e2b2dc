import type { Diagnosis } from "../finding";
import type { Rule } from "../layers";
import { conditionOf, containerStatuses, type LivePod } from "../live-kinds";
import type { Scene } from "../scene";
import { ago } from "../who-changed";
import { isReady, podsOf, readyCount, type Workload } from "../workload";

/** Pods that are not ready without a reason that another rule knows: on their way, or held up. */
export const podsAreNotReady: Rule = (scene, explained) =>
  scene.workloads.flatMap((workload): Diagnosis[] => {
    const { id, group, live, object, pods, wanted } = workload;
    if (group.life !== "long" || (object && !live)) return [];
    const lacking = wanted - readyCount(workload);
    if (lacking <= 0) return [];
    const servers = scene.serversOf(workload);
    if (servers.some((server) => explained.has(server.id)) || scene.blocked.some(({ client }) => client === workload)) return [];
    const progress = live && conditionOf(live, "Progressing");
    const late = progress?.status === "False";
    return [
      {
        object: id,
        what: podsOf(workload, lacking, { one: "is not ready", many: "are not ready" }),
        cause: late ? `${progress.message}` : stateOf(scene, workload, pods),
        remedy: late
          ? `kubectl -n ${workload.namespace} get pods; kubectl -n ${workload.namespace} describe pods`
          : "wait a moment and look again",
        final: late,
        explains: [id, ...scene.dependentsOf(workload)],
      },
    ];
  });

function stateOf(scene: Scene, { makers, object, id }: Workload, pods: readonly LivePod[]): string {
  const waiting = pods.find((pod) => !isReady(pod));
  if (waiting) {
    const age = ago(scene.secondsSince(waiting.metadata.creationTimestamp));
    const reason = containerStatuses(waiting)
      .map(({ state }) => state?.waiting?.reason)
      .find((found) => found !== undefined);
    return `pod ${waiting.metadata.name} began ${age} ago, it is ${reason ?? waiting.status.phase ?? "being made"}`;
  }
  if (!object) return `its operator has made no pods for ${id}: see the operator's log`;
  return makers.length > 0 ? "its pods are being made" : "its controller has not begun yet";
}
