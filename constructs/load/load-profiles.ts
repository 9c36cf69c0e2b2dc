import { Duration } from "cdk8s";
import type { LoadProfile, LoadThresholds } from "./load-profile";

const THRESHOLDS: LoadThresholds = {
  latency: [{ percentile: 99.9, below: Duration.millis(300) }],
  failures: { below: 0.001 },
};

/** A usual day in two and a half minutes: up to 100 users, one request a second each. */
export const USUAL_DAY: LoadProfile = {
  description: "a usual day",
  stages: [
    { users: 25, over: Duration.seconds(30) },
    { users: 100, over: Duration.minutes(1) },
    { users: 50, over: Duration.minutes(1) },
  ],
  pace: Duration.seconds(1),
  thresholds: THRESHOLDS,
};

/** More than is expected, for nine minutes: up to 10,000 users, one request a second each. It must be served as well as a usual day. */
export const STRESS: LoadProfile = {
  description: "stress",
  stages: [
    { users: 2500, over: Duration.minutes(2) },
    { users: 10_000, over: Duration.minutes(5) },
    { users: 500, over: Duration.minutes(2) },
  ],
  pace: Duration.seconds(1),
  thresholds: THRESHOLDS,
};
