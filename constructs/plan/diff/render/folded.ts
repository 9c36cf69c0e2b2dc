import { grouped } from "../../grouped";
import type { Change } from "../change";
import { short, wordsOf } from "./change-words";

const NAMED = 5;

/** A change, and whose are the same. */
export interface Folded {
  readonly change: Change;
  /** "the same: Service shop/store, ServiceAccount shop/store and 3 more"; empty where it is alone. */
  readonly others: string;
}

/** Safe changes that say the same of several objects, as one: a reader looks for what is different. */
export function folded(changes: readonly Change[]): Folded[] {
  const alike = grouped(changes, (change) => [isPlain(change) ? wordsOf(change) : change]);
  return [...alike.values()].flatMap(([change, ...others]): Folded[] => {
    if (!change) return [];
    const named = others.slice(0, NAMED).map(({ subject }) => short(subject));
    const more = others.length - named.length;
    const list = `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
    return [{ change, others: others.length === 0 ? "" : `the same: ${list}` }];
  });
}

function isPlain({ class: risk, remedy, allowed }: Change): boolean {
  return risk === "safe" && remedy === undefined && allowed === undefined;
}
