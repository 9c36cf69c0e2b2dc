import type { Diagnosis } from "../finding";
import type { Scene } from "../scene";
import { isReady } from "../workload";

const PATIENCE_SECONDS = 30;

/** A StatefulSet that does not replace a broken pod of its former version: it waits for it to be ready, for ever. */
export function formerPodHoldsUp(scene: Scene): Diagnosis[] {
  return scene.workloads.flatMap((workload): Diagnosis[] => {
    const { live, id, namespace, pods } = workload;
    if (live?.kind !== "StatefulSet" || live.spec["podManagementPolicy"] === "Parallel") return [];
    const { updateRevision, observedGeneration } = (live.status ?? {}) as { updateRevision?: string; observedGeneration?: number };
    if (updateRevision === undefined || observedGeneration !== live.metadata.generation) return [];
    const holding = pods.find((pod) => !isReady(pod) && pod.metadata.labels?.["controller-revision-hash"] !== updateRevision);
    if (!holding) return [];
    const { name, creationTimestamp } = holding.metadata;
    return [
      {
        object: id,
        what: `${id} does not go over to its new version`,
        cause: `its pod ${name} of the former version is not ready, and a StatefulSet replaces no further pod until it is`,
        remedy: `kubectl -n ${namespace} delete pod ${name}: it comes again in the new version`,
        final: scene.secondsSince(creationTimestamp) >= PATIENCE_SECONDS,
        explains: [id, ...scene.dependentsOf(workload)],
      },
    ];
  });
}
