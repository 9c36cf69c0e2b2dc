import { RISK_CLASSES } from "../../core";
import type { Capacity } from "../capacity";
import { grouped } from "../grouped";
import type { Plan } from "../plan";
import { type Allowance, allow } from "./allowances";
import { type Change, nameOfChange, type PlanDiff } from "./change";
import { budgetsThatBlock, connectionsCut, noLongerFits } from "./changes-between";
import { changesOfAssets } from "./changes-of-assets";
import { changesOfCredentials } from "./changes-of-credentials";
import { changesOfExpectedPods } from "./changes-of-expected-pods";
import { changesOfObjects } from "./changes-of-objects";
import { pairObjects } from "./pairing";
import { quotasExceeded } from "./quotas-exceeded";
import { rolloutOf } from "./rollout";
import { View } from "./view";

/** How two Plans are compared. */
export interface DiffOptions {
  /**
   * What somebody has looked at and allows.
   * @default - nothing
   */
  readonly allow?: readonly Allowance[];
  /**
   * The day by which allowances are judged: "2026-11-21".
   * @default - none: then nothing can be allowed
   */
  readonly today?: string;
  /**
   * What the cluster has room for: what fitted before and no longer does is told.
   * @default - not looked at
   */
  readonly capacity?: Capacity & { readonly nodes: number };
  /**
   * Changes that are known from elsewhere, to be judged with the others.
   * @default - none
   */
  readonly more?: readonly Change[];
  /**
   * What the two Plans are called.
   * @default - the environments' names
   */
  readonly names?: { readonly before: string; readonly after: string };
}

/** What it would do to go from one Plan to another, each change with its risk. */
export function diffPlans(
  before: Plan,
  after: Plan,
  { allow: allowances = [], today, capacity, names, more = [] }: DiffOptions = {},
): PlanDiff {
  const [was, will] = [new View(before), new View(after)];
  const pairing = pairObjects(was, will);
  const assets = changesOfAssets(was, will);
  const found = [
    ...assets.changes,
    ...changesOfCredentials(was, will),
    ...changesOfExpectedPods(was, will),
    ...changesOfObjects(pairing, was, will, assets.folded),
  ];
  const between =
    found.length > 0
      ? [
          ...connectionsCut(was, will),
          ...budgetsThatBlock(was, will),
          ...noLongerFits(was, will, capacity),
          ...quotasExceeded(was, will, capacity?.nodes ?? 1),
        ]
      : [];
  const { changes, notes } = allow(distinct([...found, ...between, ...unsaid(more, found)]), allowances, today);
  const sorted = changes.toSorted(byWeight);
  const touched = new Set(sorted.map(({ object }) => object));
  const risky = sorted.filter(({ allowed }) => !allowed);
  return {
    system: after.system,
    environment: after.environment,
    before: names?.before ?? before.environment,
    after: names?.after ?? after.environment,
    changes: sorted,
    worst: risky[0]?.class ?? (sorted.length > 0 ? "safe" : undefined),
    unchanged: after.objects.filter(({ id }) => !touched.has(id)).length,
    rollout: rolloutOf(sorted, will),
    notes,
  };
}

/** What is known from elsewhere and not said already: of an object as bad or worse, with all its fields. */
function unsaid(more: readonly Change[], found: readonly Change[]): Change[] {
  const told = grouped(found, ({ object }) => (object === undefined ? [] : [object]));
  return more.filter((change) => {
    const others = told.get(change.object ?? "") ?? [];
    const paths = new Set(others.flatMap(({ fields }) => fields.map(({ path }) => path)));
    const isWorse = others.every((other) => weightOf(other) < weightOf(change));
    return change.class === "safe" || isWorse || change.fields.some(({ path }) => !paths.has(path));
  });
}

/** The same name twice is one change, the worse of both. */
function distinct(changes: readonly Change[]): Change[] {
  const byName = new Map<string, Change>();
  for (const change of changes) {
    const name = nameOfChange(change);
    const other = byName.get(name);
    if (!other) byName.set(name, change);
    else {
      const worse = weightOf(change) > weightOf(other) ? change : other;
      byName.set(name, { ...worse, fields: [...other.fields, ...change.fields] });
    }
  }
  return [...byName.values()];
}

function weightOf({ class: risk }: Change): number {
  return RISK_CLASSES.indexOf(risk);
}

function byWeight(a: Change, b: Change): number {
  return weightOf(b) - weightOf(a) || a.phase - b.phase || (nameOfChange(a) < nameOfChange(b) ? -1 : 1);
}
