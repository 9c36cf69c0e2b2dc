import { type App, Size } from "cdk8s";
import { Namespace } from "../constructs/core";
import { RedisCluster } from "../constructs/redis";
import { appIn, type Environment } from "./environment";

/** A Redis cluster by itself, for whoever wants no more: three masters with a replica each, every write kept. */
export function cache(environment: Environment): App {
  const app = appIn(environment);
  const { versions, storageClasses } = environment;
  new RedisCluster(new Namespace(app, "Cache"), "Cache", {
    image: versions.valkey,
    exporterImage: versions.redisExporter,
    memory: Size.mebibytes(256),
    persistence: { kind: "aof", storageClass: storageClasses.block },
  });
  return app;
}
