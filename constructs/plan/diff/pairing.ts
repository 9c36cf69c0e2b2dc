import { canonical } from "../../core";
import { grouped } from "../grouped";
import { kindOf } from "../manifest";
import type { Manifest, PlanObject } from "../plan";
import type { View } from "./view";

/** Two objects that are one. */
export interface Couple {
  readonly from: PlanObject;
  readonly to: PlanObject;
}

/** The objects of two Plans, brought together. */
export interface Pairing {
  readonly same: readonly Couple[];
  /** One thing under another name. */
  readonly renamed: readonly Couple[];
  /** One thing in another API group. */
  readonly moved: readonly Couple[];
  /** A one-off job whose content is another: it runs again, under another name. */
  readonly again: readonly Couple[];
  readonly added: readonly PlanObject[];
  readonly removed: readonly PlanObject[];
}

/** Brings the objects of two Plans together. */
export function pairObjects(before: View, after: View): Pairing {
  const same: Couple[] = [];
  const open: PlanObject[] = [];
  for (const to of after.plan.objects) {
    const from = before.byId.get(to.id);
    if (from) same.push({ from, to });
    else open.push(to);
  }
  const left = before.plan.objects.filter(({ id }) => !after.byId.has(id));
  const again = couples(left, open, ({ id, logicalId }) => (id === logicalId ? undefined : logicalId));
  const moved = couples(again.left, again.open, ({ manifest: { kind, metadata } }) => `${kind}/${metadata.namespace}/${metadata.name}`);
  const literal = couples(moved.left, moved.open, ({ manifest }) => likeness(manifest));
  const renamed = couples(literal.left, literal.open, ({ manifest }) => likeness(manifest, "§"));
  // The only one of its kind that held data is gone, and one has come: most likely it is meant to be the same.
  const likely = couples(renamed.left, renamed.open, ({ manifest, keep }) =>
    keep && !ALIKE.has(kindOf(manifest)) ? `${kindOf(manifest)}/${manifest.metadata.namespace}` : undefined,
  );
  return {
    same,
    again: again.pairs,
    moved: moved.pairs,
    renamed: [...literal.pairs, ...renamed.pairs, ...likely.pairs],
    added: likely.open,
    removed: likely.left,
  };
}

interface Couples {
  readonly pairs: readonly Couple[];
  readonly left: readonly PlanObject[];
  readonly open: readonly PlanObject[];
}

/** Couples what has the same key, if nothing else on either side has it. */
function couples(left: readonly PlanObject[], open: readonly PlanObject[], key: (object: PlanObject) => string | undefined): Couples {
  if (left.length === 0 || open.length === 0) return { pairs: [], left, open };
  const keyed = (objects: readonly PlanObject[]): ReadonlyMap<string, readonly PlanObject[]> =>
    grouped(objects, (object) => [key(object) ?? ""]);
  const [was, will] = [keyed(left), keyed(open)];
  const pairs = [...will].flatMap(([one, [to, ...others]]): Couple[] => {
    const [from, ...rest] = was.get(one) ?? [];
    return one !== "" && from && to && others.length === 0 && rest.length === 0 ? [{ from, to }] : [];
  });
  const found = new Set(pairs.flatMap(({ from, to }) => [from, to]));
  return { pairs, left: left.filter((object) => !found.has(object)), open: open.filter((object) => !found.has(object)) };
}

/** Kinds that are told from one another by their names alone: many of them are alike. */
const ALIKE = new Set(["Namespace", "ServiceAccount", "NetworkPolicy.networking.k8s.io", "PodDisruptionBudget.policy"]);

/** What an object says, its own name aside, or with another word for it; undefined where many say the same. */
function likeness(manifest: Manifest, word?: string): string | undefined {
  const { metadata, ...content } = manifest;
  if (ALIKE.has(kindOf(manifest))) return undefined;
  const { name, namespace } = metadata;
  const text = canonical(content).replaceAll(`"${namespace}"`, '"§§"');
  if (word === undefined) return text;
  return text.replaceAll(`"${name}"`, `"${word}"`).replaceAll(`"${name}-`, `"${word}-`);
}
