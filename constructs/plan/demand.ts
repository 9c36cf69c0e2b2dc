import { parseQuantity } from "../core";
import { autoscaled } from "./autoscaled";
import type { Plan } from "./plan";
import { type Container, type PodSpec, podGroupOf } from "./pod-groups";
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
  /** The most that a single pod asks for: it must fit on one node. */
  readonly largestPod: { readonly cpu: number; readonly memory: number };
}

/** What a Plan asks of a cluster with so many nodes, when all that is scheduled, scaled or runs once runs at the same time. */
export function demandOf(plan: Plan, { nodes }: { readonly nodes: number }): PlanDemand {
  const most = autoscaled(plan);
  const own = plan.objects.flatMap(({ manifest, id }): PodsDemand | [] => {
    const group = podGroupOf(manifest, id);
    return group?.spec ? { count: most.get(id)?.max ?? group.count ?? nodes, ...podDemand(group.spec) } : [];
  });
  const expected = plan.expectedPods.map(
    ({ count, containers }): PodsDemand => ({
      count,
      cpu: total(containers, ({ cpu }) => cpu),
      memory: total(containers, ({ memory }) => memory),
    }),
  );
  const all = [...own, ...expected];
  const running = all.filter(({ count }) => count > 0);
  const volumes = volumeSizes(plan);
  return {
    namespaces: plan.objects.filter(({ manifest }) => manifest.kind === "Namespace").length,
    workloads: all.length,
    pods: total(all, ({ count }) => count),
    cpu: total(all, ({ count, cpu }) => count * cpu),
    memory: total(all, ({ count, memory }) => count * memory),
    volumes: volumes.length,
    storage: total(volumes, (bytes) => bytes),
    largestPod: {
      cpu: running.reduce((largest, { cpu }) => Math.max(largest, cpu), 0),
      memory: running.reduce((largest, { memory }) => Math.max(largest, memory), 0),
    },
  };
}

/** Equal pods, and what each of them asks for. */
interface PodsDemand extends Omit<Demand, "pods"> {
  readonly count: number;
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
    const whole = parseQuantity((spec["resources"] as Container["resources"])?.requests?.[resource] ?? "");
    return (whole ?? Math.max(peak, sidecars + total(spec.containers ?? [], request))) + overhead;
  };
  return { cpu: of("cpu"), memory: of("memory") };
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
