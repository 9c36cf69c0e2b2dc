import type { ObjectId, PlanObject } from "../../constructs/plan";
import { applyPlan } from "../../infra/apply/apply-plan";
import { itemsOf } from "../../infra/apply/inventory";
import { keepReplicas, type Scaling, scalingOf } from "../../infra/apply/scaling";
import type { LiveObject, ManagedFields } from "../../infra/cluster/live-object";
import { FakeCluster } from "./fake-cluster";
import { namespace, object, planWith, runOf } from "./small-plan";

const REPLICAS = { "f:spec": { "f:replicas": {} } };
const AUTOSCALED: ManagedFields = { manager: "kube-controller-manager", subresource: "scale", fieldsV1: REPLICAS };
const WEB = "Deployment.apps/shop/web";

const web = (replicas?: number): PlanObject =>
  object(
    { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "shop" }, spec: { replicas } },
    { wait: { until: "rollout" } },
  );
const autoscaler = object({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web", namespace: "shop" },
  spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" } },
});
const before = itemsOf(planWith([namespace("shop"), web(), autoscaler]), "2026-11-21");
const asLive = (one: PlanObject, managedFields: readonly ManagedFields[]): LiveObject => ({
  ...one.manifest,
  metadata: { ...one.manifest.metadata, managedFields },
});

let cluster = new FakeCluster();
beforeEach(() => {
  cluster = new FakeCluster();
  cluster.put(namespace("shop").manifest);
});

describe("a number instead of an autoscaler", () => {
  const scaling = (objects: readonly PlanObject[], prune: boolean, inventory = before): Promise<Scaling> =>
    scalingOf(cluster, objects, new Map<ObjectId, LiveObject>([[WEB, asLive(web(4), [AUTOSCALED])]]), inventory, prune);

  test("takes the autoscaler away first, and the number then", async () => {
    cluster.put(autoscaler.manifest);
    const found = await scaling([web(1)], true);
    expect(found.leaving.map(({ id }) => id)).toEqual([autoscaler.id]);
    expect([...found.taken]).toEqual([WEB]);
    expect(found.problems).toEqual([]);
  });

  test("is refused where the autoscaler would stay", async () => {
    cluster.put(autoscaler.manifest);
    expect((await scaling([web(1)], false)).problems).toEqual([
      {
        path: WEB,
        message:
          "its number of pods is given, but set by horizontalpodautoscaler.autoscaling/web, which has left the system; remove it in the same go with --prune",
      },
    ]);
  });

  test("is refused where the autoscaler is somebody else's, or stays in the Plan", async () => {
    cluster.put(autoscaler.manifest);
    const [problem] = (await scaling([web(1)], true, [])).problems;
    expect(problem?.message).toMatch(/web, which is not ours; leave the number out of ours, or delete the autoscaler$/);
    const both = await scaling([web(1), autoscaler], true);
    expect(both.taken.size).toBe(0);
    expect(both.problems[0]?.message).toMatch(/web, which is of the same system; leave the number out, or leave the autoscaler out$/);
  });

  test("is ours where the autoscaler is gone already: an apply that was ended goes on", async () => {
    const found = await scaling([web(1)], true);
    expect([...found.taken]).toEqual([WEB]);
    expect(found.leaving).toEqual([]);
  });

  test("costs no look where no autoscaler ever was", async () => {
    const asked: unknown[] = [];
    const counting = {
      run: async (args: readonly string[]): Promise<string> => {
        asked.push(args);
        return "";
      },
    };
    const live = new Map([[WEB, asLive(web(1), [{ manager: "tagenal/shop.lab", operation: "Apply", fieldsV1: REPLICAS }])]]);
    await scalingOf({ ...counting, json: async <T>() => ({}) as T }, [web(2)], live, [], false);
    expect(asked).toEqual([]);
  });

  test("is sent with force after the autoscaler is gone", async () => {
    cluster.status = ({ kind }) =>
      kind === "Deployment" ? { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 } : undefined;
    const run = (objects: readonly PlanObject[]): ReturnType<typeof runOf> => runOf(planWith(objects), cluster);
    const progress = { phase: "", changed: 0 };
    await applyPlan(run([namespace("shop"), web(), autoscaler]), progress, { adopt: true });
    cluster.refuse = ({ kind }, forced) =>
      kind === "Deployment" && !forced
        ? `Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas`
        : undefined;
    cluster.deeds.length = 0;
    const account = await applyPlan(run([namespace("shop"), web(1)]), progress, { prune: true });
    expect(account.removed).toEqual([autoscaler.id]);
    expect(cluster.deeds.filter(({ ids }) => ids.includes(autoscaler.id) || ids.includes(WEB))).toEqual([
      { verb: "delete", ids: [autoscaler.id], forced: false },
      { verb: "apply", ids: [WEB], forced: true },
    ]);
    expect(account.objects.find(({ id }) => id === WEB)).toMatchObject({ outcome: "changed", takenBack: [], adopted: false });
  });
});

test("an autoscaler instead of a number: the number is kept until it sets its own", async () => {
  const plan = { system: "shop", environment: "lab" };
  const ours: ManagedFields = { manager: "tagenal/shop.lab", operation: "Apply", fieldsV1: REPLICAS };
  cluster.put(web(3).manifest);
  await keepReplicas(cluster, [web(2)], new Map([[WEB, asLive(web(3), [ours])]]), plan);
  await keepReplicas(cluster, [web()], new Map([[WEB, asLive(web(3), [AUTOSCALED])]]), plan);
  expect(cluster.deeds).toEqual([]);
  await keepReplicas(cluster, [web()], new Map([[WEB, asLive(web(3), [ours])]]), plan);
  expect(cluster.deeds).toEqual([{ verb: "apply", ids: [WEB], forced: true }]);
  expect(cluster.objects.get(WEB)?.["spec"]).toEqual({ replicas: 3 });
});
