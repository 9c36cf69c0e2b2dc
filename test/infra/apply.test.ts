import { RefusedError } from "../../constructs/core";
import type { Plan } from "../../constructs/plan";
import type { ApplyAccount } from "../../infra/apply/account";
import { type ApplyOptions, applyPlan } from "../../infra/apply/apply-plan";
import { deletePlan } from "../../infra/apply/delete-plan";
import type { Run } from "../../infra/apply/run";
import { FakeCluster } from "./fake-cluster";
import { config, credential, deployment, namespace, object, planWith, runOf } from "./small-plan";

const RUNNING = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
let cluster = new FakeCluster();
beforeEach(() => {
  cluster = new FakeCluster();
  cluster.status = ({ kind }) => (kind === "Deployment" ? RUNNING : undefined);
});

const apply = (plan: Plan, options: ApplyOptions = {}, more: Partial<Run> = {}): Promise<ApplyAccount> =>
  applyPlan(runOf(plan, cluster, more), { phase: "", changed: 0 }, options);
const outcomes = ({ objects }: ApplyAccount): string[] => objects.map(({ id, outcome }) => `${id} ${outcome}`);
const refusal = async (work: Promise<unknown>): Promise<readonly string[]> => {
  const error = await work.then(() => undefined).catch((one: unknown) => one);
  if (!(error instanceof RefusedError)) throw new Error(`not refused: ${String(error)}`);
  return error.problems.map(({ path, message }) => (path ? `${path}: ${message}` : message));
};
const small = planWith([namespace("shop"), config("shop", "settings", "1"), deployment("shop", "web")]);

describe("apply", () => {
  test("makes everything, then nothing", async () => {
    expect(outcomes(await apply(small))).toEqual([
      "Namespace/shop created",
      "ConfigMap/shop/settings created",
      "Deployment.apps/shop/web created",
    ]);
    const deeds = cluster.deeds.length;
    expect(outcomes(await apply(small)).every((line) => line.endsWith(" unchanged"))).toBe(true);
    expect(cluster.deeds.length).toBe(deeds);
  });

  test("applies what has changed, and nothing else", async () => {
    await apply(small);
    cluster.deeds.length = 0;
    const account = await apply(planWith([namespace("shop"), config("shop", "settings", "2"), deployment("shop", "web")]));
    expect(outcomes(account)).toContain("ConfigMap/shop/settings changed");
    expect(cluster.deeds).toEqual([{ verb: "apply", ids: ["ConfigMap/shop/settings"], forced: false }]);
  });

  test("notes what it will make before it makes anything", async () => {
    await apply(small);
    expect(cluster.deeds[0]?.ids).toEqual(["Namespace/shop", "ConfigMap/shop/tagenal-shop.lab"]);
  });

  test("forgets nothing when it is ended in the middle", async () => {
    const other = planWith([namespace("shop"), config("shop", "old", "1")]);
    await apply(other);
    cluster.beforeDeed = ({ ids }) => {
      if (ids.includes("ConfigMap/shop/settings")) throw new Error("killed");
    };
    await expect(apply(small)).rejects.toThrow("killed");
    cluster.beforeDeed = () => undefined;
    expect((await apply(small)).left).toEqual([{ id: "ConfigMap/shop/old", keep: false, since: "2026-11-21" }]);
  });

  test("begins a phase when what it needs is ready", async () => {
    const plan = planWith([namespace("shop"), deployment("shop", "first"), deployment("shop", "second", { phase: 1 })], {
      order: [{ before: ["Deployment.apps/shop/first"], after: ["Deployment.apps/shop/second"], stage: "ready" }],
    });
    let looks = 0;
    const early: boolean[] = [];
    cluster.status = ({ kind, metadata }) => {
      if (kind !== "Deployment") return undefined;
      looks += 1;
      if (metadata.name === "first" && looks < 3) early.push(cluster.objects.has("Deployment.apps/shop/second"));
      return metadata.name === "first" && looks < 3 ? { observedGeneration: 1 } : RUNNING;
    };
    expect(outcomes(await apply(plan))).toHaveLength(3);
    expect(looks).toBeGreaterThan(2);
    expect(new Set(early)).toEqual(new Set([false]));
  });

  test("ends as soon as it is sure that something will not run, and says why", async () => {
    cluster.status = () => ({ observedGeneration: 1 });
    const finding = {
      object: "Deployment.apps/shop/web",
      what: "the pod of Deployment.apps/shop/web cannot start",
      cause: "no such image",
      remedy: "push it",
      final: true,
    };
    const problems = await refusal(apply(small, {}, { diagnose: async () => [finding] }));
    expect(problems).toEqual(["Deployment.apps/shop/web: the pod cannot start\n    why: no such image\n    what to do: push it"]);
  });

  test("also when the cause is another object's, which says whom it affects", async () => {
    cluster.status = () => ({ observedGeneration: 1 });
    const finding = {
      object: "PersistentVolumeClaim/shop/data",
      affects: ["Deployment.apps/shop/web"],
      what: "the claim stays pending",
      cause: "there is no such class",
      remedy: "choose one",
      final: true,
    };
    expect(await refusal(apply(small, {}, { diagnose: async () => [finding] }))).toEqual([
      "Deployment.apps/shop/web: the claim stays pending\n    why: there is no such class\n    what to do: choose one",
    ]);
  });

  test("believes no trouble of before at once, where what it changes may have mended it", async () => {
    await apply(small);
    let looks = 0;
    cluster.status = ({ kind }) => (kind === "Deployment" && (looks += 1) > 20 ? RUNNING : { observedGeneration: 1 });
    const finding = { object: "Deployment.apps/shop/web", what: "cannot start", cause: "settings", remedy: "mend them", final: true };
    const mended = planWith([namespace("shop"), config("shop", "settings", "2"), deployment("shop", "web")]);
    expect(outcomes(await apply(mended, {}, { diagnose: async () => [finding] }))).toContain("Deployment.apps/shop/web unchanged");
    looks = 0;
    expect(await refusal(apply(mended, {}, { diagnose: async () => [finding] }))).toHaveLength(1);
  });

  test("does not call running what was seen to run for a moment only", async () => {
    let looks = 0;
    const available = (): boolean => (looks += 1) === 1 || looks === 5;
    cluster.status = ({ kind }) => (kind === "Deployment" && available() ? RUNNING : { observedGeneration: 1 });
    expect(await refusal(apply(small))).toEqual([
      expect.stringContaining("Deployment.apps/shop/web: 0 of 1 pod ready after 301 s") as string,
    ]);
  });

  test("asks what says itself how long its pods must be ready for no more than that", async () => {
    const manifest = deployment("shop", "web");
    const patient = { ...manifest, manifest: { ...manifest.manifest, spec: { minReadySeconds: 3 } } };
    let looks = 0;
    cluster.status = ({ kind }) => (kind === "Deployment" && (looks += 1) ? RUNNING : undefined);
    await apply(planWith([namespace("shop"), patient]));
    expect(looks).toBeLessThan(4);
  });

  test("ends when the time of an object is over", async () => {
    cluster.status = () => ({ observedGeneration: 1 });
    const plan = planWith([namespace("shop"), deployment("shop", "web", { wait: { until: "rollout", timeoutSeconds: 20 } })]);
    expect(await refusal(apply(plan))).toEqual([
      "Deployment.apps/shop/web: 0 of 1 pod ready after 21 s\n    what to do: look with: kubectl describe deployment.apps/web -n shop",
    ]);
  });
});

