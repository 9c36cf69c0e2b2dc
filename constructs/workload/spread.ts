import type { k8s } from "cdk8s-plus-27";

/** Whether equal pods should stand on different nodes, or never share one as long as another takes pods. */
export type Spread = "preferred" | "required";

/** Equal pods over zones and nodes. Each version counts by itself, so that a rollout ends well spread, too. */
export function spreadConstraints(nodes: Spread, selector: Readonly<Record<string, string>>): k8s.TopologySpreadConstraint[] {
  const constraint = (topologyKey: string, spread: Spread): k8s.TopologySpreadConstraint => ({
    topologyKey,
    maxSkew: 1,
    // A node that takes no pods, as it is being drained, is no reason to wait.
    ...(spread === "required"
      ? { whenUnsatisfiable: "DoNotSchedule", nodeTaintsPolicy: "Honor" }
      : { whenUnsatisfiable: "ScheduleAnyway" }),
    labelSelector: { matchLabels: { ...selector } },
    matchLabelKeys: ["pod-template-hash"],
  });
  return [constraint("topology.kubernetes.io/zone", "preferred"), constraint("kubernetes.io/hostname", nodes)];
}
