import { Duration } from "cdk8s";
import type { AlertRule, Series } from "../../core";
import { firesAt, nodeOf, nodesOf, samples, silentAt } from "./alert-cases";
import type { WatchedCluster } from "./watched-cluster";

/** Alerts of a cluster that is served, but not by whom it should be. */
export function membershipAlerts(cluster: WatchedCluster): readonly AlertRule[] {
  return [nodeDown(cluster), nodeRestarts(cluster), nodeApart(cluster), strangers(cluster), shardWithoutSlots(cluster), notHealed(cluster)];
}

/** What answered a moment ago counts: a rollout has always one node that does not, and is no failure. Not whole minutes: Prometheus 2 and 3 differ there. */
function answering(cluster: WatchedCluster): string {
  return `count(count by (pod) (max_over_time(${cluster.of("redis_up")}[90s]) == 1))`;
}

function nodeDown(cluster: WatchedCluster): AlertRule {
  const all = nodesOf(cluster);
  const up = samples("redis_up", "1x20", all);
  const first = (values: string): Series => samples("redis_up", values, all.slice(0, 1));
  const moved = samples("redis_up", "1x20", [{ ...nodeOf(cluster, 1, 0), instance: "10.0.0.9:9121" }]);
  const consequence =
    cluster.replicasPerMaster > 0
      ? "clients are served, but another failure in the shard would lose it"
      : "clients get errors for the keys of a shard that has no other node";
  return {
    name: "RedisNodeDown",
    expr: `${answering(cluster)} < ${cluster.nodes}`,
    for: Duration.minutes(5),
    severity: "warning",
    summary: `Fewer than the ${cluster.nodes} nodes of Redis cluster ${cluster.job} answer: ${consequence}.`,
    runbook: `${cluster.getPods}; then kubectl describe and kubectl logs --previous of the pod that is missing or not ready.`,
    tests: [
      ...firesAt(7, "a server that is gone", { ...up, ...first("1 0x20") }, [{}]),
      ...firesAt(7, "a pod that is gone", { ...up, ...first("1 stale") }, [{}]),
      // Its first address is remembered beside the second: it must not stand in for the one that is gone.
      ...firesAt(7, "one that is gone, beside one that has moved", { ...up, ...moved, ...first("1 stale") }, [{}]),
      silentAt(15, "all answer", up),
      silentAt(15, "one more than there should be", { ...up, ...samples("redis_up", "1x20", [nodeOf(cluster, cluster.masters, 0)]) }),
      silentAt(15, "a rollout: always one that restarts", {
        ...up,
        ...first("1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0"),
        ...samples("redis_up", "0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1", all.slice(1, 2)),
      }),
    ],
  };
}

function nodeRestarts(cluster: WatchedCluster): AlertRule {
  const node = nodeOf(cluster, 1, 0);
  return {
    name: "RedisNodeRestarts",
    expr: `resets(${cluster.of("redis_uptime_in_seconds")}[30m]) > 2`,
    severity: "warning",
    summary: `Node {{ $labels.pod }} of Redis cluster ${cluster.job} starts again and again: each time its shard fails over or loses its replica.`,
    runbook: `${cluster.describeNode}; "OOMKilled" means that the memory limit leaves too little beside maxmemory for copies and buffers.`,
    tests: [
      ...firesAt(27, "three times", samples("redis_uptime_in_seconds", "600 30+60x12 30+60x12 30+60x40", [node]), [node]),
      silentAt(27, "two times", samples("redis_uptime_in_seconds", "600 30+60x12 30+60x40", [node])),
      silentAt(58, "three times, half an hour ago", samples("redis_uptime_in_seconds", "600 30+60x12 30+60x12 30+60x40", [node])),
    ],
  };
}

/** Where no node is in the cluster, that has its own alert. */
function nodeApart(cluster: WatchedCluster): AlertRule {
  const all = nodesOf(cluster);
  const apart = all.slice(0, 1);
  const state = cluster.of("redis_cluster_state");
  return {
    name: "RedisNodeApart",
    expr: `${state} == 0 and on () max(${state}) == 1`,
    for: Duration.minutes(5),
    severity: "warning",
    summary: `Node {{ $labels.pod }} sees Redis cluster ${cluster.job} as down while others see it as whole: clients that ask this node get errors.`,
    runbook: `${cluster.healingLog}; then CLUSTER NODES on the node: whom does it not reach? A network policy or a partition between nodes shows here first.`,
    tests: [
      ...firesAt(
        5,
        "one of all",
        { ...samples("redis_cluster_state", "1x10", all), ...samples("redis_cluster_state", "0x10", apart) },
        apart,
      ),
      silentAt(8, "none of them", samples("redis_cluster_state", "1x10", all)),
      silentAt(8, "all of them", samples("redis_cluster_state", "0x10", all)),
    ],
  };
}

