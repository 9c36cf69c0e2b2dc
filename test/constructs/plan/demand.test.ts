import { App, Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { demandOf, planOf, shortages } from "../../../constructs/plan";

describe("the demand", () => {
  const deployment = (chart: Chart, name: string, cpu: string, replicas?: number): void => {
    const resources = { requests: { cpu: k8s.Quantity.fromString(cpu) } };
    const template = { spec: { containers: [{ name: "c", resources }] } };
    new k8s.KubeDeployment(chart, name, { metadata: { name }, spec: { replicas, selector: {}, template } });
  };

  test("counts what an autoscaler may make of it", () => {
    const chart = new Chart(new App(), "Plain", { namespace: "shop" });
    deployment(chart, "web", "100m");
    new k8s.KubeHorizontalPodAutoscalerV2(chart, "Scaler", {
      metadata: { name: "web" },
      spec: { minReplicas: 2, maxReplicas: 20, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" } },
    });
    expect(demandOf(planOf(chart, { system: "test" }), { nodes: 1 })).toMatchObject({ pods: 20, workloads: 1 });
  });

  test("counts no more pods of a job than it needs, none of a suspended one, and one of a daemon for each node", () => {
    const chart = new Chart(new App(), "Plain", { namespace: "shop" });
    const template = { spec: { containers: [{ name: "c" }] } };
    new k8s.KubeJob(chart, "Job", { metadata: { name: "job" }, spec: { parallelism: 10, completions: 2, template } });
    new k8s.KubeCronJob(chart, "Cron", {
      metadata: { name: "cron" },
      spec: { schedule: "@daily", suspend: true, jobTemplate: { spec: { template } } },
    });
    new k8s.KubeDaemonSet(chart, "Daemon", { metadata: { name: "daemon" }, spec: { selector: {}, template } });
    expect(demandOf(planOf(chart, { system: "test" }), { nodes: 3 }).pods).toBe(2 + 0 + 3);
  });

  test("fits to the last thousandth, and not when one pod is larger than a node", () => {
    const chart = new Chart(new App(), "Plain", { namespace: "shop" });
    deployment(chart, "web", "100m", 3);
    const demand = demandOf(planOf(chart, { system: "test" }), { nodes: 3 });
    expect(shortages(demand, { cpu: 0.3 })).toEqual([]);
    expect(shortages(demand, { cpu: 0.3, node: { cpu: 0.05, memory: 1 } })).toEqual([
      "has a pod that needs 100m of CPU on one node, there is room for 50m",
    ]);
  });
});
