import { formatBytes } from "../../../core";
import { isCustomKind, kindOf } from "../../manifest";
import type { PlanObject } from "../../plan";
import { podGroupOf } from "../../pod-groups";
import { volumesOf } from "../../volumes";
import { isReadable } from "../readable";
import { type Judgement, MALFORMED, specOf } from "../rule";
import type { View } from "../view";
import { isHarmless } from "./custom";

/** Objects that pods name: gone, they are missed the next time a pod starts. */
const NAMED_BY_PODS = new Set(["ConfigMap", "Secret", "ServiceAccount"]);
const OF_RIGHTS = new Set(["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"].map((kind) => `${kind}.rbac.authorization.k8s.io`));
/** What serves others as long as it is there. */
const SERVES: Readonly<Record<string, string>> = {
  Service: "its name and address no longer answer",
  "Ingress.networking.k8s.io": "what comes in by it is answered with an error",
  "StorageClass.storage.k8s.io": "claims of this class stay without a volume from now on; volumes there stay",
  "CronJob.batch": "it does not run any more",
  "IngressClass.networking.k8s.io": "no controller serves its routes any more",
  "APIService.apiregistration.k8s.io": "its part of the API no longer answers",
};

/** What to do about data that would go. */
export const SAVE = "keep it, or save the data first";

/** What it means that an object is gone from the next Plan. */
export function removalOf(object: PlanObject, before: View, after: View): Judgement {
  if (isReadable(object)) return removalOfReadable(object, before, after);
  const why = "its form is not what Kubernetes takes: nobody can say what goes with it";
  return { class: object.keep ? "data at risk" : "replace", rule: MALFORMED, event: "removed", why };
}

function removalOfReadable({ id, manifest, keep }: PlanObject, before: View, after: View): Judgement {
  const kind = kindOf(manifest);
  const removed = (risk: Judgement["class"], why: string, remedy?: string): Judgement => {
    return { class: risk, rule: "removed", event: "removed", why, ...(remedy === undefined ? {} : { remedy }) };
  };
  const data = dataWithin(kind, { id, manifest });
  if (data !== undefined) return removed("data at risk", data, SAVE);
  if (keep) return removed("data at risk", "it holds data, or something within it does", SAVE);
  const pods = podGroupOf(manifest, id);
  if (pods && pods.life === "long") return removed("replace", stop(pods.count));
  if (kind === "PodDisruptionBudget.policy") return budget({ id, manifest, keep } as PlanObject, after, removed);
  if (Object.hasOwn(SERVES, kind)) return removed("replace", SERVES[kind] as string);
  if (NAMED_BY_PODS.has(kind)) {
    if (!after.isUsed(id)) return removed("safe", "no pod of the system uses it any more");
    return removed("replace", "pods that use it do not start any more without it", "keep it as long as pods use it");
  }
  if (OF_RIGHTS.has(kind)) return rights(manifest, before, after, removed);
  if (isCustomKind(kind) && !isHarmless(kind)) {
    const held = before.plan.expectedPods.filter(({ madeFrom, claims }) => madeFrom === id && claims.length > 0);
    if (held.length > 0)
      return removed(
        "data at risk",
        `its operator takes away its pods, and with them the volumes of ${held.map(({ name }) => name).join(", ")}`,
        SAVE,
      );
    return removed("replace", "its operator takes away what it made of it");
  }
  return removed("safe", pods ? "it is done, or is stopped" : "nothing that runs needs it");
}

function stop(count: number | undefined): string {
  if (count === undefined) return "its pods on all nodes stop";
  return count === 1 ? "its one pod stops" : count === 0 ? "no pod of it runs" : `its ${count} pods stop`;
}

function dataWithin(kind: string, { id, manifest }: Pick<PlanObject, "id" | "manifest">): string | undefined {
  if (kind === "Namespace") return "everything in it is deleted with it, also what the Plan does not know";
  if (kind === "CustomResourceDefinition.apiextensions.k8s.io") return "all objects of its kind are deleted with it, in all namespaces";
  if (kind === "PersistentVolume") return "what is on the volume is deleted, or can no longer be found";
  const volumes = volumesOf(id, manifest);
  if (volumes.length === 0) return undefined;
  const bytes = volumes.reduce((sum, { attributes }) => sum + (attributes["bytes"] as number), 0);
  const copies = podGroupOf(manifest, id)?.count ?? 1;
  const size = formatBytes(bytes * copies);
  return kind === "PersistentVolumeClaim"
    ? `its volume of ${size} is deleted with it`
    : `its pods stop, ${size} of volumes would be left behind or deleted`;
}

type Removed = (risk: Judgement["class"], why: string, remedy?: string) => Judgement;

function budget({ manifest }: PlanObject, after: View, removed: Removed): Judgement {
  const { selector } = specOf<{ selector: Parameters<View["podsOf"]>[1] }>(manifest);
  const guarded = after.podsOf(manifest.metadata.namespace, selector).filter(({ count = 2 }) => count >= 2);
  if (guarded.length === 0) return removed("safe", "the pods that it guarded are gone, or single");
  return removed(
    "restart",
    `draining a node may stop all pods of ${guarded.map(({ owner }) => owner).join(", ")} at once`,
    "keep a budget as long as they run",
  );
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

function rights({ kind, metadata, ...content }: PlanObject["manifest"], before: View, after: View, removed: Removed): Judgement {
  const bindings = kind.endsWith("Binding")
    ? [{ kind, metadata, ...content } as PlanObject["manifest"]]
    : [...before.ofKind("RoleBinding.rbac.authorization.k8s.io"), ...before.ofKind("ClusterRoleBinding.rbac.authorization.k8s.io")]
        .map(({ manifest }) => manifest)
        .filter((manifest) => (manifest["roleRef"] as Subject).name === metadata.name && (manifest["roleRef"] as Subject).kind === kind);
  const losers = bindings
    .flatMap((binding) =>
      ((binding["subjects"] ?? []) as readonly Subject[]).map((subject) => ({
        ...subject,
        namespace: subject.namespace ?? binding.metadata.namespace,
      })),
    )
    .filter((subject) => subject.kind === "ServiceAccount" && after.isUsed(`ServiceAccount/${subject.namespace}/${subject.name}`))
    .map(({ name }) => name);
  if (losers.length === 0) return removed("safe", "nobody in the system has rights by it any more");
  return removed(
    "replace",
    `pods of ${[...new Set(losers)].join(", ")} lose their rights from one call to the next`,
    "roll out what no longer needs them first",
  );
}
