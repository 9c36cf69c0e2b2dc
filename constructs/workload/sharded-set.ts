import { ApiObject, Duration } from "cdk8s";
import type { Construct } from "constructs";
import { type Endpoint, needs } from "../core";
import { DEFAULT_DRAIN } from "./container";
import { DisruptionBudget } from "./disruption-budget";
import { hostOfPeers, makeServices, peersOf } from "./named-pods";
import type { Ports } from "./probe";
import type { StatefulSetProps } from "./stateful-set";
import { checkClaims, statefulSetSpec } from "./stateful-set-spec";
import { Workload } from "./workload";

/** The label by which the pods of one shard are told from those of another. */
export const SHARD_LABEL = "tagenal.dev/shard";

/** The props of a sharded set. */
export interface ShardedSetProps extends Omit<StatefulSetProps, "replicas"> {
  /** The names of the shards; the pods of each are called "<name>-<shard>-<ordinal>". */
  readonly shards: readonly string[];
  /**
   * How many pods each shard has.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * What its pods listen on for one another, by name: in no Service for clients.
   * @default - nothing
   */
  readonly peerPorts?: Ports;
}

// Of a StatefulSet's name Kubernetes makes a label with eleven characters more.
const LONGEST_SET = 52;

/**
 * Pods with names and volumes that stay, in shards: a StatefulSet each, all else in common. A shard is renewed when the one before it is
 * ready, so never two at a time; no two pods of a shard are disrupted at a time either.
 */
export class ShardedSet extends Workload {
  readonly shards: readonly string[];
  /** How many pods each shard has. */
  readonly replicas: number;
  /** Where clients call whichever pod is ready, and where pods call one another, by the name of the port. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** The StatefulSet of each shard, for what no prop offers. */
  readonly statefulSets: ReadonlyMap<string, ApiObject>;

  constructor(scope: Construct, id: string, props: ShardedSetProps) {
    const { shards, replicas = 1, claims = {}, podManagementPolicy = "OrderedReady", spread = "preferred", ports = {} } = props;
    const { drain = DEFAULT_DRAIN, shutdown = Duration.seconds(55), peerPorts = {} } = props;
    const all = { ...ports, ...peerPorts };
    super(scope, id, { ...props, ports: all }, { serves: true, drain, shutdown, spread, claims: Object.keys(claims) });
    this.shards = shards;
    this.replicas = replicas;
    this.check.integer("replicas", replicas);
    checkClaims(this.check, claims);
    const longest = Math.max(...shards.map((shard) => `${this.name}-${shard}`.length));
    const room = LONGEST_SET - (longest - this.name.length);
    this.check.must(longest <= LONGEST_SET, "name", `at most ${room} characters long, for its shards' names follow`, this.name);

    this.endpoints = Object.fromEntries(
      Object.entries(all).map(([name, port]) => [name, this.pods.endpoint({ name, port, ...(name in ports && { service: this.name }) })]),
    );
    makeServices(this, { name: this.name, labels: this.labels, ports });
    new DisruptionBudget(this, "DisruptionBudget", { name: this.name, labels: this.labels });
    const sets = shards.map((shard) => {
      const own = { [SHARD_LABEL]: shard };
      const selector = { ...this.labels.selector, ...own };
      const spec = statefulSetSpec({ replicas, serviceName: peersOf(this.name), selector, podManagementPolicy, claims });
      return new ApiObject(this, `Shard-${shard}`, {
        apiVersion: "apps/v1",
        kind: "StatefulSet",
        metadata: { name: `${this.name}-${shard}`, labels: { ...this.labels.all, ...own } },
        spec: { ...spec, template: this.template.lateFor(own) },
      });
    });
    for (const [index, set] of sets.entries()) {
      const before = sets[index - 1];
      if (before) needs(set, before);
    }
    this.statefulSets = new Map(sets.map((set, index) => [shards[index] as string, set]));
  }

  /** The host under which one pod is called, ready or not. */
  hostOf(shard: string, ordinal: number): string {
    const { namespace } = this.peer;
    return `${this.name}-${shard}-${ordinal}.${hostOfPeers(this.name, namespace)}`;
  }
}
