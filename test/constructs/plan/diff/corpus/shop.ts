import { idOf, kindOf, type Manifest, objectId, type Plan, type PlanObject, type Wait } from "../../../../../constructs/plan";
import { volumesOf } from "../../../../../constructs/plan/volumes";

/** The namespace of the trials, and the beginning of every name that the whole cluster shares. */
export const HOME = "shop";

/** The namespace, as every trial has it. */
export const home: Manifest = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: HOME, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
};

const WAITS: Readonly<Record<string, Wait["until"] & ("rollout" | "complete")>> = {
  "Deployment.apps": "rollout",
  "StatefulSet.apps": "rollout",
  "DaemonSet.apps": "rollout",
  "Job.batch": "complete",
};

/** The Plan of these objects in their namespace, with the volumes and the protection that every Plan has. */
export function shop(manifests: readonly Manifest[], more: Partial<Plan> = {}): Plan {
  const all = manifests.some(({ kind, metadata }) => kind === "Namespace" && metadata.name === HOME) ? manifests : [home, ...manifests];
  return bare(all, more);
}

/** The Plan of these objects alone. */
export function bare(manifests: readonly Manifest[], more: Partial<Plan> = {}): Plan {
  const assets = [...(more.assets ?? []), ...manifests.flatMap((manifest) => volumesOf(idOf(manifest), manifest))];
  const kept = keptOf(manifests, new Set(assets.flatMap(({ objects }) => objects)));
  const objects = manifests.map((manifest): PlanObject => {
    const id = idOf(manifest);
    return { id, logicalId: id, manifest, phase: 0, wait: { until: WAITS[kindOf(manifest)] ?? "exists" }, keep: kept.has(id) };
  });
  const none = { order: [], connections: [], entryPoints: [], expectedPods: [], credentials: [], externals: [], slots: [] };
  return { format: "tagenal/plan", version: 1, system: HOME, environment: "lab", objects, ...none, ...more, assets };
}

/** A Plan in which some objects are followed under a name that stays. */
export function following(plan: Plan, logicalIds: Readonly<Record<string, string>>): Plan {
  return { ...plan, objects: plan.objects.map((object) => ({ ...object, logicalId: logicalIds[object.id] ?? object.id })) };
}

/** What holds data, the namespaces around it, and the definitions of its kind. */
function keptOf(manifests: readonly Manifest[], holding: ReadonlySet<string>): ReadonlySet<string> {
  const holders = manifests.filter((manifest) => holding.has(idOf(manifest)) || manifest.kind === "PersistentVolume");
  const definitions = manifests.filter(({ kind, ...rest }) => {
    const { group, names } = (rest["spec"] ?? {}) as { group?: string; names?: { kind?: string } };
    return kind === "CustomResourceDefinition" && holders.some((holder) => kindOf(holder) === `${names?.kind}.${group}`);
  });
  const around = holders.flatMap(({ metadata: { namespace } }) =>
    namespace === undefined ? [] : [objectId("Namespace", undefined, namespace)],
  );
  return new Set([...[...holders, ...definitions].map(idOf), ...around]);
}
