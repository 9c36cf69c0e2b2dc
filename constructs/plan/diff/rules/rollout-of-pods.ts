import { isReordered } from "../reordered";
import { type Judge, type Pair, specOf } from "../rule";

interface Rolled {
  readonly paused: boolean;
  readonly replicas: number;
  readonly strategy: { readonly type?: string; readonly rollingUpdate?: { readonly maxSurge?: Share; readonly maxUnavailable?: Share } };
  readonly updateStrategy: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
}
type Share = number | string;

/** A change of the pods' template: who renews the pods, and how. */
export const TEMPLATE: Judge = (field, pair) => {
  const event = "pods renewed";
  const rule = "pods-renewed";
  const rollout = rolloutOf(pair);
  const isOrder = isReordered(field.before, field.after);
  const why = isOrder ? `only an order differs, Kubernetes renews the pods all the same: ${rollout.why}` : rollout.why;
  return { class: rollout.renews ? "restart" : "safe", rule, event: rollout.renews ? event : "template changed", why };
};

/** How a workload renews its pods, in words. */
export function rolloutOf({ kind, from, to, after }: Pick<Pair, "kind" | "from" | "to" | "after">): {
  readonly renews: boolean;
  readonly why: string;
} {
  const spec = specOf<Rolled>(to.manifest);
  const count = spec.replicas ?? 1;
  const { type = "RollingUpdate", rollingUpdate = {} } = spec.updateStrategy ?? {};
  if (kind !== "Deployment.apps" && type === "OnDelete")
    return { renews: false, why: "pods get it only when somebody deletes them (OnDelete)" };
  if (kind === "DaemonSet.apps") return { renews: true, why: "on one node after the other, each is without its pod for a moment" };
  if (spec.paused === true) return { renews: false, why: "it is paused: the pods are renewed when it is resumed" };
  if (count === 0 && specOf<Rolled>(from.manifest).replicas === 0) return { renews: false, why: "no pod runs" };
  const scaled = specOf<Rolled>(to.manifest).replicas === undefined && after.autoscaled.has(to.id);
  const pods = scaled ? "as many pods as its autoscaler has made" : `${count} ${count === 1 ? "pod" : "pods"}`;
  if (kind === "StatefulSet.apps") {
    const { partition = 0 } = rollingUpdate;
    if (!scaled && partition >= count && partition > 0) return { renews: false, why: `its partition ${partition} holds all pods back` };
    const held = partition > 0 ? `, those below ${partition} are held back` : "";
    return {
      renews: true,
      why:
        count === 1 && !scaled
          ? "its one pod stops before the new one starts"
          : `one pod at a time, from the last to the first, ${pods}${held}`,
    };
  }
  if (spec.strategy?.type === "Recreate") return { renews: true, why: `all stop before new ones start (Recreate), ${pods}` };
  const { maxSurge = "25%", maxUnavailable = "25%" } = spec.strategy?.rollingUpdate ?? {};
  const [more, less] = [portion(maxSurge, count, Math.ceil), portion(maxUnavailable, count, Math.floor)];
  // Both cannot be none: then one may be missing, as Kubernetes decides.
  if (more === 0) return { renews: true, why: `up to ${Math.max(less, 1)} at a time stop before new ones start, ${pods}` };
  return {
    renews: true,
    why: less === 0 ? `new ones are ready before old ones stop, ${pods}` : `new ones start while up to ${less} are missing, ${pods}`,
  };
}

function portion(share: Share, count: number, round: (value: number) => number): number {
  if (typeof share === "number") return share;
  return round((Number.parseFloat(share) * count) / 100);
}
