import { type Problem } from "../../../constructs/core";
import { type Data, isData } from "../../../constructs/plan";
import type { PathChange, PreviewPath, PreviewState, PreviewStep } from "./preview";

/** How the digest calls what a step says. */
export const DIGEST = { before: "oldState", after: "newState", reasons: "replaceReasons", diffs: "diffReasons", kind: "kind" } as const;
/** How the events call it. */
export const EVENTS = { before: "old", after: "new", reasons: "keys", diffs: "diffs", kind: "diffKind" } as const;

/** Reads a step; what is wrong with it is added to the problems. */
export function readStep(raw: unknown, words: typeof DIGEST | typeof EVENTS, place: string, problems: Problem[]): PreviewStep | undefined {
  const count = problems.length;
  const must = (is: boolean, property: string, what: string, given: unknown): void => {
    if (!is) problems.push({ path: place, message: `'${property}' must be ${what}, got ${JSON.stringify(given) ?? "nothing"}` });
  };
  if (!isData(raw)) {
    problems.push({ path: place, message: `must be a step, got ${JSON.stringify(raw) ?? "nothing"}` });
    return undefined;
  }
  const { op, urn, detailedDiff } = raw;
  must(typeof op === "string" && op !== "", "op", 'what Pulumi does, like "update"', op);
  must(typeof urn === "string" && urn.split("::").length >= 4, "urn", 'a name like "urn:pulumi:stack::project::type::name"', urn);
  must(detailedDiff === undefined || detailedDiff === null || isData(detailedDiff), "detailedDiff", "a map of paths", detailedDiff);
  if (problems.length > count) return undefined;
  const [before, after] = [stateOf(raw[words.before]), stateOf(raw[words.after])];
  const paths = pathsOf(detailedDiff as Data | null | undefined, raw[words.diffs], words.kind);
  const provider = raw["provider"];
  return {
    op: op as string,
    urn: urn as string,
    type: (urn as string).split("::")[2]?.split("$").at(-1) ?? "",
    ...(before ? { before } : {}),
    ...(after ? { after } : {}),
    ...(paths ? { paths } : {}),
    replaceReasons: texts(raw[words.reasons]) ?? [],
    ...(typeof provider === "string" && provider !== "" ? { provider } : {}),
  };
}

function stateOf(raw: unknown): PreviewState | undefined {
  if (!isData(raw)) return undefined;
  const { custom, id, inputs, outputs, protect, provider, dependencies, pendingReplacement, retainOnDelete } = raw;
  const known = texts(dependencies);
  return {
    ...(typeof custom === "boolean" ? { custom } : {}),
    ...(typeof id === "string" ? { id } : {}),
    ...(isData(inputs) ? { inputs } : {}),
    ...(isData(outputs) ? { outputs } : {}),
    ...(protect === true ? { protect } : {}),
    ...(typeof provider === "string" ? { provider } : {}),
    ...(known ? { dependencies: known } : {}),
    ...(pendingReplacement === true ? { pendingReplacement } : {}),
    ...(retainOnDelete === true ? { retainOnDelete } : {}),
  };
}

function pathsOf(detailed: Data | null | undefined, diffs: unknown, kind: string): readonly PreviewPath[] | undefined {
  // Older providers name the properties only.
  if (!detailed) return texts(diffs)?.map((path) => ({ path, change: "update" }));
  return Object.entries(detailed).map(([path, one]) => ({ path, change: changeOf(isData(one) ? one[kind] : undefined) }));
}

function changeOf(kind: unknown): PathChange {
  const text = String(kind);
  return text.startsWith("add") ? "add" : text.startsWith("delete") ? "delete" : "update";
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : undefined;
}
