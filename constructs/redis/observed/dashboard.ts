import { contentHash, type Dashboard, type Panel, type PanelQuery } from "../../core";
import { type RedisObservedProps, WatchedCluster } from "./watched-cluster";

type Row = Dashboard["rows"][number];

/** The dashboard of a cluster: is it well, what is asked of it, and what does that cost? */
export function redisDashboard(props: RedisObservedProps): Dashboard {
  const cluster = new WatchedCluster(props);
  return {
    uid: uidOf(props.job),
    title: `Redis: ${props.job}`,
    rows: [
      wellBeing(cluster),
      traffic(cluster),
      memory(cluster, props.evicts),
      ...(props.replicasPerMaster > 0 ? [replication(cluster)] : []),
      ...(props.persistent ? [persistence(cluster)] : []),
      machine(cluster),
    ],
  };
}

/** At most 40 characters, as Grafana wants it; the hash tells apart what looks the same without its slash. */
function uidOf(job: string): string {
  return `redis-${job.replace(/[^A-Za-z0-9]+/g, "-").slice(0, 25)}-${contentHash(job)}`;
}

function wellBeing(cluster: WatchedCluster): Row {
  const { nodes, masters } = cluster;
  return {
    title: "Is it well?",
    panels: [
      one("stat", "Nodes that say ok", "short", `sum(${cluster.of("redis_cluster_state")})`, `of ${nodes}`),
      one("stat", "Nodes that answer", "short", `sum(${cluster.of("redis_up")})`, `of ${nodes}`),
      one("stat", "Slots that are served", "short", `max(${cluster.of("redis_cluster_slots_ok")})`, "of 16384"),
      one("stat", "Shards with slots", "short", `max(${cluster.of("redis_cluster_size")})`, `of ${masters}`),
      one("table", "Roles", "short", `max by (pod, role) (${cluster.of("redis_instance_info")})`, "{{pod}}: {{role}}"),
      one("timeseries", "Nodes that each knows", "short", cluster.of("redis_cluster_known_nodes"), "{{pod}}"),
      one("timeseries", "Uptime", "s", cluster.of("redis_uptime_in_seconds"), "{{pod}}"),
    ],
  };
}

function traffic(cluster: WatchedCluster): Row {
  const hits = `sum(${cluster.rate("redis_keyspace_hits_total")})`;
  const spent = `sum by (cmd) (${cluster.rate("redis_commands_duration_seconds_total")})`;
  const calls = `sum by (cmd) (${cluster.rate("redis_commands_total")})`;
  // By pod: an exporter leaves out the buckets that add nothing, so those of two pods cannot be added.
  const p99 = `histogram_quantile(0.99, sum by (le, cmd, pod) (${cluster.rate("redis_commands_latencies_usec_bucket")})) / 1e6`;
  return {
    title: "Traffic",
    panels: [
      one("timeseries", "Commands by node", "ops", cluster.rate("redis_commands_processed_total"), "{{pod}}"),
      one(
        "timeseries",
        "Keys that were found",
        "percentunit",
        `${hits} / (${hits} + sum(${cluster.rate("redis_keyspace_misses_total")}))`,
        "found",
      ),
      one("timeseries", "Commands by name", "ops", `topk(10, ${calls})`, "{{cmd}}"),
      one("timeseries", "Time that commands take of a second", "s", `topk(10, ${spent})`, "{{cmd}}"),
      one("timeseries", "Latency, mean", "s", `topk(10, ${spent} / ${calls})`, "{{cmd}}"),
      one("timeseries", "Latency, 99th percentile of the slowest node", "s", `topk(10, max by (cmd) (${p99}))`, "{{cmd}}"),
      one("timeseries", "Errors by kind", "ops", `sum by (err) (${cluster.rate("redis_errors_total")})`, "{{err}}"),
      one("timeseries", "Keys by node", "short", `sum by (pod) (${cluster.of("redis_db_keys")})`, "{{pod}}"),
    ],
  };
}

