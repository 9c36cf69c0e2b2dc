import type { Problem } from "../../constructs/core";
import type { PlanName, PlanObject } from "../../constructs/plan";
import type { LiveObject, LiveObjects } from "../cluster/live-object";
import { managerOf } from "./owned-by";
import { systemsOf, toolOf } from "./tools";

/** Whose an object in the cluster is. */
export type Owner =
  | { readonly kind: "us" }
  /** A tool that would put its own state back, or another system of Tagenal. */
  | { readonly kind: "other"; readonly name: string }
  /** Made by hand, or by a program that left no mark. */
  | { readonly kind: "nobody" };

/** Whose an object is. What carries our field manager is ours, whatever else it carries. */
export function ownerOf(object: LiveObject, plan: PlanName): Owner {
  const manager = managerOf(plan);
  if (object.metadata.managedFields?.some((one) => one.manager === manager)) return { kind: "us" };
  const [system] = systemsOf(object);
  const name = system === undefined ? toolOf(object) : `Tagenal's system ${system}`;
  return name === undefined ? { kind: "nobody" } : { kind: "other", name };
}

/** The objects of the Plan that are somebody else's, or on their way out: each must be settled before anything is changed. */
export function ownershipProblems(objects: readonly PlanObject[], live: LiveObjects, plan: PlanName, adopt: boolean): Problem[] {
  return objects.flatMap(({ id }): Problem[] => {
    const object = live.get(id);
    if (!object) return [];
    const problem = (message: string): Problem[] => [{ path: id, message }];
    if (object.metadata.deletionTimestamp !== undefined) {
      const { finalizers = [] } = object.metadata;
      const held = finalizers.length > 0 ? ` (held by ${finalizers.join(", ")})` : "";
      return problem(`is being deleted${held}; repeat when it is gone`);
    }
    const owner = ownerOf(object, plan);
    if (owner.kind === "other")
      return problem(`exists and belongs to ${owner.name}; give ours another name, or take it out of there first`);
    if (owner.kind === "nobody" && !adopt)
      return problem("exists, made by hand; give ours another name, delete it, or take it over with --adopt");
    return [];
  });
}
