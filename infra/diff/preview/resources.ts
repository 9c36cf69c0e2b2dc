import type { PreviewPath, PreviewState, PreviewStep } from "./preview";

/** What becomes of a resource, whatever number of steps Pulumi takes for it. */
export type Fate = "looked at" | "made" | "changed" | "made anew" | "removed" | "taken over" | "forgotten" | "unclear";

/** A resource of a preview: its steps, brought together. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  /** Its name in Pulumi. */
  readonly name: string;
  readonly fate: Fate;
  /** Pulumi's own words for it. */
  readonly ops: ReadonlySet<string>;
  readonly before?: PreviewState;
  readonly after?: PreviewState;
  readonly paths?: readonly PreviewPath[];
  readonly replaceReasons: readonly string[];
  readonly provider?: string;
  /** Whether the old one goes before the new one comes. */
  readonly deletedFirst: boolean;
}

const FATES: Readonly<Record<string, Fate>> = {
  same: "looked at",
  read: "looked at",
  refresh: "looked at",
  "remove-pending-replace": "looked at",
  create: "made",
  update: "changed",
  delete: "removed",
  import: "taken over",
  discard: "forgotten",
  "read-discard": "forgotten",
  replace: "made anew",
  "create-replacement": "made anew",
  "delete-replaced": "made anew",
  "import-replacement": "made anew",
  "read-replacement": "made anew",
  "discard-replaced": "made anew",
};
/** Which fate counts where a resource has several steps; two others beside one another make it anew. */
const ORDER: readonly Fate[] = ["unclear", "made anew", "removed", "made", "changed", "taken over", "forgotten", "looked at"];

interface Collected {
  readonly steps: PreviewStep[];
  readonly ops: string[];
}

/** The resources of a preview, in the order of their first steps. */
export function resourcesOf(steps: readonly PreviewStep[]): Resource[] {
  const byUrn = new Map<string, Collected>();
  for (const step of steps) {
    const { steps: known, ops } = byUrn.get(step.urn) ?? { steps: [], ops: [] };
    known.push(step);
    ops.push(step.op);
    if (known.length === 1) byUrn.set(step.urn, { steps: known, ops });
  }
  return [...byUrn].map(([urn, { steps: own, ops }]) => together(urn, own, ops));
}

function together(urn: string, steps: readonly PreviewStep[], ops: readonly string[]): Resource {
  // What a refresh has seen is told again, and better, by the step that follows.
  const telling = steps.filter(({ op }) => FATES[op] !== "looked at");
  const all = telling.length > 0 ? telling : steps;
  const [first] = all as readonly [PreviewStep, ...PreviewStep[]];
  const before = all.find((step) => step.before)?.before;
  const after = all.findLast((step) => step.after)?.after;
  const detailed = all.filter(({ paths }) => paths);
  const provider = all.find((step) => step.provider)?.provider;
  const [deleted, created] = [ops.indexOf("delete-replaced"), ops.indexOf("create-replacement")];
  return {
    urn,
    type: first.type,
    name: urn.split("::").slice(3).join("::"),
    fate: fateOf(ops, before?.retainOnDelete === true),
    ops: new Set(ops),
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
    ...(detailed.length > 0 ? { paths: distinct(detailed.flatMap(({ paths = [] }) => paths)) } : {}),
    replaceReasons: [...new Set(all.flatMap(({ replaceReasons }) => replaceReasons))],
    ...(provider === undefined ? {} : { provider }),
    deletedFirst: deleted >= 0 && created >= 0 ? deleted < created : before?.pendingReplacement === true,
  };
}

function fateOf(ops: readonly string[], isRetained: boolean): Fate {
  const fates = new Set(ops.map((op) => (Object.hasOwn(FATES, op) ? (FATES[op] as Fate) : "unclear")));
  // The old one goes, and there is one all the same.
  if (fates.has("removed") && ["made", "changed", "taken over"].some((fate) => fates.has(fate as Fate))) return "made anew";
  const fate = ORDER.find((one) => fates.has(one)) ?? "unclear";
  return fate === "removed" && isRetained ? "forgotten" : fate;
}

function distinct(paths: readonly PreviewPath[]): readonly PreviewPath[] {
  return paths.length < 2 ? paths : [...new Map(paths.map((one) => [one.path, one])).values()];
}
