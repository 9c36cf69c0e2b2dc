import type { ObjectId } from "../../../constructs/plan";

/** Something in the cluster that is not as the Plan intends, and why. */
export interface Finding {
  /** The object of the Plan that suffers; a node, where it is the node. */
  readonly object: ObjectId;
  /** In words of intent: "2 of 3 pods of Deployment.apps/shop/web cannot start". */
  readonly what: string;
  /** The reason, with the text of the event or the last lines of the log. */
  readonly cause: string;
  /** Begins with what to do, or with the first command. */
  readonly remedy: string;
  /** Waiting will not mend it, and it has lasted long enough to be sure. */
  readonly final: boolean;
  /**
   * Other objects of the Plan whose trouble this explains; they have no finding of their own.
   * @default - none
   */
  readonly affects?: readonly ObjectId[];
}

/** What a rule finds, and the objects whose trouble it explains, often its own too: what is found there later is only a consequence. */
export interface Diagnosis extends Omit<Finding, "affects"> {
  readonly explains: readonly ObjectId[];
}
