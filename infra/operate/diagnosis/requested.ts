import { parseQuantity } from "../../../constructs/core";
import { grouped, podDemand } from "../../../constructs/plan";
import type { IKubectl } from "../../cluster/kubectl";
import { readList } from "../../cluster/live-object";
import { conditionOf, type LivePod } from "./live-kinds";

/** What is requested of a node, in cores and bytes. */
export interface Requested {
  readonly cpu: number;
  readonly memory: number;
}

/** What all pods together request of each node. Looked at only where a pod finds no room, as it means all pods of the cluster. */
export async function requestedOfNodes(kubectl: IKubectl, pods: readonly LivePod[]): Promise<Record<string, Requested>> {
  const noRoom = pods.some((pod) => /Insufficient/.test(conditionOf(pod, "PodScheduled")?.message ?? ""));
  if (!noRoom) return {};
  const running = "--field-selector=status.phase!=Succeeded,status.phase!=Failed";
  // Without the right to see all of them, the sum would be wrong: then none is known.
  const output = await kubectl.run(["get", "pods", "--all-namespaces", running, "-o", "json"]).catch(() => "");
  const byNode = grouped(readList(output) as unknown as LivePod[], ({ spec }) => (spec.nodeName === undefined ? [] : [spec.nodeName]));
  return Object.fromEntries([...byNode].map(([node, all]) => [node, sum(all.map(({ spec }) => podDemand(spec)))]));
}

function sum(all: readonly Requested[]): Requested {
  return all.reduce((total, { cpu, memory }) => ({ cpu: total.cpu + cpu, memory: total.memory + memory }), { cpu: 0, memory: 0 });
}

/** What a node has for pods, in cores and bytes. */
export function allocatableOf(status: Readonly<Record<string, unknown>> | undefined): Requested {
  const { cpu = "0", memory = "0" } = (status?.["allocatable"] ?? {}) as { cpu?: string; memory?: string };
  return { cpu: parseQuantity(cpu) ?? 0, memory: parseQuantity(memory) ?? 0 };
}
