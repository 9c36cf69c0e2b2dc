import { autoscaled, type Change, differences, kindOf, type Plan, type PlanObject } from "../../constructs/plan";
import { byHand } from "../apply/conflict";
import type { LiveObject, LiveObjects } from "../cluster/live-object";
import { ownedFields } from "./owned-fields";

/** What tools note for themselves, and what is an act rather than a state. */
const NOTED = /annotations\[(kubectl\.kubernetes\.io\/(last-applied-configuration|restartedAt)|deployment\.kubernetes\.io\/revision)\]$/;

/** Fields that somebody has set by hand and the code does not know: an apply leaves them as they are. */
export function byHandChanges(objects: readonly PlanObject[], live: LiveObjects, plan: Plan): Change[] {
  const scaled = autoscaled(plan);
  return objects.flatMap((object): Change[] => {
    const set = handmade(object, live.get(object.id) as LiveObject).filter(
      ({ path }) => !(path === "spec.replicas" && scaled.has(object.id)),
    );
    if (set.length === 0) return [];
    const { kind, metadata } = object.manifest;
    const place = metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
    const shown = kindOf(object.manifest) === "Secret" ? set.map(({ path }) => ({ path, before: "[secret]" })) : set;
    return [
      {
        class: "safe",
        rule: "set-by-hand",
        subject: `${kind} ${place}`,
        object: object.id,
        event: "edited by hand",
        what: shown.map(({ path, before }) => `${path} is set${isPlain(before) ? ` to ${String(before)}` : ""}`).join("; "),
        why: "the code does not say it: an apply leaves it as it is",
        remedy: "put it into the code, or take it away by hand",
        fields: shown,
        phase: object.phase,
      },
    ];
  });
}

function handmade({ manifest }: PlanObject, live: LiveObject): readonly { readonly path: string; readonly before?: unknown }[] {
  const holds = live.metadata.managedFields ?? [];
  if (!holds.some(({ manager = "" }) => byHand({ manager, field: "" }))) return [];
  const theirs = ownedFields(live, ({ manager = "" }) => byHand({ manager, field: "" }));
  const missing = differences(theirs, manifest).filter(({ path, after }) => after === undefined && !NOTED.test(path));
  return missing.map(({ path, before }) => ({ path, before }));
}

function isPlain(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
