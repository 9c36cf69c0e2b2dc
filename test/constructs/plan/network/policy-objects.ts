import type { Manifest, PlanObject } from "../../../../constructs/plan";
import { PolicySimulation, type Side } from "../../../../constructs/plan/network/policy-simulation";

type Spec = Readonly<Record<string, unknown>>;

/** A pod of an app. */
export function pod(app: string, namespace?: string, ports: Extract<Side, { kind: "pods" }>["ports"] = []): Side {
  return { kind: "pods", name: app, namespace, labels: { app }, ports };
}

/** A policy, as a Plan holds it. */
export function policy(name: string, namespace: string | undefined, spec: Spec): PlanObject {
  return planned({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec });
}

/** A namespace, as a Plan holds it. */
export function space(name: string, labels: Readonly<Record<string, string>>): PlanObject {
  return planned({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
}

/** The simulation of some objects. */
export function simulate(...objects: readonly PlanObject[]): PolicySimulation {
  return new PolicySimulation({ objects });
}

function planned(manifest: Manifest): PlanObject {
  const id = `${manifest.kind}/${manifest.metadata.namespace}/${manifest.metadata.name}`;
  return { id, logicalId: id, manifest, phase: 0, wait: { until: "exists" }, keep: false };
}

/** A pod of the namespace in which most happens. */
export const web: Side = pod("web", "shop");
/** A neighbour of web. */
export const cache: Side = pod("cache", "shop");
/** A pod of another namespace, with a named port. */
export const db: Side = pod("db", "data", [{ name: "mysql", port: 3306, protocol: "TCP" }]);
/** An address of the internet. */
export const far: Side = { kind: "address", name: "far away", ip: "8.8.8.8" };
/** An address of a private range. */
export const near: Side = { kind: "address", name: "the node", ip: "10.1.2.3" };
