import { Size } from "cdk8s";

/** What a server takes before its first key, slots and its own connections included: 17 MiB were measured. */
const IDLE = 24 * 1024;

/** How the memory of one server is divided, in KiB. */
export interface MemoryPlan {
  /** For keys. */
  readonly maxmemory: number;
  /** For what a replica has missed while it was away. */
  readonly backlog: number;
  /** For what a replica has not taken yet. */
  readonly replicaBuffer: number;
}

/** With less there is more for the server itself than for keys. */
export const LEAST_MEMORY: Size = Size.mebibytes(64);

/** Divides a server's memory: at most 70 % for keys, so that a copy while it is written to, and fragments, find room. */
export function memoryPlan(memory: Size): MemoryPlan {
  const all = memory.toKibibytes();
  const [backlog, replicaBuffer] = [Math.floor(all / 16), Math.floor(all / 8)];
  return { maxmemory: Math.floor(Math.min(all * 0.7, all - IDLE - backlog - replicaBuffer)), backlog, replicaBuffer };
}
