import { type AttributeRisk, type AttributeValue, canonical, RISK_CLASSES } from "../../core";
import type { ObjectId, PlanAsset } from "../plan";
import type { Change } from "./change";
import { lastPhase, type View } from "./view";

/** Volumes of claims and stateful sets are judged with their objects. */
const WITH_ITS_OBJECT = /^(PersistentVolumeClaim|StatefulSet\.apps)\//;

/** What happens to what holds data, and the objects whose removal is told with it. */
export function changesOfAssets(
  before: View,
  after: View,
): { readonly changes: readonly Change[]; readonly folded: ReadonlySet<ObjectId> } {
  const soon = new Map(after.plan.assets.map((asset) => [nameOf(asset), asset]));
  const folded = new Set<ObjectId>();
  const changes = before.plan.assets.filter(isOfFamily).flatMap((asset): Change[] => {
    const next = soon.get(nameOf(asset));
    if (next) return attributeChanges(asset, next, phaseOf(next.objects, after));
    const gone = asset.objects.filter((id) => !after.byId.has(id));
    gone.forEach((id) => folded.add(id));
    const { class: risk, why, remedy } = asset.removal;
    const what = gone.length > 0 ? `removed, with ${gone.join(", ")}` : "removed";
    return [
      {
        ...asChange(asset, "asset-removed", "removed", what),
        class: risk,
        why,
        ...(remedy === undefined ? {} : { remedy }),
        phase: lastPhase(after),
      },
    ];
  });
  return { changes, folded };
}

function isOfFamily({ kind, objects }: PlanAsset): boolean {
  return kind !== "volume" || !objects.every((id) => WITH_ITS_OBJECT.test(id));
}

function nameOf({ kind, name }: PlanAsset): string {
  return `${kind} ${name}`;
}

function asChange(asset: PlanAsset, rule: string, event: string, what: string): Omit<Change, "class" | "why"> {
  return {
    rule,
    subject: nameOf(asset),
    event,
    what,
    ...(asset.objects[0] === undefined ? {} : { object: asset.objects[0] }),
    fields: [],
    phase: 0,
  };
}

function attributeChanges(from: PlanAsset, to: PlanAsset, phase: number): Change[] {
  const names = [...new Set([...Object.keys(from.attributes), ...Object.keys(to.attributes)])];
  return names.flatMap((name): Change[] => {
    const [was, will] = [from.attributes[name], to.attributes[name]];
    if (canonical(was ?? null) === canonical(will ?? null)) return [];
    const risk = worst((from.risks[name] ?? to.risks[name] ?? []).filter((one) => applies(one, was, will)));
    const { class: risky = "safe", why = "nothing that it holds is touched", remedy } = risk ?? {};
    const event = `${name} changed`;
    const what = `${name} ${shown(was)} → ${shown(will)}`;
    const fields = [{ path: name, before: was, after: will }];
    return [
      {
        ...asChange(to, `asset-${to.kind.replaceAll(" ", "-")}`, event, what),
        class: risky,
        why,
        ...(remedy === undefined ? {} : { remedy }),
        fields,
        phase,
      },
    ];
  });
}

/** Whether a risk means this change: lists grow and shrink by their entries, and may do both. */
function applies({ when = "any" }: AttributeRisk, was: AttributeValue | undefined, will: AttributeValue | undefined): boolean {
  if (when === "any") return true;
  const [less, more] = when === "less" ? [will, was] : [was, will];
  if (Array.isArray(less) || Array.isArray(more)) {
    const [few, many] = [(less ?? []) as readonly string[], (more ?? []) as readonly string[]];
    return many.some((entry) => !few.includes(entry));
  }
  return less === undefined || (more !== undefined && less < more);
}

function worst(risks: readonly AttributeRisk[]): AttributeRisk | undefined {
  return risks.reduce<AttributeRisk | undefined>(
    (worse, risk) => (worse && RISK_CLASSES.indexOf(worse.class) >= RISK_CLASSES.indexOf(risk.class) ? worse : risk),
    undefined,
  );
}

function shown(value: AttributeValue | undefined): string {
  if (value === undefined) return "nothing";
  return Array.isArray(value) ? value.join(", ") || "nothing" : String(value);
}

function phaseOf(objects: readonly ObjectId[], { byId }: View): number {
  return Math.max(0, ...objects.map((id) => byId.get(id)?.phase ?? 0));
}
