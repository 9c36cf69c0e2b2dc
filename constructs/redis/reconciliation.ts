import { Duration, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { type Endpoint, needs } from "../core";
import { Job, ScheduledJob, type ShardedSet } from "../workload";
import type { Access } from "./access";
import { SERVER_USER } from "./flavour";
import { CLI } from "./programs/cli";
import { DECIDE } from "./programs/decide";
import { RECONCILE } from "./programs/reconcile";
import type { ResolvedRedis } from "./resolved";

/** What is reconciled. */
export interface ReconciliationProps {
  readonly servers: ShardedSet;
  readonly endpoint: Endpoint;
  readonly props: ResolvedRedis;
  readonly access: Access;
}

/** How many slots move at a time: of this a move can be interrupted. */
const SLOTS_AT_A_TIME = 512;
/** Seconds for which absent nodes are waited for; then what is there is healed. */
const PATIENCE = 20;
/** How it ends where going on would lose keys. */
const REFUSED = 3;
/** Seconds without any progress. */
const GIVE_UP = 60;

/**
 * Brings a cluster to what was asked for: once when that changes, and each minute. Both do the same, one at a time. It fails, and takes
 * nothing away, where going on would lose keys.
 */
export class Reconciliation extends Construct {
  /** Runs when the cluster is asked for something else; what needs the cluster waits for it. */
  readonly job: Job;
  /** Heals what happens in between: all addresses changed at once, a pod that came back without its volume. */
  readonly healing: ScheduledJob;

  constructor(scope: Construct, id: string, { servers, endpoint, props, access }: ReconciliationProps) {
    super(scope, id);
    const { flavour, image, lostSlots, nodeLabels } = props;
    const common = {
      product: flavour,
      image,
      user: SERVER_USER,
      nodeLabels,
      command: ["sh", "/etc/redis/reconcile.sh"],
      files: {
        "/etc/redis/reconcile.sh": RECONCILE,
        "/etc/redis/decide.awk": DECIDE,
        "/etc/redis/cli.sh": CLI,
        "/etc/redis/topology": topology(servers, props),
      },
      mounts: { "/tmp": { kind: "scratch" } as const, ...access.clientMounts },
      size: { cpu: Cpu.millis(50), memory: Size.mebibytes(64) },
    };
    const env = (minutes: number): Record<string, string> => ({
      ...access.environment,
      FLAVOUR: flavour,
      LOST_SLOTS: lostSlots,
      CHUNK: String(SLOTS_AT_A_TIME),
      PATIENCE: String(PATIENCE),
      GIVE_UP: String(GIVE_UP),
      DEADLINE: String(minutes * 60),
    });
    this.job = new Job(this, "Job", {
      ...common,
      name: `${servers.name}-reconcile`,
      component: "reconcile",
      env: { ...env(55), MODE: "change" },
      timeout: Duration.hours(1),
      retries: 2,
      finalExitCodes: [REFUSED],
    });
    this.healing = new ScheduledJob(this, "Healing", {
      ...common,
      name: `${servers.name}-heal`,
      component: "heal",
      env: { ...env(9), MODE: "heal" },
      schedule: "* * * * *",
      timeout: Duration.minutes(10),
      startingDeadline: Duration.seconds(30),
    });
    for (const one of [this.job, this.healing]) one.connect(endpoint);
    needs(this.job, servers);
  }
}

/** The pods by shard; those of the last shards leave. */
function topology(servers: ShardedSet, { masters }: ResolvedRedis): string {
  const lines = servers.shards.flatMap((shard, index) =>
    Array.from(
      { length: servers.replicas },
      (_, ordinal) => `${index < masters ? "stay" : "leave"} ${shard} ${servers.hostOf(shard, ordinal)}\n`,
    ),
  );
  return lines.join("");
}
