import { Duration } from "cdk8s";
import fc from "fast-check";
import { type LoadProfile, mostUsers, profileDuration, STRESS, scaled, USUAL_DAY } from "../../../constructs/load";
import { loadSize } from "../../../constructs/load/load-size";

/** The numbers of a profile that a test compares. */
function shape({ stages, startUsers, pace, thresholds }: LoadProfile): object {
  return {
    startUsers,
    stages: stages.map(({ users, over }) => [users, over.toMilliseconds() / 1000]),
    pace: pace.toMilliseconds(),
    latency: thresholds.latency.map(({ percentile, below }) => [percentile, below.toMilliseconds()]),
    failures: thresholds.failures.below,
  };
}

describe("the profiles", () => {
  test("are those of the lecture: 25, 100, 50 users on a usual day, 2,500, 10,000, 500 in stress, with the same promise", () => {
    const promise = { startUsers: undefined, pace: 1000, latency: [[99.9, 300]], failures: 0.001 };
    const usualDay = [
      [25, 30],
      [100, 60],
      [50, 60],
    ];
    const stress = [
      [2500, 120],
      [10_000, 300],
      [500, 120],
    ];
    expect(shape(USUAL_DAY)).toEqual({ ...promise, stages: usualDay });
    expect(shape(STRESS)).toEqual({ ...promise, stages: stress });
    expect([profileDuration(USUAL_DAY), profileDuration(STRESS)].map((duration) => duration.toSeconds())).toEqual([150, 540]);
    expect([mostUsers(USUAL_DAY), mostUsers(STRESS)]).toEqual([100, 10_000]);
  });

  test("need the memory and CPU that was measured, and more for more", () => {
    const sizes = [USUAL_DAY, scaled(STRESS, { users: 1 / 10 }), STRESS].map((profile) => {
      const { cpu, memory } = loadSize(profile);
      return [cpu.amount, memory.toMebibytes()];
    });
    expect(sizes).toEqual([
      ["80m", 112],
      ["350m", 528],
      ["3050m", 4720],
    ]);
  });
});

describe("a scaled profile", () => {
  test("has fewer users for a shorter time, and says so", () => {
    const small = scaled(STRESS, { users: 1 / 20, time: 1 / 5 });
    const stages = [
      [125, 24],
      [500, 60],
      [25, 24],
    ];
    expect(shape(small)).toEqual({ ...shape(STRESS), startUsers: 1, stages });
    expect(small.description).toBe("stress, 1/20 of the users, 1/5 of the time");
    expect(STRESS.description).toBe("stress");
  });

  test.each([
    [{}, "a usual day"],
    [{ users: 3 }, "a usual day, 3 times the users"],
    [{ time: 0.3 }, "a usual day, 30 % of the time"],
    [{ users: 1 / 3, time: 1 }, "a usual day, 1/3 of the users"],
    [{ users: 1 / 7, time: 1.5 }, "a usual day, 1/7 of the users, 1.5 times the time"],
  ])("by %j is %j", (by, description) => {
    expect(scaled(USUAL_DAY, by).description).toBe(description);
  });

  test("keeps at least one user where there were any, none where there were none, and whole numbers", () => {
    const calm: LoadProfile = { ...USUAL_DAY, startUsers: 0, stages: [...USUAL_DAY.stages, { users: 0, over: Duration.seconds(1) }] };
    const factor = fc.double({ min: 1e-6, max: 10, noNaN: true, minExcluded: true });
    fc.assert(
      fc.property(factor, factor, (users, time) => {
        const { stages, startUsers } = scaled(calm, { users, time });
        expect([startUsers, stages.at(-1)?.users]).toEqual([0, 0]);
        for (const stage of stages.slice(0, -1)) {
          expect(Number.isInteger(stage.users) && stage.users >= 1).toBe(true);
          expect(stage.over.toMilliseconds()).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses %s", (number) => {
    expect(() => scaled(STRESS, { users: number, time: number })).toThrow(
      [
        "2 problems:",
        `  scaled stress: 'time' must be a number above 0, got ${number}`,
        `  scaled stress: 'users' must be a number above 0, got ${number}`,
      ].join("\n"),
    );
  });
});
