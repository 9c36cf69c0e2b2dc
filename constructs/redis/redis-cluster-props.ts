import type { Duration, Size } from "cdk8s";
import type { Cpu } from "cdk8s-plus-27";
import type { Spread } from "../workload";
import type { RedisFlavour } from "./flavour";
import type { EvictionPolicy, RedisPersistence } from "./persistence";
import type { RedisUser } from "./redis-user";

/** The props of a Redis cluster. */
export interface RedisClusterProps {
  /**
   * The memory of each server. Up to 62 % of it is for keys; the rest is for slots, replication and fragments. Half
   * as much more may be taken for a while, when everything is overwritten while a copy is written.
   */
  readonly memory: Size;
  /**
   * How many masters share the slots, each a shard with its replicas. More: slots move to the new ones. Fewer: see `leaving`.
   * @default 3
   */
  readonly masters?: number;
  /**
   * How many shards beyond `masters` give their slots away and leave. To take shards away: first lower `masters` and say here by how many;
   * once applied, drop this.
   * @default 0
   */
  readonly leaving?: number;
  /** @default 1 */
  readonly replicasPerMaster?: number;
  /**
   * Which server runs.
   * @default "valkey"
   */
  readonly flavour?: RedisFlavour;
  /**
   * The server's image, Valkey 9 or newer, or Redis 7.2 or newer.
   * @default - the one this library was tested with
   */
  readonly image?: string;
  /** @default - the one this library was tested with */
  readonly exporterImage?: string;
  /**
   * The name of its objects, and of the Service that clients call.
   * @default - the id in kebab-case
   */
  readonly name?: string;
  /**
   * What outlives a pod.
   * @default - every write, in a file on a volume of each pod
   */
  readonly persistence?: RedisPersistence;
  /**
   * What happens when memory is full.
   * @default - writes are refused ("noeviction"); without persistence the keys used least recently give way ("allkeys-lru")
   */
  readonly evictionPolicy?: EvictionPolicy;
  /**
   * How long a node may be silent until it counts as failed; less than three seconds later a replica has taken its place.
   * @default - three seconds
   */
  readonly nodeTimeout?: Duration;
  /**
   * Who logs in, by name. The user "default" is off then, and the cluster's own parts log in as users of their own.
   * @default - nobody does: whoever may connect may do everything
   */
  readonly users?: Readonly<Record<string, RedisUser>>;
  /**
   * How long a password that was replaced is still valid: clients learn the new one when they restart.
   * @default - an hour
   */
  readonly passwordOverlap?: Duration;
  /**
   * Encryption, between nodes too: the Secret with ca.crt, tls.crt and tls.key, for the names "*.<name>-pods.<namespace>.svc" and
   * "<name>.<namespace>.svc", as cert-manager makes it. Renewed certificates are taken over while servers run.
   * @default - none
   */
  readonly tls?: { readonly secretName: string };
  /**
   * What becomes of slots whose master is lost with every copy: wait for somebody to bring back a volume, or go on with them empty.
   * @default - "refuse"; without persistence "empty"
   */
  readonly lostSlots?: "refuse" | "empty";
  /**
   * More settings, in the server's own words. Those that the construct makes cannot be set.
   * @default - none
   */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * The CPU that each server is sure to get.
   * @default - 200m
   */
  readonly cpu?: Cpu;
  /**
   * Whether a master and its replicas never share a node where there are several, or only should not.
   * @default "required"
   */
  readonly spread?: Spread;
  /**
   * Labels of the nodes it may run on.
   * @default - any node
   */
  readonly nodeLabels?: Readonly<Record<string, string>>;
}
