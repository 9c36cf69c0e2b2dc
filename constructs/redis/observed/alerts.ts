import type { AlertRule } from "../../core";
import { availabilityAlerts } from "./availability-alerts";
import { membershipAlerts } from "./membership-alerts";
import { persistenceAlerts } from "./persistence-alerts";
import { replicationAlerts } from "./replication-alerts";
import { memoryNearLimit, resourceAlerts } from "./resource-alerts";
import { type RedisObservedProps, WatchedCluster } from "./watched-cluster";

/** The alerts of a cluster: critical where clients are not served, warnings where it would not stand another failure. */
export function redisAlerts(props: RedisObservedProps): AlertRule[] {
  const cluster = new WatchedCluster(props);
  const alerts = [
    ...availabilityAlerts(cluster),
    ...membershipAlerts(cluster),
    ...replicationAlerts(cluster),
    ...(props.evicts ? [] : [memoryNearLimit(cluster)]),
    ...resourceAlerts(cluster),
    ...(props.persistent ? persistenceAlerts(cluster) : []),
  ];
  // So that the rules of two clusters differ.
  return alerts.map((alert) => ({ ...alert, labels: { cluster: cluster.job } }));
}