function strangers(cluster: WatchedCluster): AlertRule {
  const known = (count: number): Series => ({
    ...samples("redis_cluster_known_nodes", `${cluster.nodes}x10`, nodesOf(cluster)),
    ...samples("redis_cluster_known_nodes", `${count}x10`, [nodeOf(cluster, 0, 0)]),
  });
  return {
    name: "RedisStrangers",
    expr: `max(${cluster.of("redis_cluster_known_nodes")}) > ${cluster.nodes}`,
    for: Duration.minutes(5),
    severity: "critical",
    summary: `Redis cluster ${cluster.job} knows more than its ${cluster.nodes} nodes: if a second cluster has merged in, its masters take slots, and the keys of clients with them.`,
    runbook: `${cluster.healingLog}; then CLUSTER NODES: an address that is none of its pods. If it is marked "fail" it was only not forgotten; else cut it off (network policy, port 16379) before CLUSTER FORGET on every node.`,
    tests: [
      ...firesAt(5, "one too many", known(cluster.nodes + 1), [{}]),
      silentAt(8, "as many as there should be", known(cluster.nodes)),
      silentAt(8, "one too few", samples("redis_cluster_known_nodes", `${cluster.nodes - 1}x10`, nodesOf(cluster))),
    ],
  };
}

function shardWithoutSlots(cluster: WatchedCluster): AlertRule {
  const size = (masters: number, nodes = nodesOf(cluster)): Series => samples("redis_cluster_size", `${masters}x90`, nodes);
  return {
    name: "RedisShardWithoutSlots",
    expr: `max(${cluster.of("redis_cluster_size")}) < ${cluster.masters}`,
    for: Duration.hours(1),
    severity: "warning",
    summary: `Fewer than the ${cluster.masters} shards of Redis cluster ${cluster.job} have slots: the others carry the load of all its clients.`,
    runbook: `${cluster.healingLog}; slots have not been moved for an hour: run the reconcile job again, or finish a scale-in by removing the empty shard.`,
    tests: [
      ...firesAt(60, "one has none", size(cluster.masters - 1), [{}]),
      silentAt(90, "each has some", size(cluster.masters)),
      silentAt(90, "one more has some", size(cluster.masters + 1)),
      silentAt(90, "one node alone sees fewer", { ...size(cluster.masters), ...size(1, nodesOf(cluster).slice(0, 1)) }),
    ],
  };
}

/** Known nodes and bus connections stay what they are when a node dies (measured): what answers is counted, too. */
function notHealed(cluster: WatchedCluster): AlertRule {
  const { nodes, replicasPerMaster } = cluster;
  const loneMaster = `${cluster.of("redis_connected_slaves")} == 0 and on (pod) ${cluster.of("redis_instance_info", 'role="master"')}`;
  const all = nodesOf(cluster);
  const masters = all.slice(0, cluster.masters);
  const replicas = all.slice(cluster.masters);
  const seen = (metric: string, value: number): Series => samples(metric, `${value}x20`, all.slice(0, 1));
  const whole: Series = {
    ...samples("redis_cluster_state", "1x20", all),
    ...samples("redis_cluster_known_nodes", `${nodes}x20`, all),
    ...samples("redis_cluster_slots_ok", "16384x20", all),
    ...samples("redis_up", "1x20", all),
    ...samples(
      "redis_instance_info",
      "1x20",
      masters.map((labels) => ({ ...labels, role: "master" })),
    ),
    ...samples(
      "redis_instance_info",
      "1x20",
      replicas.map((labels) => ({ ...labels, role: "slave" })),
    ),
    ...samples("redis_connected_slaves", `${replicasPerMaster}x20`, masters),
    ...samples("redis_connected_slaves", "0x20", replicas),
  };
  return {
    name: "RedisNotHealed",
    expr: [
      `min(${cluster.of("redis_cluster_state")}) == 0`,
      `min(${cluster.of("redis_cluster_known_nodes")}) < ${nodes}`,
      `min(${cluster.of("redis_cluster_slots_ok")}) < 16384`,
      `${answering(cluster)} < ${nodes}`,
      ...(replicasPerMaster > 0 ? [`count(${loneMaster})`] : []),
    ].join(" or "),
    for: Duration.minutes(10),
    severity: "warning",
    summary: `Redis cluster ${cluster.job} has not been whole for ten minutes, though healing runs every minute: the next failure may take a shard from its clients.`,
    runbook: `${cluster.healingLog}; without a log, ${cluster.getHealing}: is it suspended? Healing needs pods that run: ${cluster.getPods}`,
    tests: [
      ...firesAt(10, "a node that says CLUSTERDOWN", { ...whole, ...seen("redis_cluster_state", 0) }, [{}]),
      ...firesAt(10, "a node that was not met", { ...whole, ...seen("redis_cluster_known_nodes", nodes - 1) }, [{}]),
      ...firesAt(10, "a node that misses a slot", { ...whole, ...seen("redis_cluster_slots_ok", 16383) }, [{}]),
      ...firesAt(12, "a node that does not answer", { ...whole, ...samples("redis_up", "1 stale", all.slice(0, 1)) }, [{}]),
      ...(replicasPerMaster > 0 ? firesAt(10, "a master without replica", { ...whole, ...seen("redis_connected_slaves", 0) }, [{}]) : []),
      silentAt(15, "a whole cluster", whole),
      silentAt(15, "a node too many, which has its own alert", {
        ...whole,
        ...samples("redis_cluster_known_nodes", `${nodes + 1}x20`, all),
        ...samples("redis_up", "1x20", [nodeOf(cluster, cluster.masters, 0)]),
      }),
    ],
  };
}
