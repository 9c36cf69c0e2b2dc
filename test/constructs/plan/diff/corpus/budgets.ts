import type { Manifest } from "../../../../../constructs/plan";
import { deployment, object, set } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const two = deployment("web", { replicas: 2 });
const one = deployment("web");
const budget = (spec: object): Manifest =>
  object("policy/v1", "PodDisruptionBudget", "web", { spec: { selector: { matchLabels: { app: "web" } }, ...spec } });
const scaler = object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    minReplicas: 2,
    maxReplicas: 4,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } } }],
  },
});
const free = set(two, "spec.replicas", undefined);
const quota = object("v1", "ResourceQuota", "all", { spec: { hard: { pods: "20" } } });
const BLOCKED = { sees: "blocked" } as const;
const asks = (cpu: string) => set(two, "spec.template.spec.containers.0.resources.requests.cpu", cpu);
const cluster = { nodes: 2, cpu: 4, memory: 2 ** 34, pods: 100, node: { cpu: 2, memory: 2 ** 33 } };

/** Disruption budgets, autoscalers, quotas, and room. */
export const BUDGETS: readonly Trial[] = [
  {
    name: "a budget wants all pods to stay",
    class: "restart",
    because: "minAvailable as large as the number of pods allows no eviction: nodes cannot be drained",
    before: shop([two, budget({ minAvailable: 1 })]),
    after: shop([two, budget({ minAvailable: 2 })]),
    says: /evict|drain/i,
    lab: BLOCKED,
  },
  {
    name: "a budget allows no pod to be away",
    class: "restart",
    because: "maxUnavailable 0 means no voluntary evictions",
    before: shop([two, budget({ maxUnavailable: 1 })]),
    after: shop([two, budget({ maxUnavailable: 0 })]),
    lab: BLOCKED,
  },
  {
    name: "a budget wants 100% of the pods to stay",
    class: "restart",
    because: "minAvailable 100% means no voluntary evictions",
    before: shop([two, budget({ minAvailable: "50%" })]),
    after: shop([two, budget({ minAvailable: "100%" })]),
    lab: BLOCKED,
  },
  {
    name: "a budget comes that allows no eviction",
    class: "restart",
    because: "maxUnavailable 0 means no voluntary evictions",
    before: shop([two]),
    after: shop([two, budget({ maxUnavailable: 0 })]),
    lab: BLOCKED,
  },
  {
    name: "a Deployment is scaled in to what its budget wants to stay",
    class: "restart",
    because: "minAvailable is now as large as the number of pods",
    before: shop([two, budget({ minAvailable: 1 })]),
    after: shop([one, budget({ minAvailable: 1 })]),
    says: /evict|drain/i,
    lab: BLOCKED,
  },
  {
    name: "a budget of several pods goes",
    class: "restart",
    because: "without a budget, all pods may be evicted at the same time",
    before: shop([two, budget({ maxUnavailable: 0 })]),
    after: shop([two]),
    lab: { sees: "unprotected" },
  },
  {
    name: "a budget of a single pod goes",
    class: "safe",
    because: "a single pod is away whenever it is evicted",
    before: shop([one, budget({ maxUnavailable: 1 })]),
    after: shop([one]),
  },
  {
    name: "a budget allows more pods to be away",
    class: "safe",
    because: "there is still one that stays",
    before: shop([set(two, "spec.replicas", 3), budget({ maxUnavailable: 1 })]),
    after: shop([set(two, "spec.replicas", 3), budget({ maxUnavailable: 2 })]),
  },
  {
    name: "a budget comes that lets pods go one by one",
    class: "safe",
    because: "evictions are still possible",
    before: shop([two]),
    after: shop([two, budget({ maxUnavailable: 1 })]),
    lab: { sees: "kept" },
  },
  {
    name: "an autoscaler goes higher",
    class: "safe",
    because: "maxReplicas is a bound",
    before: shop([free, scaler]),
    after: shop([free, set(scaler, "spec.maxReplicas", 6)]),
  },
  {
    name: "an autoscaler goes",
    class: "safe",
    because: "the number of pods stays as it is",
    before: shop([free, scaler]),
    after: shop([free]),
  },
  {
    name: "an autoscaler comes",
    class: "safe",
    because: "it holds the number between its bounds",
    before: shop([two]),
    after: shop([two, scaler]),
  },
  {
    name: "an autoscaler is written in the version before",
    class: "safe",
    because: "versions of one group are views of the same object",
    before: shop([free, scaler]),
    after: shop([
      free,
      { ...set(set(scaler, "spec.metrics", undefined), "spec.targetCPUUtilizationPercentage", 80), apiVersion: "autoscaling/v1" },
    ]),
  },
  {
    name: "a quota goes",
    class: "safe",
    because: "a quota only forbids",
    before: shop([two, quota]),
    after: shop([two]),
    lab: { sees: "kept" },
  },
  {
    name: "pods ask for more than the cluster has",
    class: "replace",
    because: "a pod for which there is no room stays pending",
    before: shop([two]),
    after: shop([asks("3")]),
    capacity: cluster,
    says: /room|fit|CPU/i,
  },
  {
    name: "pods ask for more, for which there is room",
    class: "restart",
    because: "requests stand in the pod template",
    before: shop([two]),
    after: shop([asks("1500m")]),
    capacity: cluster,
  },
];
