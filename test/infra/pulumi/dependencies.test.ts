import fc from "fast-check";
import type { Order, PlanObject } from "../../../constructs/plan";
import { dependenciesOf } from "../../../infra/pulumi/dependencies";

const ids = Array.from({ length: 12 }, (_, index) => `ConfigMap/n/${String.fromCharCode(97 + index)}`);
/** Orders that never go in a circle: from objects with lower numbers to those with higher ones. */
const orders = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 11 }), fc.nat(), fc.nat(), fc.constantFrom("exists" as const, "ready" as const))
    .map(([cut, low, high, stage]): Order => {
      const pick = (from: readonly string[], bits: number): string[] => from.filter((_, index) => ((bits >> index) & 1) === 1);
      return { before: pick(ids.slice(0, cut), low), after: pick(ids.slice(cut), high), stage };
    })
    .filter(({ before, after }) => before.length > 0 && after.length > 0),
  { maxLength: 8 },
);
const objectsWith = (awaited: ReadonlySet<string>): PlanObject[] =>
  ids.map((id) => ({
    id,
    logicalId: id,
    phase: 0,
    keep: false,
    wait: { until: awaited.has(id) ? "rollout" : "exists" },
    manifest: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: id } },
  }));

test("what is left out follows from what is named", () => {
  fc.assert(
    fc.property(orders, fc.subarray(ids), (order, awaitedIds) => {
      const awaited = new Set(awaitedIds);
      const found = dependenciesOf({ objects: objectsWith(awaited), order });
      const earlier = (id: string, seen = new Set<string>()): Set<string> => {
        for (const one of [...found.of(id).exists, ...found.of(id).ready]) {
          if (seen.has(one)) continue;
          seen.add(one);
          earlier(one, seen);
        }
        return seen;
      };
      for (const { before, after, stage } of order) {
        for (const late of after) {
          const near = [late, ...earlier(late)];
          for (const early of before) {
            expect(near).toContain(early);
            // Somebody on the way must have waited for it to be ready.
            const waited = stage === "exists" || !awaited.has(early) || near.some((one) => found.of(one).ready.has(early));
            expect({ late, early, waited }).toEqual({ late, early, waited: true });
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("only what must be there is named as that", () => {
  const order: Order[] = [
    { before: [ids[0] as string], after: [ids[1] as string], stage: "ready" },
    { before: [ids[0] as string], after: [ids[2] as string], stage: "exists" },
  ];
  const found = dependenciesOf({ objects: objectsWith(new Set([ids[0] as string])), order });
  expect(found.isNeededToExist(ids[0] as string)).toBe(true);
  expect([...found.of(ids[1] as string).ready]).toEqual([ids[0]]);
  expect([...found.of(ids[2] as string).exists]).toEqual([ids[0]]);
});

test("charts of many objects one after the other cost no square", () => {
  const [first, second] = ["a", "b"].map((chart) => Array.from({ length: 200 }, (_, index) => `ConfigMap/${chart}/${index}`)) as [
    string[],
    string[],
  ];
  const order: Order[] = [
    { before: ["Namespace/a"], after: first, stage: "exists" },
    { before: ["Namespace/b"], after: second, stage: "exists" },
    { before: ["Namespace/a", ...first], after: ["Namespace/b", ...second], stage: "exists" },
  ];
  const objects = [...first, ...second].map((id) => ({ ...(objectsWith(new Set())[0] as PlanObject), id }));
  const found = dependenciesOf({ objects, order });
  const edges = ["Namespace/a", "Namespace/b", ...first, ...second].reduce((sum, id) => sum + found.of(id).exists.size, 0);
  expect(edges).toBe(600);
});
