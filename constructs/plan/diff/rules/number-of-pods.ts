import { type Judge, specOf } from "../rule";

interface Scaled {
  readonly replicas?: number;
  readonly volumeClaimTemplates?: readonly unknown[];
  readonly persistentVolumeClaimRetentionPolicy?: { readonly whenScaled?: string };
}

/** Another number of pods. */
export const REPLICAS: Judge = (_field, { kind, from, to, after }) => {
  const rule = "number-of-pods";
  const { volumeClaimTemplates = [], persistentVolumeClaimRetentionPolicy } = specOf<Scaled>(to.manifest);
  const scaler = after.autoscaled.get(to.id);
  if (scaler) {
    const why = `its autoscaler decides, between ${scaler.min} and ${scaler.max}`;
    return { class: "safe", rule, event: "scaling changed", why };
  }
  const [few, many] = [specOf<Scaled>(to.manifest).replicas ?? 1, specOf<Scaled>(from.manifest).replicas ?? 1];
  if (typeof few !== "number" || typeof many !== "number") {
    const why = "the number is known only when it is deployed";
    return { class: kind === "StatefulSet.apps" ? "restart" : "safe", rule, event: "number of pods changed", why };
  }
  if (few >= many) return { class: "safe", rule, event: "scaled out", why: "pods are added, those there are stay" };
  const holdsData = kind === "StatefulSet.apps" && volumeClaimTemplates.length > 0;
  if (holdsData && persistentVolumeClaimRetentionPolicy?.whenScaled === "Delete")
    return {
      class: "data at risk",
      rule,
      event: "scaled in",
      why: `the volumes of ${many - few} ${many - few === 1 ? "pod" : "pods"} are deleted with them (whenScaled: Delete)`,
      remedy: "move their data to the pods that stay first, or set whenScaled: Retain",
    };
  if (few === 0) {
    const why = holdsData ? "nothing of it runs any more; its volumes stay" : "nothing of it runs any more";
    return { class: "replace", rule, event: "scaled to nothing", why };
  }
  if (!holdsData) return { class: "safe", rule, event: "scaled in", why: "pods that go are drained, the others stay" };
  const majority = Math.floor(many / 2) + 1;
  if (few < majority)
    return {
      class: "data at risk",
      rule,
      event: "scaled below a majority",
      why: `${few} of ${many} are no majority: what votes stops, and what only the others held is out of reach`,
      remedy: `go down to ${majority} first, let the members agree on it, then further`,
    };
  return {
    class: "restart",
    rule,
    event: "scaled in",
    why: `the last ${many - few === 1 ? "pod ends" : `${many - few} pods end`}, their volumes stay behind`,
    remedy: "move what only they hold to the others first",
  };
};
