import type { IConstruct } from "constructs";
import { record } from "./facts";

/** What must be true of the one before the other is made: it is there, it is ready, it is done. */
export type Stage = "exists" | "ready" | "complete";

/** One construct's objects need another's. */
export interface Need {
  readonly dependent: IConstruct;
  readonly required: IConstruct;
  readonly stage: Stage;
}

/**
 * Says that everything in `dependent` is made only after everything in `required` exists, is ready, or
 * is complete. Only what cannot start without the other should need it: a connection orders nothing.
 */
export function needs(dependent: IConstruct, required: IConstruct, stage: Stage = "ready"): void {
  record(dependent, "need", { dependent, required, stage });
}
