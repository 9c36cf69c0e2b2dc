import { diffPlans, type Plan, type PlanExpectedPods } from "../../../../constructs/plan";
import { credential, object, planWith } from "../../../infra/small-plan";

const cluster = object({ apiVersion: "planetscale.com/v2", kind: "VitessCluster", metadata: { name: "v", namespace: "vitess" }, spec: {} });
const GIBI = 2 ** 30;
const tablets: PlanExpectedPods = {
  name: "tablets",
  namespace: "vitess",
  labels: { a: "tablet" },
  count: 3,
  madeFrom: cluster.id,
  containers: [{ name: "mysqld", cpu: 1, memory: GIBI, memoryLimit: GIBI }],
  ports: [],
  claims: [{ name: "data", size: 10 * GIBI, storageClass: "fast" }],
};
const gateways: PlanExpectedPods = { ...tablets, name: "gateways", claims: [] };

function plan(...expectedPods: PlanExpectedPods[]): Plan {
  return planWith([cluster], { expectedPods });
}

const [claim] = tablets.claims as [PlanExpectedPods["claims"][number]];

test.each<[string, Partial<PlanExpectedPods> | undefined, string, RegExp]>([
  ["more of them", { count: 5 }, "safe", /^3 → 5 pods/],
  ["a pod fewer", { count: 2 }, "restart", /out of reach/],
  ["fewer than a majority", { count: 1 }, "data at risk", /1 of 3 are no majority/],
  ["smaller volumes", { claims: [{ ...claim, size: GIBI }] }, "data at risk", /10Gi → 1Gi, a volume cannot shrink/],
  ["larger volumes", { claims: [{ ...claim, size: 20 * GIBI }] }, "safe", /10Gi → 20Gi/],
  ["volumes of another class", { claims: [{ ...claim, storageClass: "slow" }] }, "data at risk", /class fast → slow/],
  ["no volumes", { claims: [] }, "data at risk", /volume data removed/],
  ["other sizes", { containers: [] }, "restart", /renews the pods/],
  ["none of them", undefined, "data at risk", /3 pods stop, and 30Gi of volumes/],
])("tablets that an operator makes: %s", (_what, change, risk, says) => {
  const { changes } = diffPlans(plan(tablets), change ? plan({ ...tablets, ...change }) : plan());
  expect(changes).toMatchObject([{ class: risk, subject: "pods vitess/tablets of VitessCluster.planetscale.com vitess/v" }]);
  expect(`${changes[0]?.what}, ${changes[0]?.why}`).toMatch(says);
});

test("pods without volumes interrupt nothing while one stays", () => {
  const worst = (count: number): string | undefined => diffPlans(plan(gateways), plan({ ...gateways, count })).worst;
  expect([worst(1), worst(0)]).toEqual(["safe", "replace"]);
  expect(diffPlans(plan(gateways), plan()).worst).toBe("replace");
});

test("with their resource their volumes go", () => {
  const { changes } = diffPlans(plan(tablets), planWith([]));
  expect(changes).toMatchObject([
    { class: "data at risk", event: "removed", why: expect.stringContaining("the volumes of tablets") as string },
  ]);
  expect(diffPlans(plan(gateways), planWith([])).worst).toBe("replace");
});

test.each([
  ["its namespace", "vitess", "vitess", "data at risk"],
  ["the context's own namespace", undefined, undefined, "data at risk"],
  ["another namespace", "shop", "vitess", "safe"],
])("a credential that nobody fills any more may be what an operator's pods in %s read", (_where, home, namespace, risk) => {
  const { namespace: _, ...pods } = tablets;
  const expectedPods = [namespace === undefined ? pods : { ...pods, namespace }];
  const diff = diffPlans(planWith([cluster], { expectedPods, credentials: [credential([home])] }), planWith([cluster], { expectedPods }));
  expect(diff.changes).toMatchObject([{ class: risk, rule: "credential", event: "removed" }]);
});
