import { type Problem, RefusedError } from "../../core";
import { type Change, nameOfChange } from "./change";

/** Somebody has looked at a change and allows it, for a while. */
export interface Allowance {
  /** The change, as the diff names it: "keyspace vitess/tagenal articles removed". */
  readonly change: string;
  /** The last day on which it counts: "2027-01-31". */
  readonly until: string;
  /** Why it is meant to be so. */
  readonly why: string;
}

/** Changes with what allows them, and remarks on allowances that allow nothing. */
export interface Allowed {
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
}

/** Marks what is allowed today. */
export function allow(changes: readonly Change[], allowances: readonly Allowance[], today: string | undefined): Allowed {
  if (allowances.length === 0) return { changes, notes: [] };
  refuseBad(allowances, today);
  const byName = new Map(allowances.map((allowance) => [allowance.change, allowance]));
  const used = new Set<string>();
  const marked = changes.map((change): Change => {
    const allowance = byName.get(nameOfChange(change));
    if (!allowance) return change;
    used.add(allowance.change);
    const { why, until } = allowance;
    return until < (today as string) ? change : { ...change, allowed: { why, until } };
  });
  const notes = allowances.flatMap(({ change, until }) => {
    if (!used.has(change)) return [`the allowance of "${change}" allows nothing; remove it`];
    return until < (today as string) ? [`the allowance of "${change}" has ended on ${until}; look at the change again`] : [];
  });
  return { changes: marked, notes };
}

function refuseBad(allowances: readonly Allowance[], today: string | undefined): void {
  const problems: Problem[] = [];
  const must = (is: boolean, index: number, property: string, what: string, given: unknown): void => {
    if (!is)
      problems.push({ path: `allow[${index}]`, message: `'${property}' must be ${what}, got ${JSON.stringify(given) ?? "nothing"}` });
  };
  if (today === undefined || !isDay(today))
    problems.push({ path: "today", message: `must be a day like "2027-01-31" to judge allowances by, got ${today ?? "nothing"}` });
  const names = allowances.map(({ change }) => change);
  allowances.forEach(({ change, until, why }, index) => {
    must(typeof change === "string" && change.trim() !== "", index, "change", "the name of a change, as the diff shows it", change);
    must(names.indexOf(change) === index, index, "change", "named once", change);
    must(typeof until === "string" && isDay(until), index, "until", 'a day like "2027-01-31"', until);
    must(typeof why === "string" && why.trim().length >= 3, index, "why", "a reason in words", why);
  });
  if (problems.length > 0) throw new RefusedError(problems, "the allowances");
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
