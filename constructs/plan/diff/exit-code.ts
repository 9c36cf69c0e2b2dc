import type { RiskClass } from "../../core";
import type { PlanDiff } from "./change";

const CODES: Readonly<Record<RiskClass, number>> = { safe: 2, restart: 3, replace: 4, "data at risk": 5 };

/** What the command line ends with: 0 nothing changes, 2 safe or allowed, 3 restarts, 4 replaces, 5 data at risk. 1 is left to errors. */
export function exitCodeOf({ changes, worst }: Pick<PlanDiff, "changes" | "worst">): number {
  return changes.length === 0 ? 0 : CODES[worst ?? "safe"];
}
