import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Labels } from "../core";
import type { Ports } from "./probe";

/** What the Services of pods with names of their own are made for. */
export interface NamedPodsProps {
  readonly name: string;
  readonly labels: Labels;
  readonly ports: Ports;
}

/** The Service that gives each of a workload's pods its name. */
export function peersOf(name: string): string {
  return `${name}-pods`;
}

/** The host behind which stand all of a workload's pods, ready or not; before it, with a dot, the name of one. */
export function hostOfPeers(name: string, namespace: string | undefined): string {
  return `${peersOf(name)}${namespace === undefined ? "" : `.${namespace}.svc`}`;
}

/** Two Services: one that gives each pod its name, ready or not; and one for clients, with the ready ones. */
export function makeServices(scope: Construct, { name, labels, ports }: NamedPodsProps): void {
  const selector = { ...labels.selector };
  const all = Object.entries(ports).map(([port, number]) => ({
    name: port,
    port: number,
    targetPort: k8s.IntOrString.fromString(port),
  }));
  new k8s.KubeService(scope, "Peers", {
    metadata: { name: peersOf(name), labels: labels.all },
    // Pods find one another before they are ready: they may need to, to become so.
    spec: { clusterIp: "None", publishNotReadyAddresses: true, selector, ports: all.length > 0 ? all : undefined },
  });
  if (all.length > 0) new k8s.KubeService(scope, "Service", { metadata: { name, labels: labels.all }, spec: { selector, ports: all } });
}
