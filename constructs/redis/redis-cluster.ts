import { Chart, Duration, Size } from "cdk8s";
import { Construct } from "constructs";
import { Checks, type Endpoint, type IPeer, nameOf, observe } from "../core";
import { type Claim, ShardedSet } from "../workload";
import { Access } from "./access";
import { declareAssets } from "./assets";
import { checkRedisCluster } from "./check-redis-cluster";
import { BUS_PORT, CLIENT_PORT, METRICS_PORT, SERVER_USER } from "./flavour";
import { redisAlerts } from "./observed/alerts";
import { redisDashboard } from "./observed/dashboard";
import { REDIS_METRICS } from "./observed/metrics";
import { Reconciliation } from "./reconciliation";
import type { RedisClusterProps } from "./redis-cluster-props";
import { type ResolvedRedis, resolved } from "./resolved";
import { exporterContainer, serverContainer } from "./server-container";

/**
 * A Redis cluster of Valkey or Redis that makes and heals itself: a StatefulSet for each shard, of a master and its replicas, and a job that
 * brings the cluster to what was asked for, at each change and each minute. Masters hand over before they end; a replica counts as ready when
 * it follows. Nothing of it has rights in Kubernetes.
 */
export class RedisCluster extends Construct {
  readonly name: string;
  /** What it was asked for, with all defaults. */
  readonly props: ResolvedRedis;
  /** The servers. */
  readonly servers: ShardedSet;
  /** What makes the cluster of them. */
  readonly reconciliation: Reconciliation;
  /** Where clients begin that nobody asks for a name; from there they are sent to the pods themselves. */
  readonly endpoint: Endpoint;
  /** Where each pod's metrics are read. */
  readonly metrics: Endpoint;
  readonly #users: ReadonlyMap<string, Endpoint>;

  constructor(scope: Construct, id: string, given: RedisClusterProps) {
    super(scope, id);
    this.name = nameOf(this, given.name);
    this.props = resolved(given);
    const { props, name } = this;
    checkRedisCluster(new Checks(this), name, props);

    const access = new Access(this, name, props);
    this.servers = this.#makeServers(access);
    const { pods, endpoints } = this.servers;
    this.endpoint = endpoints["client"] as Endpoint;
    this.metrics = pods.endpoint({ name: "metrics", port: METRICS_PORT });
    this.#users = access.endpoints(this.servers);
    // Replicas call masters, whoever hands over calls its successor.
    for (const endpoint of Object.values(endpoints)) this.servers.connect(endpoint);
    this.reconciliation = new Reconciliation(this, "Reconciliation", { servers: this.servers, endpoint: this.endpoint, props, access });

    declareAssets(this, this.servers, props);
    this.#observe();
  }

  /** Where the clients of a user begin, with its password. */
  endpointFor(user: string): Endpoint {
    const found = this.#users.get(user);
    const names = [...this.#users.keys()].join(", ") || "there are none";
    new Checks(this).must(found !== undefined, "endpointFor", `one of the users (${names})`, user);
    return found ?? this.endpoint;
  }

  /** Lets somebody use an endpoint of its pods. */
  allowFrom(client: IPeer, endpoint: Endpoint = this.endpoint): void {
    this.servers.allowFrom(client, endpoint);
  }

  #makeServers(access: Access): ShardedSet {
    const { props, name } = this;
    const { masters, leaving, replicasPerMaster, flavour, spread, nodeLabels } = props;
    // What is refused must not take for ever.
    const bounded = (count: number, most: number): number => Math.max(1, Math.min(most, Math.trunc(count) || 1));
    const shards = bounded(masters + leaving, 1000);
    return new ShardedSet(this, "Servers", {
      ...serverContainer(props, { name, namespace: Chart.of(this).namespace, access }),
      name,
      product: flavour,
      component: "server",
      user: SERVER_USER,
      shards: Array.from({ length: shards }, (_, index) => `s${index}`),
      replicas: bounded(replicasPerMaster + 1, 10),
      podManagementPolicy: "Parallel",
      spread,
      ...(nodeLabels && { nodeLabels }),
      ports: { client: CLIENT_PORT },
      peerPorts: { bus: BUS_PORT },
      claims: this.#claims,
      init: access.init,
      sidecars: { exporter: exporterContainer(props, access), ...access.sidecars },
      // Those who begin at the Service hear of it late; all others are told by the server.
      drain: Duration.seconds(2),
      patchPod: (pod) => handingOver(pod, name),
    });
  }

  get #claims(): Readonly<Record<string, Claim>> {
    const { persistence, memory } = this.props;
    if (persistence.kind === "none") return {};
    const { size = Size.kibibytes(Math.max(1024 * 1024, 4 * memory.toKibibytes())), storageClass } = persistence;
    return { data: { size, ...(storageClass === undefined ? {} : { storageClass }) } };
  }

  #observe(): void {
    const { namespace } = Chart.of(this);
    const { evictionPolicy, persistence } = this.props;
    const watched = {
      job: namespace === undefined ? this.name : `${namespace}/${this.name}`,
      name: this.name,
      namespace,
      masters: this.servers.shards.length,
      replicasPerMaster: this.servers.replicas - 1,
      evicts: evictionPolicy !== "noeviction",
      persistent: persistence.kind === "aof",
    };
    observe(this, {
      targets: [{ job: watched.job, endpoint: this.metrics, metrics: REDIS_METRICS }],
      alerts: redisAlerts(watched),
      dashboards: [redisDashboard(watched)],
    });
  }
}

/** A pod whose server hands over before it is told to end: faster than Valkey does it then, and Redis does not at all. */
function handingOver(pod: Pod, name: string): Pod {
  const preStop = { exec: { command: ["sh", "-c", "sleep 2; sh /etc/redis/hand-over.sh"] } };
  return { ...pod, containers: pod.containers.map((one) => (one.name === name ? { ...one, lifecycle: { preStop } } : one)) };
}

type Pod = Parameters<NonNullable<ConstructorParameters<typeof ShardedSet>[2]["patchPod"]>>[0];
