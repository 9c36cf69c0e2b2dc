import { idOf, type Manifest, type Plan, type PlanCredential, type PlanObject } from "../../constructs/plan";
import type { Run } from "../../infra/apply/run";
import type { IKubectl } from "../../infra/cluster/kubectl";

/** An object of a small Plan. */
export function object(manifest: Manifest, more: Partial<PlanObject> = {}): PlanObject {
  const id = idOf(manifest);
  return { id, logicalId: id, manifest, phase: 0, wait: { until: "exists" }, keep: false, ...more };
}

/** A namespace of a small Plan. */
export function namespace(name: string, more: Partial<PlanObject> = {}): PlanObject {
  return object({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { made: "here" } } }, more);
}

/** A ConfigMap of a small Plan. */
export function config(home: string, name: string, value: string, more: Partial<PlanObject> = {}): PlanObject {
  return object({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: home }, data: { value } }, more);
}

/** A Deployment of a small Plan. */
export function deployment(home: string, name: string, more: Partial<PlanObject> = {}): PlanObject {
  return object(
    { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace: home }, spec: { replicas: 1 } },
    { wait: { until: "rollout" }, ...more },
  );
}

/** A credential of a small Plan. */
export function credential(namespaces: readonly (string | undefined)[], more: Partial<PlanCredential> = {}): PlanCredential {
  return { secret: "key", key: "password", description: "what opens it", source: { kind: "generated" }, namespaces, ...more };
}

/** A small Plan. */
export function planWith(objects: readonly PlanObject[], more: Partial<Plan> = {}): Plan {
  const none = { order: [], connections: [], entryPoints: [], expectedPods: [], assets: [], credentials: [], externals: [], slots: [] };
  return { format: "tagenal/plan", version: 1, system: "shop", environment: "lab", objects, ...none, ...more };
}

/** A run of a Plan whose clock goes on by itself. */
export function runOf(plan: Plan, kubectl: IKubectl, more: Partial<Run> = {}): Run & { readonly said: string[] } {
  let time = 0;
  const said: string[] = [];
  return {
    plan,
    kubectl,
    clock: { now: () => time, sleep: async (milliseconds) => void (time += milliseconds) },
    now: () => new Date("2026-11-21T12:00:00Z"),
    progress: (text) => said.push(text),
    note: () => undefined,
    diagnose: async () => [],
    said,
    ...more,
  };
}
