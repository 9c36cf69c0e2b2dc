import { type Change, type FieldChange, subjectOf } from "../../../constructs/plan";
import type { Judgement } from "../../../constructs/plan/diff";
import type { Named } from "./kubernetes-object";

/** A change of a Kubernetes object. */
export function changeOf(
  { identity, id }: Named,
  judgement: Judgement,
  what: string,
  phase: number,
  fields: readonly FieldChange[] = [],
): Change {
  return { ...judgement, subject: subjectOf(identity), object: id, what, fields, phase };
}

/** A few of many, and how many more there are. */
export function some(names: readonly string[], shown: number): string {
  const more = names.length - shown;
  return more > 1 ? `${names.slice(0, shown).join(", ")} and ${more} more` : names.join(", ");
}
