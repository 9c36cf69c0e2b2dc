import fc from "fast-check";
import { differences, diffPlans, type Plan, type PlanObject } from "../../../../constructs/plan";
import { CORPUS } from "./corpus";

type Data = Record<string, unknown>;

const plans: readonly Plan[] = Object.values(CORPUS)
  .flat()
  .flatMap(({ before, after }) => [before, after]);
const strange = fc.constantFrom<unknown>(
  null,
  "",
  "x",
  "${slot:size}",
  0,
  -1,
  true,
  [],
  {},
  ["x"],
  [{}],
  [null],
  { name: "x" },
  { type: 1 },
  undefined,
);

/** A copy of a manifest in which the value at one place, somewhere below its metadata or content, is another. */
function strangely(object: PlanObject, steps: readonly number[], value: unknown): PlanObject {
  const copy = structuredClone(object.manifest) as unknown as Data;
  let at: Data = copy;
  for (const [depth, step] of steps.entries()) {
    const keys: string[] = Object.keys(at).filter((key) => depth > 0 || !["apiVersion", "kind", "metadata"].includes(key));
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) break;
    const inner: unknown = at[key];
    if (depth === steps.length - 1 || inner === null || typeof inner !== "object") {
      at[key] = value;
      break;
    }
    at = inner as Data;
  }
  return { ...object, manifest: copy as unknown as PlanObject["manifest"] };
}

const cases = fc.record({
  plan: fc.constantFrom(...plans),
  which: fc.nat(),
  steps: fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 8 }),
  value: strange,
});

test("whatever a manifest holds, it is compared, and what differs is told", () => {
  fc.assert(
    fc.property(cases, ({ plan, which, steps, value }) => {
      const index = which % Math.max(1, plan.objects.length);
      const [object] = plan.objects.slice(index, index + 1);
      if (!object) return;
      const other = strangely(object, steps, value);
      const after = { ...plan, objects: plan.objects.with(index, other) };
      const there = diffPlans(plan, after);
      const back = diffPlans(after, plan);
      const differs = differences(object.manifest, other.manifest).length > 0;
      expect([there.worst !== undefined, back.worst !== undefined]).toEqual([differs, differs]);
      expect(diffPlans(after, after).changes).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

test("a change that is told has words, and a name that is its own", () => {
  for (const trial of Object.values(CORPUS).flat()) {
    const { changes } = diffPlans(trial.before, trial.after, trial.capacity ? { capacity: trial.capacity } : {});
    expect(
      changes.filter(({ what, why, event, subject }) =>
        [what, why, event, subject].some((text) => text.trim() === "" || /undefined|\[object|NaN/.test(text)),
      ),
    ).toEqual([]);
    const names = changes.map(({ subject, event }) => `${subject} ${event}`);
    expect(new Set(names).size).toBe(names.length);
  }
});
