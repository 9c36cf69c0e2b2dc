import { Chart } from "cdk8s";
import type { Construct } from "constructs";
import { type AttributeRisk, addAsset, ImageReference, type Risk } from "../core";
import type { ShardedSet } from "../workload";
import type { ResolvedRedis } from "./resolved";

const LOST: Risk = {
  class: "data at risk",
  why: "the keys of its slots go with it",
  remedy: "take it away in two steps: lower 'masters' and raise 'leaving' by as many, apply, then drop 'leaving'",
};
const EMPTY: Risk = { class: "replace", why: "its slots have moved to the others: its pods end, its volumes stay, and nobody uses them" };

/** Says what a cluster holds and what endangers it. A cache's keys are nobody's only copy. */
export function declareAssets(scope: Construct, servers: ShardedSet, props: ResolvedRedis): void {
  const { masters, leaving, persistence, memory, flavour, users, tls, evictionPolicy, replicasPerMaster, lostSlots } = props;
  const kept = persistence.kind === "aof";
  const full = `${Chart.of(scope).namespace ?? "default"}/${servers.name}`;
  addAsset(scope, {
    kind: "redis cluster",
    name: full,
    objects: [],
    attributes: {
      masters,
      leaving,
      replicasPerMaster,
      persistent: kept,
      fsync: persistence.kind === "aof" ? (persistence.fsync ?? "everysec") : "never",
      memory: memory.toKibibytes() * 1024,
      eviction: evictionPolicy,
      evicts: evictionPolicy !== "noeviction",
      flavour,
      version: Number.parseFloat(ImageReference.parse(props.image)?.tag ?? "0") || 0,
      users: Object.keys(users).sort(),
      encrypted: tls !== undefined,
      emptiesLostSlots: lostSlots === "empty",
    },
    risks: kept ? { ...RISKS, ...RISKS_OF_DATA } : RISKS,
    removal: kept
      ? { class: "data at risk", why: "all its keys go with it; its volumes stay, and nobody uses them" }
      : { class: "replace", why: "its clients lose their cache" },
  });
  if (!kept) return;
  servers.shards.forEach((shard, index) => {
    const set = servers.statefulSets.get(shard);
    const leaves = index >= masters;
    addAsset(scope, {
      kind: "redis shard",
      name: `${full} ${shard}`,
      objects: set ? [set] : [],
      attributes: { leaves },
      risks: { leaves: [{ class: "restart", when: "more", why: "its slots move to the other shards while it serves" }] },
      removal: leaves ? EMPTY : LOST,
    });
  });
}

const CUT: AttributeRisk = { class: "replace", why: "clients that are connected in the old way are refused as pods are renewed" };

const RISKS: Readonly<Record<string, readonly AttributeRisk[]>> = {
  masters: [{ class: "restart", why: "slots move between masters while they serve" }],
  replicasPerMaster: [{ class: "replace", when: "less", why: "a shard can lose fewer pods before its slots are served by nobody" }],
  memory: [
    {
      class: "replace",
      when: "less",
      why: "keys that no longer fit are evicted, or writes refused",
      remedy: "compare with redis_memory_used_bytes first",
    },
  ],
  flavour: [{ class: "replace", why: "all of it is made anew: pods of both flavours form no cluster" }],
  version: [{ class: "replace", when: "less", why: "an older server may not read what a newer one wrote, nor follow it" }],
  users: [{ ...CUT, when: "less" }],
  encrypted: [CUT],
};

const RISKS_OF_DATA: Readonly<Record<string, readonly AttributeRisk[]>> = {
  persistent: [{ class: "data at risk", when: "less", why: "keys live in memory only from now on" }],
  fsync: [{ class: "restart", why: "how many acknowledged writes a crash of a node can lose changes" }],
  evicts: [{ class: "data at risk", when: "more", why: "when memory is full, keys are dropped instead of writes refused" }],
  memory: [
    {
      class: "data at risk",
      when: "less",
      why: "what no longer fits is evicted or not even loaded",
      remedy: "compare with redis_memory_used_bytes first",
    },
  ],
  flavour: [
    { class: "data at risk", why: "the other server does not read what this one wrote", remedy: "make a second cluster, and copy" },
  ],
  version: [
    { class: "data at risk", when: "less", why: "an older server may not read what a newer one wrote" },
    { class: "restart", when: "more", why: "from then on there is no way back to the older server" },
  ],
  replicasPerMaster: [{ class: "data at risk", when: "less", why: "fewer copies of every key" }],
  emptiesLostSlots: [{ class: "data at risk", when: "more", why: "a shard whose volumes are away goes on without its keys" }],
};
