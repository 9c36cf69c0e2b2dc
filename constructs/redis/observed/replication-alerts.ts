import { Duration } from "cdk8s";
import type { AlertRule, Series } from "../../core";
import { firesAt, nodeOf, samples, silentAt } from "./alert-cases";
import type { WatchedCluster } from "./watched-cluster";

/** Alerts of replicas that could not take over, or not without loss. None where there are no replicas. */
export function replicationAlerts(cluster: WatchedCluster): readonly AlertRule[] {
  return cluster.replicasPerMaster === 0 ? [] : [linkDown(cluster), replicasMissing(cluster), replicaBehind(cluster)];
}

function linkDown(cluster: WatchedCluster): AlertRule {
  const replica = { ...nodeOf(cluster, 0, 1), master_host: "10.0.0.1", master_port: "6379" };
  return {
    name: "RedisReplicaLinkDown",
    expr: `${cluster.of("redis_master_link_up")} == 0`,
    for: Duration.minutes(5),
    severity: "warning",
    summary: `Replica {{ $labels.pod }} of Redis cluster ${cluster.job} has no link to its master {{ $labels.master_host }}: clients read old values from it, and it cannot take over.`,
    runbook: `${cluster.nodeLog}; a copy that begins again and again needs a larger repl-backlog-size or output buffer limit; a refused login, the password of replication.`,
    tests: [
      ...firesAt(5, "no link", samples("redis_master_link_up", "0x10", [replica]), [replica]),
      silentAt(8, "a link", samples("redis_master_link_up", "1x10", [replica])),
    ],
  };
}

function replicasMissing(cluster: WatchedCluster): AlertRule {
  const node = nodeOf(cluster, 0, 0);
  const wanted = cluster.replicasPerMaster;
  const seen = (role: string, replicas: number): Series => ({
    ...samples("redis_instance_info", "1x10", [{ ...node, role }]),
    ...samples("redis_connected_slaves", `${replicas}x10`, [node]),
  });
  return {
    name: "RedisReplicasMissing",
    expr: `${cluster.of("redis_connected_slaves")} < ${wanted} and on (pod) ${cluster.of("redis_instance_info", 'role="master"')}`,
    for: Duration.minutes(5),
    severity: "warning",
    summary: `Master {{ $labels.pod }} of Redis cluster ${cluster.job} has too few replicas (wanted: ${wanted}): what clients write may be lost with it.`,
    runbook: `${cluster.getPods}; if all pods of the shard run, healing should attach them: ${cluster.healingLog}`,
    tests: [
      ...firesAt(5, "one too few", seen("master", wanted - 1), [node]),
      silentAt(8, "as many as wanted", seen("master", wanted)),
      silentAt(8, "one more than wanted", seen("master", wanted + 1)),
      silentAt(8, "a replica has none", seen("slave", 0)),
    ],
  };
}

/** More than the backlog holds: after a cut it must copy everything, and a failover would lose as much. */
function replicaBehind(cluster: WatchedCluster): AlertRule {
  const master = nodeOf(cluster, 0, 0);
  const replica = { ...master, slave_ip: "10.0.0.2", slave_port: "6379", slave_state: "online" };
  const seen = (written: number, copied: number, state = "online"): Series => ({
    ...samples("redis_master_repl_offset", `${written}x10`, [master]),
    ...samples("redis_replication_backlog_bytes", "1000x10", [master]),
    ...samples("redis_connected_slave_offset_bytes", `${copied}x10`, [{ ...replica, slave_state: state }]),
  });
  const behind = `${cluster.of("redis_master_repl_offset")} - on (pod) group_right () ${cluster.of("redis_connected_slave_offset_bytes", 'slave_state="online"')}`;
  return {
    name: "RedisReplicaBehind",
    expr: `${behind} > on (pod) group_left () ${cluster.of("redis_replication_backlog_bytes")}`,
    for: Duration.minutes(5),
    severity: "warning",
    summary: `The replica {{ $labels.slave_ip }} of {{ $labels.pod }} in Redis cluster ${cluster.job} is further behind than the backlog holds: a failover now would lose what clients wrote last.`,
    runbook: `${cluster.getPods}; find the pod with that address: is it short of CPU (kubectl top pod), on a slow disk, or is the network between the two full?`,
    tests: [
      ...firesAt(5, "behind by more than the backlog", seen(5001, 4000), [replica]),
      silentAt(8, "behind by as much as the backlog", seen(5000, 4000)),
      silentAt(8, "not behind", seen(5000, 5000)),
      silentAt(8, "a copy that has not begun", seen(5000, 0, "wait_bgsave")),
    ],
  };
}
