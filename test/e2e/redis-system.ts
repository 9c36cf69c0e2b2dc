import { type App, Duration, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { Namespace } from "../../constructs/core";
import { RedisCluster, type RedisFlavour } from "../../constructs/redis";
import { Worker } from "../../constructs/workload";
import { appIn, type Environment } from "../../stacks";

/** What of the cluster under test differs between trials; given as JSON in $TAGENAL_REDIS_TRIAL. */
export interface RedisTrial {
  readonly flavour?: RedisFlavour;
  readonly masters?: number;
  readonly leaving?: number;
  readonly persistent?: boolean;
  /** A setting whose change renews all pods. */
  readonly hz?: number;
  /** Of each server, in MiB. */
  readonly memory?: number;
  /** Whether keys give way when memory is full. */
  readonly evicts?: boolean;
  /** Whether somebody logs in. */
  readonly users?: boolean;
  /** The Secret with certificates. */
  readonly tls?: string;
}

/** The names under which the tests meet the cluster. */
export const TRIAL = { namespace: "redis-trial", cluster: "store", host: "store.redis-trial.svc", port: 6379 } as const;

/** A cluster, a pod that may use it, and one that may not. */
export default function redisSystem(environment: Environment): App {
  const trial = JSON.parse(process.env["TAGENAL_REDIS_TRIAL"] ?? "{}") as RedisTrial;
  const { flavour = "valkey", masters = 3, leaving = 0, persistent = true, hz = 10, memory = 128, evicts = false, users, tls } = trial;
  const { versions, storageClasses } = environment;
  const app = appIn(environment);
  const namespace = new Namespace(app, "Trial", { name: TRIAL.namespace });
  const store = new RedisCluster(namespace, "Store", {
    flavour,
    masters,
    leaving,
    image: versions[flavour],
    exporterImage: versions.redisExporter,
    memory: Size.mebibytes(memory),
    ...(evicts && { evictionPolicy: "allkeys-lru" }),
    persistence: persistent ? { kind: "aof", storageClass: storageClasses.block } : { kind: "none" },
    config: { hz: String(hz) },
    passwordOverlap: Duration.seconds(20),
    ...(users && { users: { app: { keys: ["load:*", "fill:*", "*"] } } }),
    ...(tls && { tls: { secretName: tls } }),
  });
  const client = worker(namespace, "Client", versions.node, tls);
  client.connect(users ? store.endpointFor("app") : store.endpoint);
  client.connect(store.metrics);
  worker(namespace, "Stranger", versions.node);
  return app;
}

/** The name under which Tagenal keeps what it made. */
export const system = "redis-trial";

function worker(scope: Namespace, id: string, image: string, tls?: string): Worker {
  return new Worker(scope, id, {
    image,
    replicas: 1,
    command: ["sleep", "100000"],
    mounts: {
      "/work": { kind: "scratch" },
      ...(tls && { "/tls": { kind: "secret", secretName: tls } as const }),
    },
    size: { cpu: Cpu.millis(100), memory: Size.mebibytes(256) },
    probes: { readiness: { kind: "exec", command: ["true"] } },
  });
}
