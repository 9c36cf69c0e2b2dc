import type { ObjectId, PlanEntryPoint } from "../../constructs/plan";
import type { FilledCredential } from "./credentials";
import type { Foreign } from "./foreign-objects";
import type { InventoryItem } from "./inventory";

/** What became of each object. */
export interface Outcome {
  readonly id: ObjectId;
  readonly outcome: "created" | "changed" | "unchanged";
  /** Fields that somebody had edited by hand, set back: ".spec.replicas (kubectl-edit)". */
  readonly takenBack: readonly string[];
  /** It was made by hand, and belongs to the system from now on. */
  readonly adopted: boolean;
}

/** An entry point, and the address that works right now. */
export interface OpenEntryPoint extends Pick<PlanEntryPoint, "name" | "url"> {
  readonly address?: string;
}

/** What an apply has done. */
export interface ApplyAccount {
  readonly system: string;
  readonly environment: string;
  readonly objects: readonly Outcome[];
  /** Secrets that were filled, without their values. */
  readonly credentials: readonly {
    readonly secret: string;
    readonly key: string;
    readonly namespace?: string;
    readonly from: FilledCredential["from"];
  }[];
  readonly removed: readonly ObjectId[];
  /** What has left the Plan and is still there. */
  readonly left: readonly Pick<InventoryItem, "id" | "keep" | "since">[];
  /** What holds objects of others, and was not removed for that. */
  readonly foreign: readonly Foreign[];
  readonly entryPoints: readonly OpenEntryPoint[];
  readonly seconds: number;
}

/** "3 created, 1 changed, 7 unchanged". */
export function countOutcomes(outcomes: readonly Outcome[]): string {
  const counts = (["created", "changed", "unchanged"] as const).map(
    (outcome) => [outcome, outcomes.filter((one) => one.outcome === outcome).length] as const,
  );
  return counts.flatMap(([outcome, count]) => (count > 0 ? `${count} ${outcome}` : [])).join(", ") || "nothing to do";
}
