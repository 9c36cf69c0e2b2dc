import {
  autoscaled,
  type Change,
  describe,
  differences,
  type FieldChange,
  keptBack,
  kindOf,
  type Plan,
  type PlanObject,
  subjectOf,
} from "../../constructs/plan";
import { byHand } from "../apply/conflict";
import type { LiveObject, LiveObjects } from "../cluster/live-object";
import { ownedFields } from "./owned-fields";

/** What is an act rather than a state. */
const ACT = /annotations\[kubectl\.kubernetes\.io\/restartedAt\]$/;

/** Fields that somebody has set by hand and the code does not know: an apply leaves them as they are. */
export function byHandChanges(objects: readonly PlanObject[], live: LiveObjects, plan: Plan): Change[] {
  const scaled = autoscaled(plan);
  return objects.flatMap((object): Change[] => {
    const set = handmade(object, live.get(object.id) as LiveObject).filter(
      ({ path }) => !(path === "spec.replicas" && scaled.has(object.id)),
    );
    if (set.length === 0) return [];
    const isSecret = kindOf(object.manifest) === "Secret";
    const fields = isSecret ? set.map(keptBack) : set;
    return [
      {
        class: "safe",
        rule: "set-by-hand",
        subject: subjectOf(object.manifest),
        object: object.id,
        event: "edited by hand",
        what: describe(
          fields.map(({ path, before }) => ({ path, after: before })),
          object.manifest,
        ),
        why: "the code does not say it: an apply leaves it as it is",
        remedy: "put it into the code, or take it away by hand",
        fields,
        phase: object.phase,
      },
    ];
  });
}

function handmade({ manifest }: PlanObject, live: LiveObject): FieldChange[] {
  const holds = live.metadata.managedFields ?? [];
  if (!holds.some(({ manager = "" }) => byHand({ manager, field: "" }))) return [];
  const theirs = ownedFields(live, ({ manager = "" }) => byHand({ manager, field: "" }));
  const missing = differences(theirs, manifest).filter(({ path, after }) => after === undefined && !ACT.test(path));
  return missing.map(({ path, before }) => ({ path, before }));
}
