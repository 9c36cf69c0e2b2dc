import { RISK_CLASSES, type RiskClass } from "../../../constructs/core";
import { type FieldChange, type Manifest, type PlanObject, planOfObjects } from "../../../constructs/plan";
import { IN_PLACE, type Judgement, judgeBy, MALFORMED, type Pair, rulesFor, View } from "../../../constructs/plan/diff";
import type { PathChange } from "./preview";

/** Values of which at least one makes each rule that looks at values say its worst. */
const TELLING: readonly unknown[] = [
  true,
  false,
  0,
  1,
  5,
  "1Gi",
  "5Gi",
  "Delete",
  "Retain",
  "Ignore",
  "Fail",
  "None",
  "10.0.0.1",
  "ClusterIP",
  "LoadBalancer",
  "ExternalName",
  "privileged",
  "restricted",
  "keep",
  "Prune=false",
  "disabled",
  "Local",
  "Recreate",
  "OnDelete",
  [],
  [{ hosts: ["a"] }],
  [{ key: "a", apiGroups: [""], resources: ["a"], verbs: ["a"] }],
  ["a"],
  {},
];
/** A field that tells an entry of a list from the others: with another value it is another entry. */
const NAMES_ITS_ENTRY = new Set(["name", "host", "path", "pathType", "port", "protocol"]);

const CASE: Readonly<Record<RiskClass, string>> = {
  safe: "nothing is interrupted or lost",
  restart: "its pods are renewed",
  replace: "it is interrupted, or must be deleted and made anew",
  "data at risk": "data is lost",
};
const LOOK = "look at the values: pulumi preview --diff";

/** What is assumed of an object whose content is not shown. */
const ASSUMED = {
  replicas: 5,
  type: "LoadBalancer",
  selector: { app: "assumed" },
  volumeClaimTemplates: [{ metadata: { name: "assumed" } }],
};

interface Verdict {
  readonly judgement: Judgement;
  /** Whether the rule looks at no value: it says the same whatever stands there. */
  readonly isSure: boolean;
}

const known = new Map<string, Verdict>();

/**
 * What a change of a field can mean at its worst, where its values are not shown. An empty path means any field.
 * @param pair the object with the Plans around it; without it nothing of it is shown
 */
export function worstCase(kind: string, path: string, change: PathChange, holdsData: boolean, pair?: Pair): Judgement {
  const key = [kind, path.replaceAll(/\[\d+\]/g, "[]"), change, holdsData].join(" ");
  const general = known.get(key) ?? assumed(kind, path, change, holdsData);
  known.set(key, general);
  if (!pair || path === "") return general.judgement;
  return judge(kind, path, change, pair, general.isSure ? 1 : Number.POSITIVE_INFINITY).judgement;
}

function assumed(kind: string, path: string, change: PathChange, holdsData: boolean): Verdict {
  const { judgement, isSure } = judge(kind, path, change, assumedPair(kind, holdsData));
  if (!isSure || judgement.rule !== "pods-renewed") return { judgement, isSure };
  return { judgement: { ...judgement, why: "by its own strategy, which the preview does not show" }, isSure };
}

/** The worst of what the rules say of the values that may stand there, or of the first `enough` of them. */
function judge(kind: string, path: string, change: PathChange, pair: Pair, enough = Number.POSITIVE_INFINITY): Verdict {
  const rules = rulesFor(kind);
  const judgements: Judgement[] = [];
  for (const field of fieldsAt(kind, path, change)) {
    if (judgements.length >= enough) break;
    const set = withValues(pair, field);
    const judgement = rules.map((some) => judgeBy(some, field, set)).find((one) => one !== undefined) ?? IN_PLACE;
    // No value of this shape can stand where the rule looks.
    if (judgement.rule !== MALFORMED) judgements.push(judgement);
  }
  const worst = judgements.reduce((worse, next) => (weight(next) > weight(worse) ? next : worse), judgements[0] ?? IN_PLACE);
  if (judgements.every(({ event, class: risk }) => event === worst.event && risk === worst.class))
    return { judgement: worst, isSure: true };
  const field = path.replaceAll(/\[\d+\]/g, "[]") || "something";
  const may = worst.class === "safe" ? "whatever they are," : "in the worst case";
  const why = `its values are not shown in the preview; ${may} ${CASE[worst.class]}`;
  const remedy = worst.class === "safe" ? {} : { remedy: LOOK };
  return { judgement: { class: worst.class, rule: worst.rule, event: `${field} changed`, why, ...remedy }, isSure: false };
}

/** Every change that may have happened at a path. */
function fieldsAt(kind: string, path: string, change: PathChange): FieldChange[] {
  const within = rulesFor(kind).flatMap((rules) => rules.map(([place]) => place).filter((place) => path === "" || isBelow(place, path)));
  const entry = NAMES_ITS_ENTRY.has(path.split(".").at(-1) ?? "") ? /^.*\[[^\]]*\](?=[^[\]]*$)/.exec(path)?.[0] : undefined;
  return [
    ...(path === "" ? [] : pairsOf(change).map(([before, after]) => ({ path, before, after }))),
    ...within.flatMap((place) => ANY.map(([before, after]) => ({ path: place, before, after }))),
    ...(entry === undefined ? [] : [{ path: entry, before: {}, after: undefined }]),
  ];
}

const GONE = TELLING.map((before) => [before, undefined] as const);
const NEW = TELLING.map((after) => [undefined, after] as const);
const OTHER = TELLING.flatMap((before) =>
  TELLING.filter((after) => after !== before && typeof after === typeof before).map((after) => [before, after] as const),
);
const ANY = [...GONE, ...NEW, ...OTHER];

function pairsOf(change: PathChange): readonly (readonly [unknown, unknown])[] {
  return change === "add" ? NEW : change === "delete" ? GONE : OTHER;
}

function isBelow(place: string, path: string): boolean {
  const start = path.replaceAll(/\[[^\]]*\]/g, "[]");
  return place.startsWith(start) && (place[start.length] === "." || place[start.length] === "[");
}

/** The pair with a field of the specification as it was and will be: some rules look there. */
function withValues(pair: Pair, { path, before, after }: FieldChange): Pair {
  const field = /^spec\.(\w+)$/.exec(path)?.[1];
  // No rule reads a truth or a list there, and compared with a number they would be one.
  if (field === undefined || [before, after].some((value) => typeof value === "boolean" || Array.isArray(value))) return pair;
  const set = (object: PlanObject, value: unknown): PlanObject => {
    const spec = { ...(object.manifest["spec"] as object | undefined), [field]: value };
    return { ...object, manifest: { ...object.manifest, spec } };
  };
  return { ...pair, from: set(pair.from, before), to: set(pair.to, after) };
}

function assumedPair(kind: string, keep: boolean): Pair {
  const [name = "", ...group] = kind.split(".");
  const manifest: Manifest = {
    apiVersion: group.length > 0 ? `${group.join(".")}/v1` : "v1",
    kind: name,
    metadata: { name: "assumed" },
    spec: ASSUMED,
  };
  const object: PlanObject = { id: kind, logicalId: kind, manifest, phase: 0, wait: { until: "exists" }, keep };
  const empty = new View(planOfObjects([], {}));
  return { id: kind, kind, from: object, to: object, before: empty, after: empty };
}

function weight({ class: risk }: Judgement): number {
  return RISK_CLASSES.indexOf(risk);
}
