import type { Size } from "cdk8s";

/** What outlives a pod. */
export type RedisPersistence =
  /** Nothing: a cache. What a master held lives on in its replicas only. */
  | { readonly kind: "none" }
  /** Every write, appended to a file on a volume of each pod. */
  | {
      readonly kind: "aof";
      /**
       * The size of each volume.
       * @default - four times the memory, at least 1 GiB: the file is rewritten beside itself
       */
      readonly size?: Size;
      /** @default - the cluster's default class */
      readonly storageClass?: string;
      /**
       * When writes reach the disk: each before it is acknowledged, or once a second.
       * @default "everysec"
       */
      readonly fsync?: "always" | "everysec";
    };

/** What happens when memory is full, in the words of the server. */
export const EVICTION_POLICIES = [
  "noeviction",
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-random",
  "volatile-lru",
  "volatile-lfu",
  "volatile-random",
  "volatile-ttl",
] as const;

/** What happens when memory is full: writes are refused, or keys give way. */
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];
