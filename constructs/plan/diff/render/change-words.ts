import { RISK_CLASSES, type RiskClass } from "../../../core";
import type { Change, PlanDiff } from "../change";
import { cut, visible } from "./visible";

/** The classes as people read them: what hurts most comes first. */
export const WORST_FIRST: readonly RiskClass[] = RISK_CLASSES.toReversed();

/** What a class means for those who use the system. */
export const MEANING: Readonly<Record<RiskClass, string>> = {
  safe: "What runs goes on running and stays reachable, nothing is lost.",
  restart: "Pods are renewed, by their workload's own strategy; nothing is lost.",
  replace: "Something that runs is taken away, cut off, or must be deleted and made anew: an interruption.",
  "data at risk": "Data, or the only key to it, can be lost.",
};

const LONGEST = 400;

/** A text from a Plan, in one line that can be read; the whole of it is in the JSON. */
export function short(text: string): string {
  return cut(visible(cut(text, LONGEST)), LONGEST);
}

/** What happens and what follows: "image valkey:9.0.4 → valkey:9.1.2, one pod at a time, 6 pods". */
export function wordsOf({ what, why, event }: Pick<Change, "what" | "why" | "event">): string {
  // Without values the reason explains what happened; with values it goes on, and begins anew where they have marks of their own.
  const joint = what === event ? ": " : /[,;:] /.test(what) ? "; " : ", ";
  return [short(what), short(why)].filter((text) => text !== "").join(joint);
}

/** What happens and what follows, behind a colon: "removed; its shards -80, 80- and their volumes would be deleted". */
export function clausesOf({ what, why }: Pick<Change, "what" | "why">): string {
  return [short(what), short(why)].filter((text) => text !== "").join("; ");
}

/** "allowed until 2027-01-31: moved to articles-v2". */
export function allowanceWords({ allowed }: Change): string | undefined {
  return allowed && `allowed until ${short(allowed.until)}: ${short(allowed.why)}`;
}

/** "1 data at risk, 2 restarts, 3 safe; 40 objects stay as they are". */
export function countsOf({ changes, unchanged }: Pick<PlanDiff, "changes" | "unchanged">): string {
  const counts = WORST_FIRST.flatMap((risk) => {
    const all = changes.filter((change) => change.class === risk);
    const allowed = all.filter((change) => change.allowed).length;
    if (all.length === 0) return [];
    return [`${amount(all.length, risk)}${allowed === 0 ? "" : ` (${allowed} allowed)`}`];
  });
  return `${counts.join(", ")}; ${unchanged === 1 ? "1 object stays as it is" : `${unchanged} objects stay as they are`}`;
}

/** What is said where there is nothing to say. */
export function nothingChanges({ system, before, after, unchanged }: PlanDiff): string {
  const objects = unchanged === 1 ? "1 object" : `${unchanged} objects`;
  return `nothing changes: ${objects} of ${short(system)} ${unchanged === 1 ? "is" : "are"} the same in ${short(before)} and ${short(after)}`;
}

function amount(count: number, risk: RiskClass): string {
  const plural = count > 1 && (risk === "restart" || risk === "replace") ? "s" : "";
  return `${count} ${risk}${plural}`;
}