function memory(cluster: WatchedCluster, evicts: boolean): Row {
  const used = cluster.of("redis_memory_used_bytes");
  const refused = cluster.rate("redis_errors_total", 'err="OOM"');
  return {
    title: "Memory",
    panels: [
      one("gauge", "Fullest node", "percentunit", `max(${used} / ${cluster.of("redis_memory_max_bytes")})`, "of maxmemory"),
      panel("timeseries", "Used", "bytes", [
        { expr: used, legend: "{{pod}}" },
        { expr: `min(${cluster.of("redis_memory_max_bytes")})`, legend: "maxmemory" },
      ]),
      one("timeseries", "Used, as the system sees it", "bytes", cluster.of("redis_memory_used_rss_bytes"), "{{pod}}"),
      one("timeseries", "Fragmentation", "short", cluster.of("redis_mem_fragmentation_ratio"), "{{pod}}"),
      evicts
        ? one("timeseries", "Keys evicted", "ops", cluster.rate("redis_evicted_keys_total"), "{{pod}}")
        : one("timeseries", "Writes refused for want of memory", "ops", refused, "{{pod}}"),
      one("timeseries", "Keys expired", "ops", cluster.rate("redis_expired_keys_total"), "{{pod}}"),
    ],
  };
}

function replication(cluster: WatchedCluster): Row {
  const behind = `${cluster.of("redis_master_repl_offset")} - on (pod) group_right () ${cluster.of("redis_connected_slave_offset_bytes")}`;
  return {
    title: "Replication",
    panels: [
      one("timeseries", "Link to the master", "short", cluster.of("redis_master_link_up"), "{{pod}}"),
      one("timeseries", "Replicas of each node", "short", cluster.of("redis_connected_slaves"), "{{pod}}"),
      one("timeseries", "How far replicas are behind", "bytes", behind, "{{slave_ip}} of {{pod}}"),
      one("timeseries", "Since replicas were heard of", "s", cluster.of("redis_connected_slave_lag_seconds"), "{{slave_ip}} of {{pod}}"),
      one("timeseries", "Sent to replicas", "Bps", cluster.rate("redis_net_repl_output_bytes_total"), "{{pod}}"),
      one("timeseries", "Whole copies, in an hour", "short", `increase(${cluster.of("redis_replica_resyncs_full")}[1h])`, "{{pod}}"),
    ],
  };
}

function persistence(cluster: WatchedCluster): Row {
  const status = (metric: string, legend: string): PanelQuery => ({ expr: `min(${cluster.of(metric)})`, legend });
  return {
    title: "Persistence",
    panels: [
      panel("stat", "All is well: 1", "short", [
        status("redis_aof_enabled", "file in use"),
        status("redis_aof_last_write_status", "last write"),
        status("redis_aof_last_bgrewrite_status", "last rewrite"),
      ]),
      one("timeseries", "Size of the file", "bytes", cluster.of("redis_aof_current_size_bytes"), "{{pod}}"),
      one(
        "timeseries",
        "Writes that waited for the disk, in five minutes",
        "short",
        `increase(${cluster.of("redis_aof_delayed_fsync")}[5m])`,
        "{{pod}}",
      ),
      one("timeseries", "Last fork", "s", cluster.of("redis_latest_fork_seconds"), "{{pod}}"),
    ],
  };
}

function machine(cluster: WatchedCluster): Row {
  const busy = `${cluster.rate("redis_eventloop_duration_sum_usec_total")} / 1e6`;
  return {
    title: "Connections, CPU, network",
    panels: [
      one("timeseries", "Clients", "short", cluster.of("redis_connected_clients"), "{{pod}}"),
      one("timeseries", "Connections opened", "cps", cluster.rate("redis_connections_received_total"), "{{pod}}"),
      one("timeseries", "Connections refused", "cps", cluster.rate("redis_rejected_connections_total"), "{{pod}}"),
      one("timeseries", "The thread that executes commands is busy", "percentunit", busy, "{{pod}}"),
      one(
        "timeseries",
        "CPU",
        "short",
        `${cluster.rate("redis_cpu_user_seconds_total")} + ${cluster.rate("redis_cpu_sys_seconds_total")}`,
        "{{pod}}",
      ),
      one("timeseries", "Received", "Bps", cluster.rate("redis_net_input_bytes_total"), "{{pod}}"),
      one("timeseries", "Sent", "Bps", cluster.rate("redis_net_output_bytes_total"), "{{pod}}"),
    ],
  };
}

function panel(kind: Panel["kind"], title: string, unit: string, queries: readonly PanelQuery[]): Panel {
  return { title, kind, unit, queries };
}

function one(kind: Panel["kind"], title: string, unit: string, expr: string, legend: string): Panel {
  return panel(kind, title, unit, [{ expr, legend }]);
}
