import type { Plan } from "../../constructs/plan";
import type { Clock } from "../cluster/clock";
import type { IKubectl } from "../cluster/kubectl";
import type { Finding } from "../operate/diagnosis";

/** What every step of an apply or a delete works with. */
export interface Run {
  readonly plan: Plan;
  readonly kubectl: IKubectl;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** The day and time, as the inventory notes it. */
  readonly now: () => Date;
  /** What is being done now. */
  readonly progress: (text: string) => void;
  /** What was done, worth a line of its own. */
  readonly note: (text: string) => void;
  /** Why something does not run; answers nothing where it cannot look. */
  readonly diagnose: () => Promise<readonly Finding[]>;
}
