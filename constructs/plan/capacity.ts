import { formatBytes, formatCpu } from "../core";
import type { PlanDemand } from "./demand";

/** What a cluster has for its pods. */
export interface Capacity {
  /** Cores of all nodes together. */
  readonly cpu: number;
  /** Bytes of all nodes together. */
  readonly memory: number;
  /** How many pods all nodes may run together. */
  readonly pods: number;
  /** What the largest node has. */
  readonly node: { readonly cpu: number; readonly memory: number };
}

/** Where a demand is more than a capacity, one line each; empty where it fits. */
export function shortages(
  demand: Pick<PlanDemand, "cpu" | "memory" | "pods" | "largestPod">,
  { cpu, memory, pods, node }: Partial<Capacity>,
): string[] {
  return [
    ...compare("needs", "of CPU", millis(demand.cpu), cpu === undefined ? cpu : millis(cpu), (amount) => formatCpu(amount / 1000)),
    ...compare("needs", "of memory", demand.memory, memory, formatBytes),
    ...compare("needs", "pods", demand.pods, pods, String),
    ...compare("has a pod that needs", "of CPU on one node", millis(demand.largestPod.cpu), node && millis(node.cpu), (amount) =>
      formatCpu(amount / 1000),
    ),
    ...compare("has a pod that needs", "of memory on one node", demand.largestPod.memory, node?.memory, formatBytes),
  ];
}

function compare(verb: string, what: string, wanted: number, has: number | undefined, format: (amount: number) => string): string[] {
  if (has === undefined || wanted <= has) return [];
  return [`${verb} ${format(wanted)} ${what}, there is room for ${format(has)}`];
}

/** Whole thousandths, in which 3 × 100m is 300m. */
function millis(cores: number): number {
  return Math.round(cores * 1000);
}
