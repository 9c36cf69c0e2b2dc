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

/** With each key: fragments, and what is copied of it in most cases while it is written to. */
const PER_KEY = 1.35;

/** Divides a server's memory: up to 62 % are for keys, less where there is little. */
export function memoryPlan(memory: Size): MemoryPlan {
  const all = memory.toKibibytes();
  const [backlog, replicaBuffer] = [Math.floor(all / 32), Math.floor(all / 8)];
  return { maxmemory: Math.floor((all - IDLE - backlog - replicaBuffer) / PER_KEY), backlog, replicaBuffer };
}
