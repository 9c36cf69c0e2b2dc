import { Duration } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import type { RedisFlavour } from "./flavour";
import { REDIS_IMAGES } from "./images";
import type { RedisClusterProps } from "./redis-cluster-props";

/** The props of a cluster with everything that nobody said; what may be left out altogether stays so. */
export type ResolvedRedis = Required<Omit<RedisClusterProps, "name" | "tls" | "nodeLabels">> &
  Pick<RedisClusterProps, "tls" | "nodeLabels">;

/** Fills in the defaults. */
export function resolved({ memory, tls, nodeLabels, ...given }: RedisClusterProps): ResolvedRedis {
  const { flavour = "valkey", persistence = { kind: "aof" } } = given;
  const kept = persistence.kind === "aof";
  return {
    memory,
    masters: given.masters ?? 3,
    leaving: given.leaving ?? 0,
    replicasPerMaster: given.replicasPerMaster ?? 1,
    flavour,
    image: given.image ?? imageOf(flavour),
    exporterImage: given.exporterImage ?? REDIS_IMAGES.redisExporter,
    persistence,
    evictionPolicy: given.evictionPolicy ?? (kept ? "noeviction" : "allkeys-lru"),
    nodeTimeout: given.nodeTimeout ?? Duration.seconds(3),
    users: given.users ?? {},
    passwordOverlap: given.passwordOverlap ?? Duration.hours(1),
    lostSlots: given.lostSlots ?? (kept ? "refuse" : "empty"),
    config: given.config ?? {},
    cpu: given.cpu ?? Cpu.millis(200),
    spread: given.spread ?? "required",
    ...(tls && { tls }),
    ...(nodeLabels && { nodeLabels }),
  };
}

/** A flavour that there is not is reported elsewhere, and must not stop other reports. */
function imageOf(flavour: RedisFlavour): string {
  return flavour === "redis" ? REDIS_IMAGES.redis : REDIS_IMAGES.valkey;
}
