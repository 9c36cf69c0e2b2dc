import { Duration } from "cdk8s";

/** A ramp: the number of users changes evenly, from what it was before. */
export interface LoadStage {
  /** How many users there are at its end. */
  readonly users: number;
  /** How long it takes. */
  readonly over: Duration;
}

/** So many of a hundred requests are answered faster than this. */
export interface LatencyThreshold {
  /** Above 0, at most 100. */
  readonly percentile: number;
  readonly below: Duration;
}

/** What must hold for the test to pass, over its whole length. */
export interface LoadThresholds {
  readonly latency: readonly LatencyThreshold[];
  /** Which share of the requests may fail, from 0 to 1: by no answer, another status or another text than expected. */
  readonly failures: { readonly below: number };
}

/** How many users come, how often they ask, and how well they must be served. */
export interface LoadProfile {
  /** What it is like: "a usual day". */
  readonly description: string;
  readonly stages: readonly LoadStage[];
  /**
   * How many users there are at the beginning.
   * @default 1
   */
  readonly startUsers?: number;
  /** Each user makes one request in this time; a slower answer delays the next one. */
  readonly pace: Duration;
  readonly thresholds: LoadThresholds;
}

/** How long all stages take together. */
export function profileDuration({ stages }: LoadProfile): Duration {
  return Duration.millis(stages.reduce((sum, { over }) => sum + over.toMilliseconds(), 0));
}

/** The most users that there are at the same time. */
export function mostUsers({ stages, startUsers = 1 }: LoadProfile): number {
  return Math.max(startUsers, ...stages.map(({ users }) => users));
}
