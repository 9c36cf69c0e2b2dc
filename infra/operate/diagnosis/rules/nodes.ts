import type { Diagnosis } from "../finding";
import { conditionOf, type LiveObject } from "../live-kinds";
import type { Scene } from "../scene";
import { isReady } from "../workload";

const PRESSURES: Readonly<Record<string, string>> = {
  MemoryPressure: "it is short of memory",
  DiskPressure: "its disk is nearly full",
  PIDPressure: "it runs too many processes",
  NetworkUnavailable: "its network is not set up",
};
const PATIENCE_SECONDS = 60;

/** A node that does not work, or takes no pods for lack of something. */
export function nodeIsInTrouble(scene: Scene): Diagnosis[] {
  return scene.live("Node").flatMap((node): Diagnosis[] => {
    const trouble = troubleOf(node);
    if (!trouble) return [];
    const { name } = node.metadata;
    const suffering = scene.workloads.filter(({ pods }) => {
      const waiting = pods.filter((pod) => !isReady(pod));
      return waiting.length > 0 && waiting.every(({ spec }) => spec.nodeName === name);
    });
    return [
      {
        object: `Node/${name}`,
        what:
          suffering.length > 0
            ? `node ${name} is in trouble, and with it pods of ${suffering.map(({ id }) => id).join(", ")}`
            : `node ${name} is in trouble`,
        cause: trouble.cause,
        remedy: `kubectl describe node ${name}, then mend or replace it; its pods move by themselves after five minutes`,
        final: scene.secondsSince(trouble.since) >= PATIENCE_SECONDS,
        explains: suffering.flatMap((workload) => [workload.id, ...scene.dependentsOf(workload)]),
      },
    ];
  });
}

function troubleOf(node: LiveObject): { cause: string; since?: string } | undefined {
  const ready = conditionOf(node, "Ready");
  if (ready && ready.status !== "True")
    return { cause: `it is not ready: ${ready.message ?? ready.reason}`, since: ready.lastTransitionTime };
  for (const [type, words] of Object.entries(PRESSURES)) {
    const pressure = conditionOf(node, type);
    if (pressure?.status === "True")
      return { cause: `${words}: ${pressure.message ?? pressure.reason}`, since: pressure.lastTransitionTime };
  }
  return undefined;
}
