import type { k8s } from "cdk8s-plus-27";

/** Whether equal pods stand on different nodes where that is possible, or wait where it is not. */
export type Spread = "preferred" | "required";

/** Equal pods over zones and nodes. Each version counts by itself, so that a rollout ends well spread, too. */
export function spreadConstraints(nodes: Spread, selector: Readonly<Record<string, string>>): k8s.TopologySpreadConstraint[] {
  const constraint = (topologyKey: string, spread: Spread): k8s.TopologySpreadConstraint => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: spread === "required" ? "DoNotSchedule" : "ScheduleAnyway",
    labelSelector: { matchLabels: { ...selector } },
    matchLabelKeys: ["pod-template-hash"],
  });
  return [constraint("topology.kubernetes.io/zone", "preferred"), constraint("kubernetes.io/hostname", nodes)];
}
