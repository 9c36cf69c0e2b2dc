import type { Manifest, PlanName } from "../../constructs/plan";
import { byHand } from "../apply/conflict";
import { managerOf } from "../apply/owned-by";
import type { LiveObject, ManagedFields } from "../cluster/live-object";
import { ownedFields } from "./owned-fields";

const PULUMI = /^pulumi-kubernetes/;
/** What Pulumi and our bridge to it note on objects for themselves. */
const NOTES = /^(pulumi\.com\/|tagenal\.dev\/(awaited|credential-generation)$)/;

/** Whether Pulumi has made an object, and not we: it gives each of its updates a field manager of its own. */
export function isPulumis({ metadata: { managedFields = [] } }: LiveObject, plan: PlanName): boolean {
  const ours = managerOf(plan);
  return managedFields.some(({ manager = "" }) => PULUMI.test(manager)) && !managedFields.some(({ manager }) => manager === ours);
}

/** The object as Pulumi, and hands after it, have written it: what others fill in is left out. */
export function asPulumiMadeIt(object: LiveObject): Manifest {
  const written = ownedFields(object, ({ manager = "" }: ManagedFields) => PULUMI.test(manager) || byHand({ manager, field: "" }));
  return withoutNotes(written) as Manifest;
}

/** Notes stand on the object, and on the template of its pods. */
function withoutNotes(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutNotes);
  const fields = Object.entries(value).map(([field, inner]): [string, unknown] => {
    if (field !== "annotations" || inner === null || typeof inner !== "object") return [field, withoutNotes(inner)];
    return [field, Object.fromEntries(Object.entries(inner).filter(([name]) => !NOTES.test(name)))];
  });
  return Object.fromEntries(fields);
}
