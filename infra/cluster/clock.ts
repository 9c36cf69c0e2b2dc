import { setTimeout } from "node:timers/promises";

/** What waits, and for how long: a test has a clock of its own. */
export interface Clock {
  /** Milliseconds since whenever. */
  now(): number;
  /** Rejects at once when the signal is given. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};