describe("apply refuses, before anything is changed,", () => {
  // oxlint-disable-next-line jest/no-standalone-expect
  afterEach(() => expect(cluster.deeds).toEqual([]));

  test("objects of others, all at once, whatever is adopted", async () => {
    cluster.put({ ...namespace("shop").manifest });
    cluster.put({
      ...config("shop", "settings", "1").manifest,
      metadata: { name: "settings", namespace: "shop", annotations: { "meta.helm.sh/release-name": "web" } },
    });
    cluster.put(deployment("shop", "web").manifest, "tagenal/other.lab");
    expect(await refusal(apply(small))).toEqual([
      "Namespace/shop: exists, made by hand; give ours another name, delete it, or take it over with --adopt",
      "ConfigMap/shop/settings: exists and belongs to Helm (web); give ours another name, or take it out of there first",
      "Deployment.apps/shop/web: exists and belongs to Tagenal's system other.lab; give ours another name, or take it out of there first",
    ]);
    expect(await refusal(apply(small, { adopt: true }))).toHaveLength(2);
  });

  test("what the API server would not take, also in namespaces that are not there yet", async () => {
    cluster.refuse = ({ kind, metadata }) =>
      kind === "Deployment" && metadata.namespace === "kube-public"
        ? 'The Deployment "web" is invalid: spec.selector: Required value'
        : undefined;
    expect(await refusal(apply(small))).toEqual([
      "Deployment.apps/shop/web: the API server does not take it: spec.selector: Required value; mend the manifest",
    ]);
  });

  test("credentials that nobody has given", async () => {
    const given = credential(["shop"], { source: { kind: "given", key: "smtp" } });
    expect(await refusal(apply(planWith(small.objects, { credentials: [given] })))).toEqual([
      `Secret shop/key, key 'password' must be given by you ("what opens it"); fill it with: tagenal secrets lab --fill`,
    ]);
  });

  test("data to be allowed that are none", async () => {
    expect(await refusal(apply(small, { prune: true, allowData: ["Namespace/nope"] }))).toEqual([
      '--allow-data names "Namespace/nope", which holds no data here; there is nothing that does',
    ]);
  });
});

test("apply takes over what was made by hand, if it is told to", async () => {
  cluster.put(namespace("shop").manifest);
  const account = await apply(small, { adopt: true });
  expect(account.objects[0]).toMatchObject({ id: "Namespace/shop", adopted: true });
  expect(cluster.deeds.find(({ forced, ids }) => forced && ids.join() === "Namespace/shop")).toBeDefined();
});

