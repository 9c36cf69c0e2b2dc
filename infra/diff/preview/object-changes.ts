import { type Change, type FieldChange } from "../../../constructs/plan";
import type { Judgement } from "../../../constructs/plan/diff";
import { changeOf } from "./change-of";
import { type Context, hiddenChanges } from "./fields";
import type { Named, PreviewObject } from "./kubernetes-object";
import { madeAnew } from "./made-anew";
import type { Shown } from "./preview-plans";
import { hiddenRemoval } from "./removals";

/** What else is known when objects are judged. */
export interface ObjectContext extends Context {
  /** Whether all that stays as it is is shown, too: else nobody knows who uses what. */
  readonly isWhole: boolean;
  /** The phase in which what is gone goes. */
  readonly last: number;
  /** Whether the object is made anew only because its provider is: that is told once, of the provider. */
  readonly goesWithProvider: (object: PreviewObject) => boolean;
}

/** What Pulumi does with an object beyond what its fields say. */
export function objectChanges(object: PreviewObject, sides: Shown | undefined, context: ObjectContext): Change[] {
  return [...hiddenChanges(object, sides, context), ...fateChanges(object, sides, context), ...protectionChanges(object, sides, context)];
}

function fateChanges(object: PreviewObject, sides: Shown | undefined, context: ObjectContext): Change[] {
  const { kind, resource, before, after } = object;
  const isKept = context.isKept(object);
  const named = (after ?? before) as Named;
  const phase = sides?.to?.phase ?? 0;
  const fields: FieldChange[] = resource.replaceReasons.map((path) => ({ path }));
  switch (resource.fate) {
    case "made":
      return sides ? [] : [changeOf(named, ADDED, "new", phase)];
    case "removed": {
      const judgement = hiddenRemoval(kind, isKept, sides !== undefined, context.isWhole);
      return judgement ? [changeOf(named, judgement, "removed", context.last)] : [];
    }
    case "made anew": {
      if (context.goesWithProvider(object) || runsAgain(sides)) return [];
      const judgement = madeAnew(kind, sides?.from?.manifest, isKept);
      const what = fields.length > 0 ? `made anew because of ${resource.replaceReasons.join(", ")}` : "made anew";
      return [changeOf(before ?? named, judgement, what, phase, fields)];
    }
    case "taken over":
      return [changeOf(named, TAKEN_OVER, "taken over", phase)];
    case "forgotten":
      return [changeOf(named, FORGOTTEN, "forgotten", phase)];
    case "unclear": {
      const why = `Pulumi calls it ${JSON.stringify([...resource.ops].join(", "))}, and nobody here knows what that does`;
      const judgement: Judgement = { class: isKept ? "data at risk" : "replace", rule: "unknown-step", event: "unknown step", why };
      return [changeOf(named, judgement, "an unknown step", phase)];
    }
    case "changed":
    case "looked at":
      return [];
  }
}

const ADDED: Judgement = { class: "safe", rule: "added", event: "added", why: "what is there is not touched" };
const TAKEN_OVER: Judgement = {
  class: "safe",
  rule: "taken-over",
  event: "taken over",
  why: "it is there already, and Pulumi takes it as it is; from now on it changes it, and deletes it with the stack",
};
const FORGOTTEN: Judgement = {
  class: "safe",
  rule: "forgotten",
  event: "forgotten",
  why: "it stays in the cluster, and Pulumi no longer knows it",
};

/** A one-off job whose content is another: that it runs again is told by its fields. */
function runsAgain(sides: Shown | undefined): boolean {
  const { from, to } = sides ?? {};
  return from !== undefined && to !== undefined && from.id !== to.id && from.logicalId !== from.id && from.logicalId === to.logicalId;
}

function protectionChanges(object: PreviewObject, sides: Shown | undefined, context: ObjectContext): Change[] {
  const { before, after, fate } = object.resource;
  if (before?.protect !== true || after?.protect === true) return [];
  const said = (judgement: Omit<Judgement, "rule" | "event">, what: string): Change[] => {
    const named = (object.after ?? object.before) as Named;
    return [changeOf(named, { rule: "protection", event: "protection removed", ...judgement }, what, sides?.to?.phase ?? 0)];
  };
  const remedy = "leave protect where it is; take it away in a change of its own when the data may go";
  if (fate === "made anew")
    return said(
      { class: "data at risk", why: "Pulumi would have refused to delete it, and now deletes it in the same run", remedy },
      "no longer protected, and made anew",
    );
  if (!after || (fate !== "looked at" && fate !== "changed")) return [];
  if (!context.isKept(object)) return said({ class: "safe", why: "it holds no data; the next run may delete it" }, "no longer protected");
  const why = "it holds data, or something within it does, and the next run may delete it";
  return said({ class: "data at risk", why, remedy }, "no longer protected");
}
