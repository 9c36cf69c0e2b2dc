import { planOf } from "../../constructs/plan";
import { diagnose } from "../../infra/operate/diagnosis";
import { lab } from "../../stacks";
import { appOf, object, podSpec } from "../e2e/doctor-fault";
import { before, changed, healthyCluster, withEvent, without, withStatus } from "./healthy-cluster";
import { type Build, type Change, condition, found, POD, scaled, scaler, unready, unschedulable, WEB, waiting, web } from "./shop-scene";

describe("whether waiting helps", () => {
  test.each([
    [29, false],
    [31, true],
  ])("is decided of pods without a node after 30 s: %d s", (seconds, final) => {
    expect(found(web, unschedulable("0/1 nodes are available: 1 Too many pods.", seconds))).toMatchObject([{ object: WEB, final }]);
  });

  test("is not while a node is coming", () => {
    const full = unschedulable("0/1 nodes are available: 1 Too many pods.");
    const coming: Change = (all) => withEvent(full(all), POD, { reason: "TriggeredScaleUp", message: "pod triggered scale-up" });
    expect(found(web, coming)).toMatchObject([
      { object: WEB, final: false, text: expect.stringContaining("a node is being added") as string },
    ]);
  });

  test.each([
    [2, false],
    [3, true],
  ])("is decided of a crash after three restarts: %d", (restartCount, final) => {
    const container = {
      name: "main",
      ready: false,
      restartCount,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1 } },
    };
    expect(found(web, (all) => withStatus(all, POD, { ...unready, containerStatuses: [container] }))).toMatchObject([
      { object: WEB, final },
    ]);
  });
});

describe("nothing is said", () => {
  test.each<[string, Build, Change]>([
    [
      "of a claim that waits for its first pod",
      (scope) => object(scope, "v1", "PersistentVolumeClaim", "data", { spec: { storageClassName: "standard" } }),
      (all) => withStatus(all, "PersistentVolumeClaim/shop/data", { phase: "Pending" }),
    ],
    [
      "of replicas that an autoscaler sets",
      scaled,
      (all) => changed(all, WEB, (live) => ({ ...live, spec: { ...(live["spec"] as object), replicas: 1 } })),
    ],
    [
      "of metrics in the first minute",
      scaled,
      (all) => withStatus(all, scaler, condition("ScalingActive", "False", "no metrics returned from resource metrics API", "", 30)),
    ],
    [
      "of a crash that is long over",
      web,
      (all) =>
        withStatus(all, POD, {
          containerStatuses: [
            {
              name: "main",
              ready: true,
              restartCount: 9,
              state: { running: {} },
              lastState: { terminated: { exitCode: 1, finishedAt: before(3600) } },
            },
          ],
        }),
    ],
    [
      "of what could not be looked at",
      web,
      (all) => ({ ...without(all, "Service/shop/web"), unseen: [{ resource: "services", namespace: "shop", why: "" }] }),
    ],
    [
      "of a job that is gone as it should be",
      (scope) => object(scope, "batch/v1", "Job", "import", { spec: { ttlSecondsAfterFinished: 60, template: { spec: podSpec() } } }),
      (all) => without(all, "Job.batch/shop/import"),
    ],
  ])("%s", (_what, build, change) => {
    expect(found(build, change)).toEqual([]);
  });
});

test("a cause leaves out what it causes, and names it", () => {
  const build: Build = (scope) => {
    web(scope);
    object(scope, "policy/v1", "PodDisruptionBudget", "web", { spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } } });
  };
  const plan = planOf(appOf("shop", { build }, lab), { system: "shop", environment: "lab" });
  const findings = diagnose(plan, waiting("InvalidImageName", "invalid reference format")(healthyCluster(plan)));
  expect(findings).toMatchObject([{ object: WEB, affects: ["Service/shop/web", "PodDisruptionBudget.policy/shop/web"] }]);
});