describe("a field of ours that somebody has edited", () => {
  const conflict = (manager: string): void => {
    cluster.refuse = ({ kind }, forced) =>
      kind === "ConfigMap" && !forced ? `Apply failed with 1 conflict: conflict with "${manager}" using v1: .data.value` : undefined;
  };

  test("by hand is taken back, and named", async () => {
    await apply(small);
    conflict("kubectl-edit");
    expect((await apply(small)).objects[1]?.takenBack).toEqual([".data.value (kubectl-edit)"]);
  });

  test("by a program is left to it", async () => {
    await apply(small);
    conflict("kube-controller-manager");
    expect(await refusal(apply(small))).toContain(
      "ConfigMap/shop/settings: somebody else has set .data.value (kube-controller-manager); leave it out of ours, or out of theirs",
    );
  });
});

describe("what has left the Plan", () => {
  const data = object({ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data", namespace: "shop" } }, { keep: true });
  const job = (hash: string): ReturnType<typeof object> =>
    object(
      { apiVersion: "batch/v1", kind: "Job", metadata: { name: `once-${hash}`, namespace: "shop" } },
      { logicalId: "Job.batch/shop/once" },
    );
  const grown = planWith([namespace("shop"), config("shop", "extra", "1"), job("a"), data]);
  const shrunk = planWith([namespace("shop"), job("b")]);

  test("is listed, but the predecessor of a job is removed", async () => {
    await apply(grown);
    const account = await apply(shrunk);
    expect(account.removed).toEqual(["Job.batch/shop/once-a"]);
    expect(account.left.map(({ id }) => id)).toEqual(["ConfigMap/shop/extra", "PersistentVolumeClaim/shop/data"]);
  });

  test("is pruned, except for data, except where they are named", async () => {
    await apply(grown);
    expect((await apply(shrunk, { prune: true })).removed).toEqual(["ConfigMap/shop/extra", "Job.batch/shop/once-a"].toReversed());
    const account = await apply(shrunk, { prune: true, allowData: ["PersistentVolumeClaim/shop/data"] });
    expect([account.removed, account.left]).toEqual([["PersistentVolumeClaim/shop/data"], []]);
  });

  test("stays where somebody else has taken it over", async () => {
    await apply(grown);
    cluster.put(config("shop", "extra", "1").manifest, "helm");
    expect((await apply(shrunk, { prune: true })).removed).toEqual(["Job.batch/shop/once-a"]);
    expect(cluster.objects.has("ConfigMap/shop/extra")).toBe(true);
  });

  test("keeps a namespace in which others have something", async () => {
    await apply(planWith([namespace("shop"), namespace("old")]));
    cluster.put(config("old", "theirs", "1").manifest);
    const account = await apply(planWith([namespace("shop")]), { prune: true });
    expect(account.foreign).toEqual([{ container: "Namespace/old", objects: ["ConfigMap/old/theirs"] }]);
    expect(cluster.objects.has("Namespace/old")).toBe(true);
  });
});

describe("delete", () => {
  test("leaves nothing, not even what is no longer in the Plan", async () => {
    await apply(planWith([...small.objects, config("shop", "old", "1")]));
    const account = await deletePlan(runOf(small, cluster));
    expect(account.removed).toContain("ConfigMap/shop/old");
    expect([...cluster.objects.keys()]).toEqual([]);
  });

  test("removes the last phase first, and namespaces at the end", async () => {
    await apply(planWith([namespace("shop"), config("shop", "first", "1"), config("shop", "second", "1", { phase: 1 })]));
    cluster.deeds.length = 0;
    await deletePlan(runOf(small, cluster));
    expect(cluster.deeds.map(({ ids }) => ids)).toEqual([["ConfigMap/shop/second"], ["ConfigMap/shop/first"], ["Namespace/shop"]]);
  });

  test("keeps data, what they are in, and what opens them; until they are allowed to go", async () => {
    const claim = object(
      { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data", namespace: "shop" } },
      { keep: true },
    );
    const plan = planWith([namespace("shop", { keep: true }), config("shop", "settings", "1"), claim], {
      credentials: [credential(["shop"])],
    });
    await apply(plan);
    const { kept, removed } = await deletePlan(runOf(plan, cluster));
    expect(removed).toEqual(["ConfigMap/shop/settings"]);
    expect(kept.map(({ id }) => id)).toEqual(["Namespace/shop", "PersistentVolumeClaim/shop/data", "Secret/shop/key"]);
    await deletePlan(runOf(plan, cluster), { allowData: "all" });
    expect([...cluster.objects.keys()]).toEqual([]);
  });

  test("of what was never applied removes nothing, though the names are the same", async () => {
    cluster.put(namespace("shop").manifest);
    expect((await deletePlan(runOf(small, cluster))).removed).toEqual([]);
    expect(cluster.deeds).toEqual([]);
  });
});
