import { App, Duration, Size } from "cdk8s";
import { Namespace } from "../../../../../constructs/core";
import { type Plan, planOf } from "../../../../../constructs/plan";
import { RedisCluster, type RedisClusterProps } from "../../../../../constructs/redis";
import { HOME } from "./shop";
import type { Trial } from "./trial";

const MEMORY = Size.mebibytes(256);
const APP = { app: { keys: ["app:*"] } };

/** The Plan of a cluster that keeps every write. */
function kept(props: Partial<RedisClusterProps> = {}): Plan {
  const app = new App();
  new RedisCluster(new Namespace(app, "Shop"), "Cache", { memory: MEMORY, ...props });
  return planOf(app, { system: HOME, environment: "lab" });
}

/** The Plan of a cluster that keeps nothing. */
const cache = (props: Partial<RedisClusterProps> = {}): Plan => kept({ persistence: { kind: "none" }, ...props });

const without = (plan: Plan): Plan => ({
  ...plan,
  assets: [],
  credentials: [],
  connections: [],
  objects: plan.objects.flatMap((object) => (object.manifest.kind === "Namespace" ? { ...object, keep: false } : [])),
});

/** What changes of a Redis cluster do. Those that lose data are carried out in the end-to-end stage `redis`. */
export const REDIS: readonly Trial[] = [
  {
    name: "a Redis cluster gets a fourth master",
    class: "restart",
    because: "slots move while both masters serve; nothing is lost",
    before: kept(),
    after: kept({ masters: 4 }),
    says: /slots move/,
  },
  {
    name: "a Redis shard is simply left out",
    class: "data at risk",
    because: "its slots are on no other node",
    before: kept({ masters: 4 }),
    after: kept(),
    says: /keys of its slots.*two steps.*'leaving'/s,
  },
  {
    name: "a Redis shard begins to leave",
    class: "restart",
    because: "its slots move to the others, then it is forgotten",
    before: kept({ masters: 4 }),
    after: kept({ masters: 3, leaving: 1 }),
    says: /slots move/,
  },
  {
    name: "a Redis shard that has left is taken away",
    class: "replace",
    because: "its pods end; its slots are elsewhere, its volumes stay",
    before: kept({ masters: 3, leaving: 1 }),
    after: kept(),
  },
  {
    name: "of two Redis shards one leaves, and one more is left out",
    class: "data at risk",
    because: "the second one still has its slots",
    before: kept({ masters: 4, leaving: 1 }),
    after: kept(),
    says: /s3/,
  },
  {
    name: "a Redis shard that leaves stays after all",
    class: "restart",
    because: "slots move back to it",
    before: kept({ masters: 3, leaving: 1 }),
    after: kept({ masters: 4 }),
  },
  {
    name: "a Redis cluster is taken away",
    class: "data at risk",
    because: "nobody serves its keys any more",
    before: kept(),
    after: without(kept()),
    says: /keys/,
  },
  {
    name: "a cache without persistence is taken away",
    class: "replace",
    because: "its clients are without it; nothing in it was the only copy",
    before: cache(),
    after: without(cache()),
  },
  {
    name: "a Redis cluster stops keeping what is written",
    class: "data at risk",
    because: "appendonly no: what is in memory only ends with the pods",
    before: kept(),
    after: cache({ evictionPolicy: "noeviction" }),
  },
  {
    name: "a Redis cluster has less memory",
    class: "data at risk",
    because: "maxmemory falls below what is stored: keys are evicted or writes refused",
    before: kept(),
    after: kept({ memory: Size.mebibytes(128), persistence: { kind: "aof", size: Size.gibibytes(1) } }),
    says: /redis_memory_used_bytes/,
  },
  {
    name: "a Redis cluster has more memory",
    class: "restart",
    because: "pods are renewed one after the other",
    before: kept({ persistence: { kind: "aof", size: Size.gibibytes(2) } }),
    after: kept({ memory: Size.mebibytes(512), persistence: { kind: "aof", size: Size.gibibytes(2) } }),
  },
  {
    name: "a Redis cluster that refused writes when full drops keys instead",
    class: "data at risk",
    because: "maxmemory-policy allkeys-lru removes keys that nobody asked to remove",
    before: kept(),
    after: kept({ evictionPolicy: "allkeys-lru" }),
    says: /dropped/,
  },
  {
    name: "a cache evicts by another rule",
    class: "restart",
    because: "it may lose keys either way; pods are renewed",
    before: cache(),
    after: cache({ evictionPolicy: "allkeys-lfu" }),
  },
  {
    name: "a Redis cluster becomes one of the other flavour",
    class: "data at risk",
    because: "Redis does not read what Valkey 9 wrote",
    before: kept(),
    after: kept({ flavour: "redis" }),
    says: /does not read/,
  },
  {
    name: "a Redis cluster goes back to an older version",
    class: "data at risk",
    because: "older servers refuse newer files of data",
    before: kept({ image: "valkey/valkey:9.1.2" }),
    after: kept({ image: "valkey/valkey:9.0.4" }),
  },
  {
    name: "a Redis cluster is brought to the next patch",
    class: "restart",
    because: "pods are renewed one after the other",
    before: kept({ image: "valkey/valkey:9.1.1" }),
    after: kept({ image: "valkey/valkey:9.1.2" }),
  },
  {
    name: "a Redis cluster loses its replicas",
    class: "data at risk",
    because: "each key has one copy",
    before: kept(),
    after: kept({ replicasPerMaster: 0 }),
    says: /copies/,
  },
  {
    name: "a Redis cluster gets a second replica each",
    class: "restart",
    because: "new pods join, the others run on; the job's work is done once more",
    before: kept(),
    after: kept({ replicasPerMaster: 2 }),
  },
  {
    name: "a user of a Redis cluster is taken away",
    class: "data at risk",
    because: "clients that log in as this user are refused, and the only copy of its password goes",
    before: kept({ users: { ...APP, report: { keys: ["*"] } } }),
    after: kept({ users: APP }),
  },
  {
    name: "a Redis cluster is encrypted from now on",
    class: "replace",
    because: "plain clients are refused",
    before: kept(),
    after: kept({ tls: { secretName: "cache-tls" } }),
  },
  {
    name: "slots of a Redis cluster that are lost go on empty",
    class: "data at risk",
    because: "a shard whose volumes are away would be made anew without its keys",
    before: kept(),
    after: kept({ lostSlots: "empty" }),
  },
  {
    name: "a Redis cluster calls nodes failed later",
    class: "restart",
    because: "the configuration of servers changes",
    before: kept(),
    after: kept({ nodeTimeout: Duration.seconds(15) }),
  },
];
