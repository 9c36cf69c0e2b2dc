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
}

/** Where a demand is more than a capacity, one line each; empty where it fits. */
export function shortages({ cpu, memory, pods }: Pick<PlanDemand, "cpu" | "memory" | "pods">, capacity: Partial<Capacity>): string[] {
  const compare = (what: string, wanted: number, has: number | undefined, format: (amount: number) => string): string[] =>
    has !== undefined && wanted > has ? [`needs ${format(wanted)} ${what}, there is room for ${format(has)}`] : [];
  return [
    ...compare("of CPU", cpu, capacity.cpu, formatCpu),
    ...compare("of memory", memory, capacity.memory, formatBytes),
    ...compare("pods", pods, capacity.pods, String),
  ];
}
