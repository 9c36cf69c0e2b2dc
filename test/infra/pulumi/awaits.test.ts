import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Manifest, PlanObject, Wait } from "../../../constructs/plan";
import { type AwaitOptions, awaitOf } from "../../../infra/pulumi/awaits";

const SKIP = { "pulumi.com/skipAwait": "true" };
const ALL: AwaitOptions = { isNeededToExist: false, loadBalancers: true, wait: true };
const object = (apiVersion: string, kind: string, wait: Wait = { until: "exists" }, spec: Manifest["spec"] = {}): PlanObject => ({
  id: `${kind}/x`,
  logicalId: `${kind}/x`,
  phase: 0,
  keep: false,
  wait,
  manifest: { apiVersion, kind, metadata: { name: "x" }, spec },
});
const ROLLOUT: Wait = { until: "rollout" };
const COMPLETE: Wait = { until: "complete" };
const READY: Wait = { until: "condition", type: "Ready", status: "True" };
const SELECTS = { selector: { app: "web" } };

/** Every kind that the library renders, and what Pulumi is told: nothing is its own wait, or none where it has none. */
test.each<[apiVersion: string, kind: string, wait: Wait, spec: unknown, annotations: Readonly<Record<string, string>>]>([
  ["v1", "Namespace", { until: "exists" }, {}, {}],
  ["v1", "ConfigMap", { until: "exists" }, {}, {}],
  ["v1", "Secret", { until: "exists" }, {}, {}],
  ["v1", "ServiceAccount", { until: "exists" }, {}, {}],
  ["v1", "Service", { until: "exists" }, SELECTS, SKIP],
  ["v1", "Service", { until: "exists" }, { ...SELECTS, clusterIP: "None" }, {}],
  ["v1", "Service", { until: "exists" }, { type: "ExternalName" }, {}],
  ["v1", "Service", { until: "exists" }, { ...SELECTS, type: "LoadBalancer" }, {}],
  ["v1", "PersistentVolumeClaim", { until: "exists" }, {}, SKIP],
  ["v1", "PersistentVolume", { until: "exists" }, {}, SKIP],
  ["v1", "Pod", READY, {}, {}],
  ["apps/v1", "Deployment", ROLLOUT, {}, {}],
  ["apps/v1", "StatefulSet", ROLLOUT, {}, {}],
  ["apps/v1", "DaemonSet", ROLLOUT, {}, {}],
  ["batch/v1", "Job", COMPLETE, {}, {}],
  ["batch/v1", "CronJob", { until: "exists" }, {}, {}],
  ["autoscaling/v2", "HorizontalPodAutoscaler", { until: "exists" }, {}, {}],
  ["policy/v1", "PodDisruptionBudget", { until: "exists" }, {}, {}],
  ["networking.k8s.io/v1", "NetworkPolicy", { until: "exists" }, {}, {}],
  ["networking.k8s.io/v1", "Ingress", { until: "exists" }, {}, SKIP],
  ["rbac.authorization.k8s.io/v1", "RoleBinding", { until: "exists" }, {}, {}],
  [
    "apiextensions.k8s.io/v1",
    "CustomResourceDefinition",
    { until: "condition", type: "Established", status: "True" },
    {},
    { "pulumi.com/waitFor": "condition=Established=True" },
  ],
  ["planetscale.com/v2", "VitessCluster", READY, {}, { "pulumi.com/waitFor": "condition=Ready=True" }],
  ["apps/v1", "Deployment", READY, {}, { "pulumi.com/waitFor": "condition=Ready=True" }],
])("%s %s until %j, with %j", (apiVersion, kind, wait, spec, annotations) => {
  expect(awaitOf(object(apiVersion, kind, wait, spec), ALL)).toMatchObject({ annotations });
});

test("a load balancer's address is not waited for where nobody gives it, or somebody needs it only to be there", () => {
  const balancer = object("v1", "Service", { until: "exists" }, { ...SELECTS, type: "LoadBalancer" });
  expect(awaitOf(balancer, { ...ALL, loadBalancers: false }).annotations).toEqual(SKIP);
  expect(awaitOf(balancer, { ...ALL, isNeededToExist: true }).annotations).toEqual(SKIP);
});

test("time limits are Pulumi's", () => {
  expect(awaitOf(object("batch/v1", "Job", { until: "complete", timeoutSeconds: 90 }), ALL).timeoutSeconds).toBe(90);
});

test("whatever Pulumi says it waits for is known here", () => {
  const folder = join(dirname(require.resolve("@pulumi/kubernetes/package.json")));
  const waiting = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) =>
      /^[a-z]+\/v[12]\/\w+\.d\.ts$/.test(file) &&
      !file.includes("Patch") &&
      readFileSync(join(folder, file), "utf8").includes("waits until its status is ready"),
  );
  expect(waiting.length).toBeGreaterThan(5);
  for (const file of waiting) {
    const kind = basename(file, ".d.ts").replace(/^./, (letter) => letter.toUpperCase());
    const group = { core: "", apps: "apps/", batch: "batch/", networking: "networking.k8s.io/" }[file.split("/")[0] ?? ""] ?? "unknown/";
    const spec = kind === "Service" ? SELECTS : {};
    expect({ kind, annotations: awaitOf(object(`${group}v1`, kind, { until: "exists" }, spec), ALL).annotations }).toEqual({
      kind,
      annotations: SKIP,
    });
  }
});
