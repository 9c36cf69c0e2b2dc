// Runs in a process of its own: compares two Plans of many objects, and says how much CPU time each step took.
import { createRequire } from "node:module";
import { join } from "node:path";
import { cpuOfSteps } from "./steps.mjs";

/**
 * What to compare.
 * @typedef {object} Task
 * @property {number} objects
 * @property {number} changed how many of them differ
 */

/** @type {Task} */
const { objects, changed } = JSON.parse(process.argv[2]);
const require = createRequire(join(process.cwd(), "package.json"));
const { diffPlans, idOf, loadPlan, PLAN_VERSION, savePlan } = require("./lib/constructs/plan/index.js");

const { steps, step } = cpuOfSteps();

/** A web server with all that belongs to it, and a connection to the next one. */
function service(index, version) {
  const [name, namespace] = [`web-${index}`, `team-${index % 50}`];
  const labels = { app: name };
  const container = {
    name: "web",
    image: `registry.example/web:1.${version}`,
    env: [
      { name: "A", value: "1" },
      { name: "B", valueFrom: { configMapKeyRef: { name, key: "b" } } },
    ],
    ports: [{ name: "http", containerPort: 8080 }],
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
  };
  const spec = { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } };
  const peer = [{ namespaceSelector: {}, podSelector: { matchLabels: { app: `web-${index + 50}` } } }];
  const policy = { podSelector: { matchLabels: labels }, policyTypes: ["Ingress"], ingress: [{ from: peer, ports: [{ port: 8080 }] }] };
  return [
    { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace, labels }, spec },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace },
      spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }] },
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { b: `${version}${"x".repeat(200)}` } },
    { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec: policy },
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name, namespace },
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    },
  ];
}

function plan(changedObjects) {
  const count = objects / 5;
  const newer = changedObjects / 2;
  const manifests = Array.from({ length: count }, (_, index) => service(index, index < newer ? 1 : 0)).flat();
  const side = (index) => ({
    kind: "pods",
    name: `web-${index}`,
    namespace: `team-${index % 50}`,
    labels: { app: `web-${index}` },
    foreign: false,
  });
  const connections = Array.from({ length: count - 50 }, (_, index) => ({
    client: side(index + 50),
    server: side(index),
    endpoint: "http",
    port: 8080,
    protocol: "TCP",
  }));
  const nothing = { order: [], entryPoints: [], expectedPods: [], assets: [], credentials: [], externals: [], slots: [] };
  const made = manifests.map((manifest) => ({
    id: idOf(manifest),
    logicalId: idOf(manifest),
    manifest,
    phase: 0,
    wait: { until: "exists" },
    keep: false,
  }));
  return savePlan({
    format: "tagenal/plan",
    version: PLAN_VERSION,
    system: "bench",
    environment: "bench",
    objects: made,
    connections,
    ...nothing,
  });
}

const [old, fresh] = [plan(0), plan(changed)];
const [before, after] = step("load", () => [loadPlan(old), loadPlan(fresh)]);
const diff = step("diff", () => diffPlans(before, after));
if (diff.changes.length !== changed) throw new Error(`${diff.changes.length} changes were found, ${changed} were made`);
console.log(JSON.stringify(steps));
