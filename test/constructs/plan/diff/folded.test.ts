import type { Change } from "../../../../constructs/plan";
import { folded } from "../../../../constructs/plan/diff/render/folded";

function change(subject: string, more: Partial<Change> = {}): Change {
  return {
    class: "safe",
    rule: "labels",
    subject,
    event: "labels changed",
    what: "label version 1 → 2",
    why: "nothing is renewed by it",
    fields: [],
    phase: 0,
    ...more,
  };
}

test("safe changes that say the same are one, and name the others", () => {
  const names = Array.from("abcdefgh", (name) => change(`Service shop/${name}`));
  expect(folded(names)).toEqual([
    { change: names[0], others: "the same: Service shop/b, Service shop/c, Service shop/d, Service shop/e, Service shop/f and 2 more" },
  ]);
});

test.each<[string, Partial<Change>]>([
  ["a restart", { class: "restart" }],
  ["what is allowed", { allowed: { why: "so", until: "2027-01-31" } }],
  ["what has a remedy", { remedy: "wait" }],
  ["another value", { what: "label version 1 → 3" }],
])("%s stands alone", (_what, more) => {
  expect(
    folded([change("Service shop/a", more), change("Service shop/b", more), change("Service shop/c")]).map(({ others }) => others),
  ).toEqual(more.what === undefined ? ["", "", ""] : ["the same: Service shop/b", ""]);
});
