import { Duration } from "cdk8s";
import type { AlertRule, Series } from "../../core";
import { firesAt, nodeOf, samples, silentAt } from "./alert-cases";
import type { WatchedCluster } from "./watched-cluster";

/** Alerts of what runs out, while there is time to give more. */
export function resourceAlerts(cluster: WatchedCluster): readonly AlertRule[] {
  return [connectionsNearLimit(cluster), threadBusy(cluster), loginsRefused(cluster)];
}

/** Of a store whose keys must stay: a cache that evicts is always full. */
export function memoryNearLimit(cluster: WatchedCluster): AlertRule {
  const node = nodeOf(cluster, 1, 0);
  const seen = (used: number, most: number): Series => ({
    ...samples("redis_memory_used_bytes", `${used}x10`, [node]),
    ...samples("redis_memory_max_bytes", `${most}x10`, [node]),
  });
  return {
    name: "RedisMemoryNearLimit",
    expr: `${cluster.of("redis_memory_used_bytes")} / (${cluster.of("redis_memory_max_bytes")} > 0) > 0.9`,
    for: Duration.minutes(5),
    severity: "warning",
    summary: `Node {{ $labels.pod }} of Redis cluster ${cluster.job} has used more than 90 % of its memory: nothing is evicted, so writes of clients will be refused.`,
    runbook: `${cluster.getPods}; is one shard larger than the others (a large key), or all? Give more memory or more masters before it is full.`,
    tests: [
      ...firesAt(5, "more than 90 %", seen(901, 1000), [node]),
      silentAt(8, "90 %", seen(900, 1000)),
      silentAt(8, "nearly empty", seen(1, 1000)),
      silentAt(8, "no limit", seen(900, 0)),
    ],
  };
}

function connectionsNearLimit(cluster: WatchedCluster): AlertRule {
  const node = nodeOf(cluster, 0, 0);
  const seen = (clients: number): Series => ({
    ...samples("redis_connected_clients", `${clients}x10`, [node]),
    ...samples("redis_cluster_connections", "10x10", [node]),
    ...samples("redis_max_clients", "1000x10", [node]),
  });
  const open = `(${cluster.of("redis_connected_clients")} + ${cluster.of("redis_cluster_connections")})`;
  return {
    name: "RedisConnectionsNearLimit",
    expr: `${open} / ${cluster.of("redis_max_clients")} > 0.8`,
    for: Duration.minutes(5),
    severity: "warning",
    summary: `Node {{ $labels.pod }} of Redis cluster ${cluster.job} has more than 80 % of the connections that it may have: soon clients are turned away.`,
    runbook: `${cluster.getPods}; then CLIENT LIST on the node says who holds them: pools that are too large are mended there, else raise maxclients.`,
    tests: [...firesAt(5, "more than 80 %", seen(791), [node]), silentAt(8, "80 %", seen(790)), silentAt(8, "none", seen(0))],
  };
}

/** One thread executes all commands. The share of time in which it does not wait for work also counts the time in which it is throttled. */
function threadBusy(cluster: WatchedCluster): AlertRule {
  const node = nodeOf(cluster, 0, 0);
  const busy = (seconds: number): Series => samples("redis_eventloop_duration_sum_usec_total", `10000000000+${seconds * 1e6}x30`, [node]);
  return {
    name: "RedisThreadBusy",
    expr: `${cluster.rate("redis_eventloop_duration_sum_usec_total")} / 1e6 > 0.9`,
    for: Duration.minutes(15),
    severity: "warning",
    summary: `The thread that executes commands on {{ $labels.pod }} of Redis cluster ${cluster.job} is busy all the time: its clients wait in a queue.`,
    runbook: `${cluster.getPods}; is it short of CPU (kubectl top pod), or are there expensive commands (KEYS, large ranges, scripts; the dashboard knows them)? A hot key is spread; else more masters.`,
    tests: [
      ...firesAt(19, "55 of 60 seconds", busy(55), [node]),
      silentAt(25, "54 of 60 seconds", busy(54)),
      silentAt(25, "idle", busy(0)),
    ],
  };
}

function loginsRefused(cluster: WatchedCluster): AlertRule {
  const node = nodeOf(cluster, 0, 0);
  return {
    name: "RedisLoginsRefused",
    expr: `increase(${cluster.of("redis_acl_access_denied_auth_total")}[5m]) > 0`,
    for: Duration.minutes(10),
    severity: "warning",
    summary: `Somebody has tried for ten minutes to log in to {{ $labels.pod }} of Redis cluster ${cluster.job} with a wrong user or password: a client that is not served, or a stranger.`,
    runbook: `${cluster.getPods}; then ACL LOG on the node gives user and address: after a rotation it is a client that was not restarted.`,
    tests: [
      ...firesAt(11, "one every three minutes", samples("redis_acl_access_denied_auth_total", "0 1 1 1 2 2 2 3 3 3 4 4 4", [node]), [node]),
      silentAt(13, "two bursts", samples("redis_acl_access_denied_auth_total", "0 0 9x6 18x9", [node])),
    ],
  };
}
