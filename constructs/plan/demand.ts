import { parseQuantity } from "../core";
import type { Plan } from "./plan";
import { type Container, type PodGroup, type PodSpec, podGroupOf } from "./pod-groups";
import { volumesOf } from "./volumes";

/** What is asked for, in pods, cores and bytes. */
export interface Demand {
  readonly pods: number;
  /** Cores that are requested. */
  readonly cpu: number;
  /** Bytes that are requested. */
  readonly memory: number;
}

/** What a whole Plan asks of a cluster. */
export interface PlanDemand extends Demand {
  readonly namespaces: number;
  readonly workloads: number;
  readonly volumes: number;
  /** Bytes of all volumes. */
  readonly storage: number;
}

/** What a Plan asks of a cluster with so many nodes, when all that is scheduled or runs once runs at the same time. */
export function demandOf(plan: Plan, { nodes }: { readonly nodes: number }): PlanDemand {
  const groups = plan.objects.flatMap(({ manifest, id }) => podGroupOf(manifest, id) ?? []);
  const own = groups.map((group) => groupDemand(group, nodes));
  const expected = plan.expectedPods.map(
    ({ count, containers }): Demand => ({
      pods: count,
      cpu: count * total(containers, ({ cpu }) => cpu),
      memory: count * total(containers, ({ memory }) => memory),
    }),
  );
  const all = [...own, ...expected];
  const volumes = volumeSizes(plan);
  return {
    namespaces: plan.objects.filter(({ manifest }) => manifest.kind === "Namespace").length,
    workloads: all.length,
    pods: total(all, ({ pods }) => pods),
    cpu: total(all, ({ cpu }) => cpu),
    memory: total(all, ({ memory }) => memory),
    volumes: volumes.length,
    storage: total(volumes, (bytes) => bytes),
  };
}

/** What one pod asks for: its containers together, or an init container that asks for more. */
export function podDemand(spec: PodSpec): Omit<Demand, "pods"> {
  const of = (resource: "cpu" | "memory"): number => {
    const request = ({ resources }: Container): number =>
      parseQuantity(resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? 0) ?? 0;
    // Init containers that never stop (sidecars) run beside all that come after them.
    let sidecars = 0;
    let peak = 0;
    for (const container of spec.initContainers ?? []) {
      if (container.restartPolicy === "Always") sidecars += request(container);
      peak = Math.max(peak, container.restartPolicy === "Always" ? sidecars : sidecars + request(container));
    }
    const overhead = parseQuantity((spec["overhead"] as Readonly<Record<string, string>> | undefined)?.[resource] ?? 0) ?? 0;
    return Math.max(peak, sidecars + total(spec.containers, request)) + overhead;
  };
  return { cpu: of("cpu"), memory: of("memory") };
}

function groupDemand({ count, spec }: PodGroup, nodes: number): Demand {
  const pods = count ?? nodes;
  const { cpu, memory } = spec ? podDemand(spec) : { cpu: 0, memory: 0 };
  return { pods, cpu: pods * cpu, memory: pods * memory };
}

function volumeSizes({ objects, expectedPods }: Plan): number[] {
  const own = objects.flatMap(({ id, manifest }) => {
    const copies = manifest.kind === "StatefulSet" ? (podGroupOf(manifest, id)?.count ?? 1) : 1;
    return volumesOf(id, manifest).flatMap(({ attributes }) => Array<number>(copies).fill(attributes["bytes"] as number));
  });
  const expected = expectedPods.flatMap(({ count, claims }) => claims.flatMap(({ size }) => Array<number>(count).fill(size)));
  return [...own, ...expected];
}

function total<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}
