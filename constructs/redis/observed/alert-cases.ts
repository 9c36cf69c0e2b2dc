import { Duration } from "cdk8s";
import type { AlertTest, Series } from "../../core";
import type { WatchedCluster } from "./watched-cluster";

type NodeLabels = Readonly<Record<string, string>>;

/** The labels of a node's series. */
export function nodeOf({ job, name, namespace }: WatchedCluster, shard: number, ordinal: number): NodeLabels {
  return { job, ...(namespace !== undefined && { namespace }), pod: `${name}-s${shard}-${ordinal}` };
}

/** The labels of all nodes' series, the first of each shard before all others. */
export function nodesOf(cluster: WatchedCluster): readonly NodeLabels[] {
  const { masters, nodes } = cluster;
  return Array.from({ length: nodes }, (_, index) => nodeOf(cluster, index % masters, Math.floor(index / masters)));
}

/** One series for each of some nodes, all with the same samples. */
export function samples(metric: string, values: string, nodes: readonly NodeLabels[]): Series {
  const text = (labels: NodeLabels): string =>
    Object.entries(labels)
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      .join(",");
  return Object.fromEntries(nodes.map((labels) => [`${metric}{${text(labels)}}`, values]));
}

/** Fires at a minute, and not one minute before. */
export function firesAt(minute: number, name: string, series: Series, fires: AlertTest["fires"]): readonly AlertTest[] {
  return [
    { name, series, at: Duration.minutes(minute), fires },
    { name: `${name}: a minute before`, series, at: Duration.minutes(minute - 1), fires: [] },
  ];
}

/** Is silent at a minute. */
export function silentAt(minute: number, name: string, series: Series): AlertTest {
  return { name, series, at: Duration.minutes(minute), fires: [] };
}
