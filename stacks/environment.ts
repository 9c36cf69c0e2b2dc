import { App, type Size } from "cdk8s";
import type { Cpu } from "cdk8s-plus-27";
import { parseQuantity, type Surroundings, setSurroundings } from "../constructs/core";
import type { ScaleOptions } from "../constructs/load";
import type { Capacity } from "../constructs/plan";
import { checkEnvironment } from "./check-environment";
import type { Versions } from "./versions";

/** Which cluster an environment means. Whatever changes a cluster refuses every other one. */
export type ClusterBinding =
  /** The cluster behind a context of the kubeconfig. */
  | { readonly kind: "context"; readonly context: string }
  /** An EKS cluster of this name, in whatever account and region the kubeconfig says. */
  | { readonly kind: "eks"; readonly name: string }
  /** Any cluster that carries this ConfigMap: one made for tests. */
  | { readonly kind: "marker"; readonly namespace: string; readonly configMap: string };

/** What the nodes have for pods, each. */
export interface NodeCapacity {
  readonly nodes: number;
  readonly cpu: Cpu;
  readonly memory: Size;
  /** How many pods a node may run. */
  readonly pods: number;
}

/** Which class of storage is used for what. */
export interface StorageClasses {
  /** Volumes of one pod: databases. */
  readonly block: string;
  /** Volumes of many pods: media. */
  readonly shared: string;
}

/** How parts are rendered that have an operator: as its custom resources, or as plain workloads. */
export type Mode = "operator" | "standalone";

/** Everything in which one place to run differs from another. */
export interface Environment extends Surroundings {
  /** What it is for, in a sentence. */
  readonly description: string;
  readonly cluster: ClusterBinding;
  readonly capacity: NodeCapacity;
  readonly storageClasses: StorageClasses;
  /** The domain under which systems are reached: "tagenal" makes "api.tagenal". */
  readonly domain: string;
  readonly modes: { readonly vitess: Mode; readonly prometheus: Mode };
  /** The share of requests that are traced, from 0 to 1. */
  readonly sampling: number;
  /**
   * The part of a stress profile that its machines bear, those that make the load included.
   * @default - the whole of it
   */
  readonly stressScale?: ScaleOptions;
  readonly versions: Versions;
}

/**
 * An environment, checked. Begin with one that exists: `defineEnvironment({ ...eks, name: "staging", … })`.
 * @throws RefusedError with everything that is wrong
 */
export function defineEnvironment(environment: Environment): Environment {
  checkEnvironment(environment);
  return environment;
}

/** An app whose constructs know where they will run. */
export function appIn(environment: Environment): App {
  const app = new App();
  setSurroundings(app, environment);
  return app;
}

/** What all nodes have together. */
export function totalCapacity({ capacity: { nodes, cpu, memory, pods } }: Environment): Capacity & { readonly nodes: number } {
  const node = { cpu: parseQuantity(cpu.amount) ?? 0, memory: memory.toKibibytes() * 1024 };
  return { nodes, cpu: nodes * node.cpu, memory: nodes * node.memory, pods: nodes * pods, node };
}
