import { kindOf } from "../manifest";
import type { PlanObject } from "../plan";
import type { Change, FieldChange } from "./change";
import { describe, subjectOf, withoutSecrets } from "./describe";
import { differences } from "./differences";
import type { Couple, Pairing } from "./pairing";
import { type Judgement, judgeBy, type Pair } from "./rule";
import { IN_PLACE, rulesFor } from "./rules/by-kind";
import { removalOf } from "./rules/removal";
import { lastPhase, type View } from "./view";

/** What happens to the objects of two Plans, each by itself. */
export function changesOfObjects(pairing: Pairing, before: View, after: View, folded: ReadonlySet<string>): Change[] {
  const last = lastPhase(after);
  return [
    ...pairing.same.flatMap((couple) => inPlace(couple, before, after)),
    ...pairing.again.map((couple) => again(couple)),
    ...pairing.moved.map((couple) => moved(couple)),
    ...pairing.renamed.map((couple) => renamed(couple, before, after)),
    ...pairing.added.map((object) => added(object)),
    ...pairing.removed.filter(({ id }) => !folded.has(id)).map((object) => removed(object, before, after, last)),
  ];
}

function inPlace({ from, to }: Couple, before: View, after: View): Change[] {
  if (from.manifest === to.manifest) return isLet(from, to) ? [unkept(to)] : [];
  const fields = differences(from.manifest, to.manifest);
  const pair: Pair = { id: to.id, kind: kindOf(to.manifest), from, to, before, after };
  const rules = rulesFor(pair.kind);
  const groups = new Map<string, { readonly judgement: Judgement; readonly fields: FieldChange[] }>();
  for (const field of fields) {
    const judgement = rules.map((some) => judgeBy(some, field, pair)).find((one) => one !== undefined) ?? IN_PLACE;
    const key = `${judgement.rule} ${judgement.event} ${judgement.class}`;
    const group = groups.get(key) ?? { judgement, fields: [] };
    group.fields.push(field);
    groups.set(key, group);
  }
  const changes = [...groups.values()].map((group) => change(to, group.judgement, group.fields));
  return isLet(from, to) ? [...changes, unkept(to)] : changes;
}

function change({ id, manifest, phase }: PlanObject, judgement: Judgement, fields: readonly FieldChange[]): Change {
  const shown = withoutSecrets(fields, kindOf(manifest));
  return { ...judgement, subject: subjectOf(manifest), object: id, what: describe(shown, manifest), fields: shown, phase };
}

/** Whether what holds data is no longer known to; what is kept for the data within it follows them. */
function isLet({ keep, manifest }: PlanObject, to: PlanObject): boolean {
  return keep && !to.keep && manifest.kind !== "Namespace" && manifest.kind !== "CustomResourceDefinition";
}

function unkept(to: PlanObject): Change {
  const judgement: Judgement = {
    class: "data at risk",
    rule: "protection",
    event: "protection removed",
    why: "nothing says any more that it holds data: from now on it may be deleted with the rest",
    remedy: "declare what holds the data (addAsset)",
  };
  return { ...change(to, judgement, []), what: "no longer kept" };
}

function again({ from, to }: Couple): Change {
  const fields = differences(from.manifest, to.manifest).filter(({ path }) => path !== "metadata.name");
  const judgement: Judgement = {
    class: "restart",
    rule: "job-again",
    event: "runs again",
    why: "its content is another, so its work is done again; the old job is removed",
  };
  return {
    ...change(to, judgement, fields),
    subject: subjectOf({ ...to.manifest, metadata: { ...to.manifest.metadata, name: nameIn(to.logicalId) } }),
  };
}

function nameIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

function moved({ from, to }: Couple): Change {
  const judgement: Judgement = {
    class: from.keep ? "data at risk" : "replace",
    rule: "api-group",
    event: "API group changed",
    why: "to the cluster it is another object: the old one is removed, a new one is made",
    remedy:
      "make the new one first, and remove the old one by hand when it works; where both groups show one object, removing one removes it",
  };
  return {
    ...change(to, judgement, [{ path: "apiVersion", before: from.manifest.apiVersion, after: to.manifest.apiVersion }]),
    subject: subjectOf(from.manifest),
  };
}

function renamed({ from, to }: Couple, before: View, after: View): Change {
  const [was, will] = [subjectOf(from.manifest), subjectOf(to.manifest)];
  const old = JSON.stringify(from.manifest.metadata.name);
  const sameName = from.manifest.metadata.name === to.manifest.metadata.name;
  const keepIt = sameName ? `leave it in its namespace ${from.manifest.metadata.namespace}` : `keep the name: name: ${old}`;
  const judgement: Judgement = {
    class: removalOf(from, before, after).class,
    rule: "renamed",
    event: "renamed",
    why: from.keep ? "a new one is made, empty; the data stay with the old one" : "a new one is made, and the old one is removed",
    remedy: from.keep ? `${keepIt}; or copy the data to the new one before the old one goes` : keepIt,
  };
  return {
    ...change(to, judgement, [{ path: "metadata.name", before: from.manifest.metadata.name, after: to.manifest.metadata.name }]),
    subject: was,
    what: `now ${will}`,
  };
}

function added(object: PlanObject): Change {
  const judgement: Judgement = { class: "safe", rule: "added", event: "added", why: "what is there is not touched" };
  return { ...change(object, judgement, []), what: "new" };
}

function removed(object: PlanObject, before: View, after: View, last: number): Change {
  return { ...change({ ...object, phase: last }, removalOf(object, before, after), []), what: "removed" };
}
