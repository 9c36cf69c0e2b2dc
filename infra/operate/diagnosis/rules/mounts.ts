import type { Diagnosis } from "../finding";
import { containerStatuses, firstSeen, lastSeen } from "../live-kinds";
import { CANNOT_START, podFindings, type Symptom } from "../pod-symptoms";
import type { Scene } from "../scene";

const PATIENCE_SECONDS = 60;

/** A volume that cannot be attached or mounted. */
export function volumeCannotBeMounted(scene: Scene): Diagnosis[] {
  return podFindings(scene, (pod): Symptom[] => {
    const waiting = containerStatuses(pod).some(({ state }) => /^(ContainerCreating|PodInitializing)$/.test(state?.waiting?.reason ?? ""));
    const [event] = scene.events(pod).filter(({ reason }) => reason === "FailedMount" || reason === "FailedAttachVolume");
    if (!waiting || !event || scene.secondsSince(lastSeen(event)) > 300) return [];
    const message = (event.message ?? "").replaceAll(/\s+/g, " ");
    const held = /Multi-Attach/.test(message);
    return [
      {
        key: `mount ${/volume "([^"]+)"/.exec(message)?.[1] ?? ""}`,
        verb: CANNOT_START,
        cause: held ? `its volume is still held by another node: ${message}` : `a volume cannot be mounted: ${message}`,
        remedy: held
          ? "kubectl get volumeattachments; wait until the other pod is gone, or give each pod a volume of its own"
          : `kubectl -n ${pod.metadata.namespace} describe pod ${pod.metadata.name}, then mend what it complains about`,
        final: !held && scene.secondsSince(firstSeen(event)) >= PATIENCE_SECONDS,
      },
    ];
  });
}
