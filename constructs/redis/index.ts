// A Redis cluster that survives what kills the others. One name a line: rooms are loaded when they are used, see infra/build.mjs.
export { type RedisFlavour } from "./flavour";
export { REDIS_IMAGES } from "./images";
export { type EvictionPolicy, type RedisPersistence } from "./persistence";
export { type Reconciliation } from "./reconciliation";
export { RedisCluster } from "./redis-cluster";
export { type RedisClusterProps } from "./redis-cluster-props";
export { type RedisUser } from "./redis-user";
export { type ResolvedRedis } from "./resolved";
