import type { Problem } from "../../constructs/core";
import { kindOf, type ObjectId, objectId, type PlanName, type PlanObject } from "../../constructs/plan";
import type { IKubectl } from "../cluster/kubectl";
import { type LiveObject, type LiveObjects, type ManagedFields, readList } from "../cluster/live-object";
import type { FieldConflict } from "./conflict";
import { leftOf } from "./decide-removal";
import type { InventoryItem } from "./inventory";
import { managerOf } from "./owned-by";
import { refusalOf } from "./refusal-line";
import { send } from "./send";
import { Stopped } from "./stopped";

/** Whose number of pods becomes ours, and what stands in the way. */
export interface Scaling {
  /** Autoscalers that have left the Plan and go first: they would set their number again. */
  readonly leaving: readonly InventoryItem[];
  /** Workloads whose number was an autoscaler's and is ours now. */
  readonly taken: ReadonlySet<ObjectId>;
  readonly problems: readonly Problem[];
}

/** Keeps a number that was ours until an autoscaler sets its own: without a holder it would fall back to 1. */
const KEEPER = "tagenal-autoscaling";
const AUTOSCALER = "HorizontalPodAutoscaler.autoscaling";
const SCALED = new Set(["Deployment.apps", "StatefulSet.apps"]);
const FIELD = ".spec.replicas";

/** Looks for autoscalers of workloads whose number the Plan says: two who set one number never end. */
export async function scalingOf(
  kubectl: IKubectl,
  objects: readonly PlanObject[],
  live: LiveObjects,
  inventory: readonly InventoryItem[],
  prune: boolean,
): Promise<Scaling> {
  const left = leftOf(inventory, objects).left.filter((item) => kindOf(item) === AUTOSCALER);
  const numbered = objects.flatMap(({ id, manifest }): { id: ObjectId; object: LiveObject }[] => {
    const object = live.get(id);
    if (!object || !SCALED.has(kindOf(manifest)) || replicasOf(manifest) === undefined) return [];
    return left.length > 0 || object.metadata.managedFields?.some(isAutoscalers) ? [{ id, object }] : [];
  });
  const namespaces = new Set(numbered.flatMap(({ object }) => object.metadata.namespace ?? []));
  const lists = [...namespaces].map((namespace) =>
    kubectl.run(["get", "horizontalpodautoscalers.autoscaling", "-n", namespace, "--ignore-not-found", "-o", "json"]),
  );
  const autoscalers = (await Promise.all(lists)).flatMap(readList);
  const leaving: InventoryItem[] = [];
  const taken = new Set<ObjectId>();
  const problems: Problem[] = [];
  for (const { id, object } of numbered) {
    const autoscaler = autoscalers.find((one) => scales(one, object));
    const { name, namespace } = autoscaler?.metadata ?? {};
    const ours = left.find((item) => item.name === name && (item.namespace ?? namespace) === namespace);
    const of = `its number of pods is given, but set by ${AUTOSCALER.toLowerCase()}/${name}`;
    if (ours && !prune) problems.push({ path: id, message: `${of}, which has left the system; remove it in the same go with --prune` });
    else if (ours) leaving.push(ours);
    else if (autoscaler) problems.push({ path: id, message: `${of}, ${standsIn(objects, autoscaler)}` });
    if (!autoscaler || ours) taken.add(id);
  }
  return { leaving, taken, problems };
}

/** Whether a conflict is about a number that is ours again, or was never anybody else's. */
export function isFreed({ manager, field }: FieldConflict, isTaken: boolean): boolean {
  return field === FIELD && (manager === KEEPER || isTaken);
}

/** Hands the numbers that the Plan no longer says to a keeper of their own: the pods stay until an autoscaler decides. */
export async function keepReplicas(kubectl: IKubectl, objects: readonly PlanObject[], live: LiveObjects, plan: PlanName): Promise<void> {
  const ours = managerOf(plan);
  const kept = objects.flatMap((object): PlanObject[] => {
    const { apiVersion, kind, metadata } = object.manifest;
    const before = live.get(object.id);
    if (!before || !SCALED.has(kindOf(object.manifest)) || replicasOf(object.manifest) !== undefined) return [];
    const isHeld = before.metadata.managedFields?.some((hold) => hold.manager === ours && holdsReplicas(hold));
    const { name, namespace } = metadata;
    return isHeld
      ? [{ ...object, manifest: { apiVersion, kind, metadata: { name, namespace }, spec: { replicas: replicasOf(before) } } }]
      : [];
  });
  const { refused } = await send(kubectl, kept, { manager: KEEPER, force: true, partial: true });
  const byId = new Map(kept.map((object) => [object.id, object]));
  const problems = [...refused].map(([id, error]) => refusalOf(error, byId.get(id) as PlanObject));
  if (problems.length > 0) throw new Stopped(problems, plan);
}

function standsIn(objects: readonly PlanObject[], { metadata: { name, namespace } }: LiveObject): string {
  return objects.some(({ id }) => id === objectId(AUTOSCALER, namespace, name))
    ? "which is of the same system; leave the number out, or leave the autoscaler out"
    : "which is not ours; leave the number out of ours, or delete the autoscaler";
}

function scales(autoscaler: LiveObject, { kind, metadata: { name, namespace } }: LiveObject): boolean {
  const { scaleTargetRef } = autoscaler["spec"] as { scaleTargetRef: { kind: string; name: string } };
  return autoscaler.metadata.namespace === namespace && scaleTargetRef.kind === kind && scaleTargetRef.name === name;
}

function replicasOf(manifest: PlanObject["manifest"]): number | undefined {
  return (manifest["spec"] as { replicas?: number } | undefined)?.replicas;
}

function isAutoscalers(hold: ManagedFields): boolean {
  return hold.subresource === "scale" && hold.manager === "kube-controller-manager" && holdsReplicas(hold);
}

function holdsReplicas({ fieldsV1 }: ManagedFields): boolean {
  return (fieldsV1?.["f:spec"] as Readonly<Record<string, unknown>> | undefined)?.["f:replicas"] !== undefined;
}
