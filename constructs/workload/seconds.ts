import type { Duration } from "cdk8s";

/** A time in seconds, as manifests have it. Fractions are reported elsewhere; here they must not stop the other checks. */
export function secondsOf(duration: Duration): number {
  return Math.ceil(duration.toMilliseconds() / 1000);
}
