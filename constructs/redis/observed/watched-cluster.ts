/** What must be known of a cluster to watch it. */
export interface RedisObservedProps {
  /** The job under which its series are stored: "<namespace>/<name>". */
  readonly job: string;
  /** The name of the cluster; its pods are `<name>-s<shard>-<ordinal>`. */
  readonly name: string;
  readonly namespace: string | undefined;
  /** How many shards have pods. */
  readonly masters: number;
  readonly replicasPerMaster: number;
  /** Whether keys make room for others when the memory is full. */
  readonly evicts: boolean;
  /** Whether an append-only file is written. */
  readonly persistent: boolean;
}

/** A cluster as its alerts and its dashboard speak of it. */
export class WatchedCluster {
  readonly job: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly masters: number;
  readonly replicasPerMaster: number;
  /** How many nodes there should be. */
  readonly nodes: number;
  /** The command that shows its pods. */
  readonly getPods: string;
  /** The command that shows what healing said. */
  readonly healingLog: string;
  /** The command that shows when healing ran. */
  readonly getHealing: string;
  /** The command that shows what the node of an alert said. */
  readonly nodeLog: string;
  /** The command that shows why the node of an alert ended. */
  readonly describeNode: string;

  constructor({ job, name, namespace, masters, replicasPerMaster }: RedisObservedProps) {
    this.job = job;
    this.name = name;
    this.namespace = namespace;
    this.masters = masters;
    this.replicasPerMaster = replicasPerMaster;
    this.nodes = masters * (1 + replicasPerMaster);
    const within = namespace === undefined ? "" : ` -n ${namespace}`;
    this.getPods = `kubectl get pods${within} -l app.kubernetes.io/instance=${name} -o wide`;
    this.healingLog = `kubectl logs${within} -l app.kubernetes.io/instance=${name}-heal --tail=50`;
    this.getHealing = `kubectl get cronjob${within} ${name}-heal`;
    this.describeNode = `kubectl describe pod${within} {{ $labels.pod }}`;
    this.nodeLog = `kubectl logs${within} {{ $labels.pod }} --all-containers --tail=50`;
  }

  /** The series of a metric: `redis_up{job="shop/cache"}`. */
  of(metric: string, more = ""): string {
    return `${metric}{job=${JSON.stringify(this.job)}${more && `,${more}`}}`;
  }

  /** How fast a counter grows, a second. */
  rate(metric: string, more?: string): string {
    return `rate(${this.of(metric, more)}[5m])`;
  }
}
