import { Duration } from "cdk8s";
import type { AlertRule } from "../../core";
import { firesAt, nodeOf, samples, silentAt } from "./alert-cases";
import type { WatchedCluster } from "./watched-cluster";

interface Status {
  readonly name: string;
  readonly metric: string;
  readonly minutes: number;
  readonly severity: "critical" | "warning";
  readonly summary: string;
  readonly runbook: string;
}

/** Alerts of an append-only file that is not written as it should be. */
export function persistenceAlerts(cluster: WatchedCluster): readonly AlertRule[] {
  const node = `{{ $labels.pod }} of Redis cluster ${cluster.job}`;
  const rules: readonly Status[] = [
    {
      name: "RedisAofWriteFails",
      metric: "redis_aof_last_write_status",
      minutes: 1,
      severity: "critical",
      summary: `Node ${node} cannot write its append-only file: it refuses the writes of its clients.`,
      runbook: "the volume is full or broken (kubectl describe its claim). Enlarge it; the node goes on by itself.",
    },
    {
      name: "RedisAofRewriteFails",
      metric: "redis_aof_last_bgrewrite_status",
      minutes: 15,
      severity: "warning",
      summary: `Node ${node} cannot rewrite its append-only file: it grows until the volume is full, and then writes of clients are refused.`,
      runbook: "fork without memory, or a full volume: give more of it, then BGREWRITEAOF.",
    },
    {
      name: "RedisAofOff",
      metric: "redis_aof_enabled",
      // A replica writes none while it copies its master.
      minutes: 15,
      severity: "warning",
      summary: `Node ${node} writes no append-only file: what clients write is lost when its shard restarts.`,
      runbook: "somebody has set appendonly by hand, or a copy of its master goes on for long. CONFIG SET appendonly yes puts it back.",
    },
  ];
  return rules.map((rule) => failing(cluster, rule));
}

function failing(cluster: WatchedCluster, { name, metric, minutes, severity, summary, runbook }: Status): AlertRule {
  const node = nodeOf(cluster, 1, 0);
  return {
    name,
    expr: `${cluster.of(metric)} == 0`,
    for: Duration.minutes(minutes),
    severity,
    summary,
    runbook: `${cluster.nodeLog}; ${runbook}`,
    tests: [
      ...firesAt(minutes, "it is so", samples(metric, "0x30", [node]), [node]),
      silentAt(minutes + 5, "it is not so", samples(metric, "1x30", [node])),
    ],
  };
}
