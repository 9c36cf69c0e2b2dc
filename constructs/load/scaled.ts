import { Duration } from "cdk8s";
import { Checks, type Problem, RefusedError } from "../core";
import type { LoadProfile } from "./load-profile";

/** By what a profile is multiplied. */
export interface ScaleOptions {
  /**
   * The number of users.
   * @default 1
   */
  readonly users?: number;
  /**
   * The length of each stage.
   * @default 1
   */
  readonly time?: number;
}

/**
 * The same profile, larger or smaller, with the same pace and thresholds: for a machine that the whole of it would not fit. Its
 * description says by how much. Where there were users, at least one stays.
 * @throws RefusedError
 */
export function scaled(profile: LoadProfile, { users = 1, time = 1 }: ScaleOptions): LoadProfile {
  const problems: Problem[] = [];
  const check = new Checks((message) => problems.push({ path: `scaled ${profile.description}`, message }));
  check.must(users > 0 && Number.isFinite(users), "users", "a number above 0", users);
  check.must(time > 0 && Number.isFinite(time), "time", "a number above 0", time);
  if (problems.length > 0) throw new RefusedError(problems);

  const some = (number: number): number => (number > 0 ? Math.max(1, Math.round(number * users)) : number);
  const changes = [...(users === 1 ? [] : [`${factor(users)} the users`]), ...(time === 1 ? [] : [`${factor(time)} the time`])];
  return {
    ...profile,
    description: [profile.description, ...changes].join(", "),
    startUsers: some(profile.startUsers ?? 1),
    stages: profile.stages.map(({ users: target, over }) => ({
      users: some(target),
      over: Duration.millis(Math.max(1, Math.round(over.toMilliseconds() * time))),
    })),
  };
}

/** A factor as people say it: 0.05 is "1/20 of", 3 is "3 times". */
function factor(number: number): string {
  if (number > 1) return `${Number(number.toFixed(3))} times`;
  const whole = Math.round(1 / number);
  return Math.abs(whole * number - 1) < 1e-9 ? `1/${whole} of` : `${Number((number * 100).toPrecision(3))} % of`;
}
