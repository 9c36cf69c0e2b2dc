import type { Risk, RiskClass } from "../../core";
import type { Manifest, ObjectId, PlanObject } from "../plan";
import type { FieldChange } from "./change";
import type { View } from "./view";

/** An object before and after, with the Plans around it. */
export interface Pair {
  readonly id: ObjectId;
  /** "Kind.group". */
  readonly kind: string;
  readonly from: PlanObject;
  readonly to: PlanObject;
  readonly before: View;
  readonly after: View;
}

/** What a rule says of a change. */
export interface Judgement extends Risk {
  /** The rule's own name. */
  readonly rule: string;
  /** What happened, in words that stay the same whatever the values are. */
  readonly event: string;
}

/** Says what a change of a field risks; undefined where it has nothing to say. */
export type Judge = (field: FieldChange, pair: Pair) => Judgement | undefined;

/** What a change of a field risks, by its path: list entries are "[]"; what lies within is meant, too. */
export type FieldRules = readonly (readonly [path: string, judge: Judge])[];

/** A rule that always says the same. */
export function says(risk: RiskClass, rule: string, event: string, why: string, remedy?: string): Judge {
  const judgement = { class: risk, rule, event, why, ...(remedy === undefined ? {} : { remedy }) };
  return () => judgement;
}

/** What the API server does not change in place. */
export function immutable(rule: string, what: string, why: string, remedy?: string): Judge {
  return says("replace", rule, `${what} changed`, `it cannot be changed in place: ${why}`, remedy);
}

/** The first rule that has something to say of a field. */
export function judgeBy(rules: FieldRules, field: FieldChange, pair: Pair): Judgement | undefined {
  const place = field.path.replaceAll(/\[[^\]]*\]/g, "[]");
  for (const [path, judge] of rules) {
    if (!isWithin(place, path)) continue;
    const judgement = judgedBy(judge, field, pair);
    if (judgement) return judgement;
  }
  return undefined;
}

/** The rule by which something has not the form of its kind. */
export const MALFORMED = "malformed";

/** What no judge can read, the API server will hardly take. */
function judgedBy(judge: Judge, field: FieldChange, pair: Pair): Judgement | undefined {
  try {
    return judge(field, pair);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return {
      class: "replace",
      rule: MALFORMED,
      event: "malformed",
      why: "its form is not what Kubernetes takes: nobody can say what follows",
      remedy: "mend the manifest; tagenal diff against the cluster says what the API server does not take",
    };
  }
}

function isWithin(place: string, path: string): boolean {
  return place === path || (place.startsWith(path) && (place[path.length] === "." || place[path.length] === "["));
}

/** The specification of a manifest. */
export function specOf<T = Readonly<Record<string, unknown>>>(manifest: Manifest): Partial<T> {
  return manifest["spec"] ?? {};
}
