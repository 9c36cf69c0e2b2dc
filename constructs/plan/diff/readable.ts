import { autoscaled } from "../autoscaled";
import { podDemand } from "../demand";
import { kindOf } from "../manifest";
import { PolicySimulation } from "../network";
import type { PlanObject } from "../plan";
import { podGroupOf } from "../pod-groups";
import { referencesOf } from "../pod-references";
import { type LabelSelector, selects } from "../selector";
import { volumesOf } from "../volumes";
import { contentReaders } from "./content-readers";

/** What is read of an object where it is looked at together with others. */
const READ: Readonly<Record<string, (object: PlanObject) => unknown>> = {
  "NetworkPolicy.networking.k8s.io": (object) => new PolicySimulation({ objects: [object] }),
  "HorizontalPodAutoscaler.autoscaling": (object) => autoscaled({ objects: [object] }),
  "PodDisruptionBudget.policy": ({ manifest }) =>
    selects((manifest["spec"] as { selector?: LabelSelector } | undefined)?.selector ?? {}, {}),
};

/** Whether an object has the form of its kind, as far as others are judged by it: one that has not hides no other. */
export function isReadable(object: PlanObject): boolean {
  const { id, manifest } = object;
  try {
    if (hasHoles(manifest["spec"])) return false;
    READ[kindOf(manifest)]?.(object);
    volumesOf(id, manifest);
    const group = podGroupOf(manifest, id);
    if (!group?.spec) return true;
    referencesOf(group.spec);
    podDemand(group.spec);
    contentReaders([group]);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Lists of Kubernetes have no empty places. */
function hasHoles(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  if (Array.isArray(value)) return value.some((entry) => entry === null || entry === undefined || hasHoles(entry));
  return Object.values(value).some(hasHoles);
}

/** An object without fields that are null: to Kubernetes they are not there. */
export function withoutNulls(object: PlanObject): PlanObject {
  return hasNull(object.manifest) ? { ...object, manifest: stripped(object.manifest) as PlanObject["manifest"] } : object;
}

function hasNull(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.values(value).some(hasNull));
}

function stripped(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(stripped);
  return Object.fromEntries(Object.entries(value).flatMap(([field, inner]) => (inner === null ? [] : [[field, stripped(inner)]])));
}
