import { diffPlans, idOf, type Plan } from "../../../constructs/plan";
import { applyPlan } from "../../../infra/apply/apply-plan";
import { clusterPlans } from "../../../infra/diff/cluster-plans";
import { FakeCluster } from "../fake-cluster";
import { config, credential, namespace, object, planWith, runOf } from "../small-plan";

const asset = {
  kind: "keyspace",
  name: "shop orders",
  objects: ["ConfigMap/shop/a"],
  risks: { shards: [{ class: "data at risk" as const, when: "less" as const, why: "a shard is deleted" }] },
  removal: { class: "data at risk" as const, why: "its shards would be deleted" },
};

/** A cluster to which a Plan was applied. */
async function applied(plan: Plan): Promise<FakeCluster> {
  const cluster = new FakeCluster();
  await applyPlan(runOf(plan, cluster), { phase: "", changed: 0 });
  return cluster;
}

async function diff(cluster: FakeCluster, plan: Plan): Promise<ReturnType<typeof diffPlans>> {
  const { before, after, more } = await clusterPlans(cluster, plan);
  return diffPlans(before, after, { more });
}

const names = ({ changes }: ReturnType<typeof diffPlans>): string[] =>
  changes.map(({ class: risk, subject, event }) => `${risk}: ${subject} ${event}`);

test("right after an apply nothing changes, and looking changes nothing", async () => {
  const plan = planWith([namespace("shop"), config("shop", "a", "1")], { credentials: [credential(["shop"])] });
  const cluster = await applied(plan);
  const deeds = cluster.deeds.length;
  expect(names(await diff(cluster, plan))).toEqual([]);
  expect(cluster.deeds).toHaveLength(deeds);
});

test("what is new, other, gone or edited is told, and nothing else", async () => {
  const cluster = await applied(
    planWith([namespace("shop"), config("shop", "a", "1"), config("shop", "b", "1"), config("shop", "same", "1")]),
  );
  cluster.put({ ...config("shop", "same", "by hand").manifest });
  const found = await diff(
    cluster,
    planWith([namespace("shop"), config("shop", "a", "2"), config("shop", "new", "3"), config("shop", "same", "1")]),
  );
  expect(names(found)).toEqual([
    "safe: ConfigMap shop/a content changed",
    "safe: ConfigMap shop/new added",
    "safe: ConfigMap shop/same content changed",
    "safe: ConfigMap shop/b removed",
  ]);
});

test("before the first apply everything is new", async () => {
  const found = await diff(new FakeCluster(), planWith([namespace("shop"), config("shop", "a", "1")]));
  expect(names(found)).toEqual(["safe: ConfigMap shop/a added", "safe: Namespace shop added"]);
});

test("what holds data is known from the last apply, also when the code has forgotten it", async () => {
  const objects = [namespace("shop"), config("shop", "a", "1")];
  const cluster = await applied(planWith(objects, { assets: [{ ...asset, attributes: { shards: ["-80", "80-"] } }] }));
  const fewer = await diff(cluster, planWith(objects, { assets: [{ ...asset, attributes: { shards: ["-"] } }] }));
  expect(fewer.changes).toMatchObject([
    { class: "data at risk", subject: "keyspace shop orders", what: "shards -80, 80- → -", why: "a shard is deleted" },
  ]);
  const gone = await diff(cluster, planWith(objects));
  expect(gone.changes).toMatchObject([{ class: "data at risk", subject: "keyspace shop orders", event: "removed" }]);
});

test("what the API server refuses in place is never safe, whatever our rules say", async () => {
  const cluster = await applied(planWith([namespace("shop"), config("shop", "a", "1")]));
  cluster.refuse = ({ metadata }) =>
    metadata.name === "a" ? 'ConfigMap "a" is invalid: data: Forbidden: field is immutable when `immutable` is set' : undefined;
  const found = await diff(cluster, planWith([namespace("shop"), config("shop", "a", "2")]));
  expect(names(found)).toContain("replace: ConfigMap shop/a refused in place");
});

test("what the API server would never take ends the diff", async () => {
  const cluster = await applied(planWith([namespace("shop")]));
  cluster.refuse = ({ metadata }) => (metadata.name === "a" ? 'ConfigMap "a" is invalid: data: Invalid value: "x"' : undefined);
  await expect(diff(cluster, planWith([namespace("shop"), config("shop", "a", "1")]))).rejects.toThrow(
    /ConfigMap\/shop\/a: the API server does not take it/,
  );
});

test("an object of somebody else's is said to stand in the way", async () => {
  const cluster = await applied(planWith([namespace("shop")]));
  const foreign = config("shop", "a", "1");
  cluster.objects.set(idOf(foreign.manifest), {
    ...foreign.manifest,
    metadata: {
      ...foreign.manifest.metadata,
      labels: { "argocd.argoproj.io/instance": "shop" },
      managedFields: [{ manager: "argocd-controller" }],
    },
  });
  const { notes } = await clusterPlans(cluster, planWith([namespace("shop"), foreign]));
  expect(notes).toEqual([expect.stringMatching(/^ConfigMap\/shop\/a: exists and belongs to Argo CD/)]);
});

test("a job that runs again is told as one thing", async () => {
  const job = (name: string, value: string) =>
    object(
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "shop" }, data: { value } },
      { logicalId: "ConfigMap/shop/job" },
    );
  const cluster = await applied(planWith([namespace("shop"), job("job-1", "a")]));
  const found = await diff(cluster, planWith([namespace("shop"), job("job-2", "b")]));
  expect(names(found)).toEqual(["restart: ConfigMap shop/job runs again"]);
});
