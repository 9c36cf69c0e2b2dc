import { Duration } from "cdk8s";
import type { AlertRule, Series } from "../../core";
import { firesAt, nodeOf, nodesOf, samples, silentAt } from "./alert-cases";
import type { WatchedCluster } from "./watched-cluster";

/** Alerts of a cluster that does not do what its clients ask for: somebody has to get up. */
export function availabilityAlerts(cluster: WatchedCluster): readonly AlertRule[] {
  return [nobodyAnswers(cluster), clusterDown(cluster), slotsNotServed(cluster), writesRefused(cluster), connectionsRejected(cluster)];
}

function nobodyAnswers(cluster: WatchedCluster): AlertRule {
  const all = nodesOf(cluster);
  return {
    name: "RedisDown",
    expr: `absent(${cluster.of("redis_up")} == 1)`,
    for: Duration.minutes(2),
    severity: "critical",
    summary: `No node of Redis cluster ${cluster.job} answers: none of its clients is served, or monitoring cannot reach it.`,
    runbook: `${cluster.getPods}; if all run, look at port 9121 of one and at the target ${cluster.job} of Prometheus, else kubectl describe one that does not.`,
    tests: [
      ...firesAt(2, "servers that are gone", samples("redis_up", "0x5", all), [{}]),
      ...firesAt(5, "pods that are gone", samples("redis_up", "1 1 1 stale", all), [{}]),
      silentAt(5, "one that is left", { ...samples("redis_up", "0x5", all), ...samples("redis_up", "1x5", all.slice(0, 1)) }),
    ],
  };
}

function clusterDown(cluster: WatchedCluster): AlertRule {
  const all = nodesOf(cluster);
  return {
    name: "RedisClusterDown",
    expr: `max(${cluster.of("redis_cluster_state")}) == 0`,
    for: Duration.minutes(2),
    severity: "critical",
    summary: `All nodes of Redis cluster ${cluster.job} say CLUSTERDOWN: no client can read or write, and no replica can take over.`,
    runbook: `${cluster.getPods}; the cluster needs more than half of its masters. If their pods run, healing should bring them together within two minutes: ${cluster.healingLog}`,
    tests: [
      ...firesAt(2, "all say so", samples("redis_cluster_state", "0x5", all), [{}]),
      silentAt(5, "one says otherwise", {
        ...samples("redis_cluster_state", "0x5", all),
        ...samples("redis_cluster_state", "1x5", all.slice(0, 1)),
      }),
    ],
  };
}

/** With `cluster-require-full-coverage no` the state stays "ok" when a shard is lost: only the slots tell. */
function slotsNotServed(cluster: WatchedCluster): AlertRule {
  const all = nodesOf(cluster);
  const seen = (slots: number, state: number): Series => ({
    ...samples("redis_cluster_state", `${state}x5`, all),
    ...samples("redis_cluster_slots_ok", `${slots}x5`, all),
  });
  return {
    name: "RedisSlotsNotServed",
    expr: `max(${cluster.of("redis_cluster_slots_ok")}) < 16384 and max(${cluster.of("redis_cluster_state")}) == 1`,
    for: Duration.minutes(1),
    severity: "critical",
    summary: `A shard of Redis cluster ${cluster.job} has no node that serves, or slots belong to nobody: clients get CLUSTERDOWN for the keys in them.`,
    runbook: `${cluster.getPods}; bring back the pods of the shard of which none is ready (kubectl describe, kubectl logs --previous). If all are ready: ${cluster.healingLog}`,
    tests: [
      ...firesAt(1, "one slot of all", seen(16383, 1), [{}]),
      ...firesAt(1, "one node says CLUSTERDOWN, too", { ...seen(10923, 1), ...samples("redis_cluster_state", "0x5", all.slice(0, 1)) }, [
        {},
      ]),
      silentAt(5, "all slots", seen(16384, 1)),
      silentAt(5, "the whole cluster is down, which has its own alert", seen(10923, 0)),
      silentAt(5, "one node alone sees it so", { ...seen(16384, 1), ...samples("redis_cluster_slots_ok", "0x5", all.slice(0, 1)) }),
    ],
  };
}

/** Where the first refusal makes the series, one burst does not count: what goes on does. */
function writesRefused(cluster: WatchedCluster): AlertRule {
  const refused = { ...nodeOf(cluster, 1, 0), err: "OOM" };
  return {
    name: "RedisWritesRefused",
    expr: `increase(${cluster.of("redis_errors_total", 'err="OOM"')}[5m]) > 0`,
    for: Duration.minutes(2),
    severity: "critical",
    summary: `Node {{ $labels.pod }} of Redis cluster ${cluster.job} has no memory left and refuses the writes of its clients.`,
    runbook: `${cluster.getPods}; then give the cluster more memory or more masters, or remove keys: MEMORY STATS and --bigkeys of the command line say what fills it. A policy "volatile-…" finds nothing where no key has a time to live.`,
    tests: [
      ...firesAt(3, "a write every three minutes", samples("redis_errors_total", "7 8 8 8 9 9 9", [refused]), [refused]),
      silentAt(8, "a single burst", samples("redis_errors_total", "7 9x10", [refused])),
      silentAt(5, "errors of another kind", samples("redis_errors_total", "7+1x5", [{ ...refused, err: "MOVED" }])),
    ],
  };
}

function connectionsRejected(cluster: WatchedCluster): AlertRule {
  const node = nodeOf(cluster, 0, 0);
  return {
    name: "RedisConnectionsRejected",
    expr: `increase(${cluster.of("redis_rejected_connections_total")}[5m]) > 0`,
    for: Duration.minutes(5),
    severity: "critical",
    summary: `Node {{ $labels.pod }} of Redis cluster ${cluster.job} turns clients away: it has as many connections as it may.`,
    runbook: `${cluster.getPods}; then CLIENT LIST on the node says who holds them. A client that opens one for each request is mended there; else raise maxclients.`,
    tests: [
      ...firesAt(6, "one every three minutes", samples("redis_rejected_connections_total", "0 1 1 1 2 2 2 3 3 3", [node]), [node]),
      silentAt(8, "a single burst", samples("redis_rejected_connections_total", "0 0 9x8", [node])),
    ],
  };
}
