import { type Change, differences, type FieldChange } from "../../../constructs/plan";
import type { Judgement, Pair, View } from "../../../constructs/plan/diff";
import { changeOf, some } from "./change-of";
import type { Named, PreviewObject } from "./kubernetes-object";
import { hasOpaque } from "./opaque";
import { asDiffPath, valueAt } from "./paths";
import type { PathChange } from "./preview";
import type { Shown } from "./preview-plans";
import type { Fate } from "./resources";
import { worstCase } from "./worst-case";

/** What the fields of an object are judged with. */
export interface Context {
  readonly before: View;
  readonly after: View;
  readonly isKept: (object: PreviewObject) => boolean;
}

interface Hidden {
  readonly path: string;
  readonly change: PathChange;
}

const SHOWN = 3;
/** Where fields differ; one that is renamed is another object. */
const REWRITTEN = new Set<Fate>(["changed", "made anew", "unclear"]);

/** Changes of an object of which the preview names the fields but not the values. */
export function hiddenChanges(object: PreviewObject, sides: Shown | undefined, { before, after, isKept }: Context): Change[] {
  const { kind, resource } = object;
  const named = (object.after ?? object.before) as Named;
  const { from, to } = sides ?? {};
  if (!REWRITTEN.has(resource.fate) || from?.id !== to?.id) return [];
  const pair: Pair | undefined = from && to ? { id: to.id, kind, from, to, before, after } : undefined;
  const groups = new Map<string, { readonly judgement: Judgement; readonly fields: FieldChange[] }>();
  for (const { path, change } of hiddenPaths(object, pair)) {
    const judgement = worstCase(kind, path, change, isKept(object), pair);
    const key = `${judgement.rule} ${judgement.event} ${judgement.class}`;
    const group = groups.get(key) ?? { judgement, fields: [] };
    group.fields.push({ path });
    groups.set(key, group);
  }
  const found = [...groups.values()].map(({ judgement, fields }) =>
    changeOf(
      named,
      judgement,
      `${some(
        fields.map(({ path }) => path || "something"),
        SHOWN,
      )} changed`,
      to?.phase ?? 0,
      fields,
    ),
  );
  if (found.length > 0 || resource.fate !== "changed" || (pair && differences(pair.from.manifest, pair.to.manifest).length > 0))
    return found;
  const judgement = resource.paths?.length === 0 ? AWAITED : SAME_CONTENT;
  return [changeOf(named, judgement, judgement.event, to?.phase ?? 0)];
}

const AWAITED: Judgement = {
  class: "safe",
  rule: "awaited-again",
  event: "awaited again",
  why: "nothing of it changes; the last run did not see it become ready",
};
const SAME_CONTENT: Judgement = {
  class: "safe",
  rule: "in-place",
  event: "written again",
  why: "Kubernetes takes what is written for what is there already",
};

/** What differs, and cannot be seen in what is written. */
function hiddenPaths({ resource: { paths, before, after, fate } }: PreviewObject, pair: Pair | undefined): Hidden[] {
  if (!pair) return paths ? paths.map(({ path, change }) => ({ path: asDiffPath(path), change })) : fate === "changed" ? [ANYTHING] : [];
  const [from, to] = [pair.from.manifest, pair.to.manifest];
  if (!paths && fate === "changed" && (hasOpaque(before?.inputs) || hasOpaque(after?.inputs))) return [ANYTHING];
  const unseen = (paths ?? [])
    .filter(({ path }) => isSame(valueAt(from, path), valueAt(to, path)))
    .map(({ path, change }) => ({ path: asDiffPath(path), change }));
  const half = differences(from, to).filter((field) => hasOpaque(field.before) || hasOpaque(field.after));
  return [...unseen, ...half.map(({ path }) => ({ path, change: "update" as const }))];
}

const ANYTHING: Hidden = { path: "", change: "update" };

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
