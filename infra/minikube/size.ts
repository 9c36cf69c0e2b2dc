import { type Capacity, type PlanDemand, shortages } from "../../constructs/plan";
import { type Environment, totalCapacity } from "../../stacks";
import type { Machine } from "./machine";

/** What each node of a cluster gets. */
export interface NodeSize {
  readonly cpus: number;
  /** MiB. */
  readonly memory: number;
}

/** How many nodes there are, and what each of them gets. */
export interface ClusterSize extends NodeSize {
  readonly nodes: number;
}

/** A size that was decided for, with what is wrong with it, or worth knowing. */
export interface SizeDecision {
  readonly size: ClusterSize;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const MEBIBYTE = 2 ** 20;
/**
 * What a node keeps for Kubernetes. CPU: the requests of the API server (250m), controller manager (200m), scheduler, etcd,
 * CoreDNS and metrics-server (100m each) and Calico (250m). Memory: their requests and what runs beside pods.
 */
const KEPT = { millicpus: 1100, mebibytes: 1024 };
/** Minikube takes no less. */
const LEAST: NodeSize = { cpus: 2, memory: 1800 };

/** The node that has so much room for pods: cores, and bytes. */
export function sizeFor({ cpu, memory }: { readonly cpu: number; readonly memory: number }): NodeSize {
  return {
    cpus: Math.max(LEAST.cpus, Math.ceil((Math.round(cpu * 1000) + KEPT.millicpus) / 1000)),
    memory: Math.max(LEAST.memory, Math.ceil(memory / MEBIBYTE) + KEPT.mebibytes),
  };
}

/** The room that a cluster of this size has for pods. */
export function roomIn({ nodes, cpus, memory }: ClusterSize, podsOfNode: number): Capacity {
  const node = { cpu: (cpus * 1000 - KEPT.millicpus) / 1000, memory: (memory - KEPT.mebibytes) * MEBIBYTE };
  return { cpu: nodes * node.cpu, memory: nodes * node.memory, pods: nodes * podsOfNode, node };
}

/** What a new cluster is to hold, and what there is for it. */
export interface SizeRequest {
  readonly system: string;
  readonly environment: Environment;
  readonly demand: PlanDemand;
  readonly machine: Machine;
  /** What was asked for in so many words. */
  readonly given: Partial<NodeSize>;
}

/** Decides for the size of a new cluster: as asked for, else as the environment says, else as much as there is. */
export function chooseSize(request: SizeRequest): SizeDecision {
  const { system, environment, machine, given } = request;
  const { nodes, node } = totalCapacity(environment);
  const meant = sizeFor(node);
  const most = mostOf(machine, nodes);
  const size = {
    nodes,
    cpus: given.cpus ?? Math.min(meant.cpus, most.cpus),
    memory: given.memory ?? Math.min(meant.memory, most.memory),
  };
  const problems = [
    ...tooMuch("--cpus", given.cpus, most.cpus, String, machine),
    ...tooMuch("--memory", given.memory, most.memory, mebibytes, machine),
    ...tooSmall(size, request),
  ];
  const smaller = given.cpus === undefined && given.memory === undefined && (size.cpus < meant.cpus || size.memory < meant.memory);
  const warnings = smaller
    ? [
        `${machine.name} has ${sizeInWords(most)}, environment ${environment.name} stands for ${sizeInWords(meant)}: ${system} fits, a larger system may not`,
      ]
    : [];
  return { size, problems, warnings: problems.length > 0 ? [] : warnings };
}

/** Why a system does not fit into a cluster of this size; nothing where it does. */
export function tooSmall(size: ClusterSize, { system, environment, demand, machine }: Omit<SizeRequest, "given">): string[] {
  const missing = shortages(demand, roomIn(size, environment.capacity.pods));
  if (missing.length === 0) return [];
  const { cpu, memory } = demand;
  const { largestPod } = demand;
  const enough = sizeFor({
    cpu: Math.max(cpu / size.nodes, largestPod.cpu),
    memory: Math.max(memory / size.nodes, largestPod.memory),
  });
  const most = mostOf(machine, size.nodes);
  const remedy =
    enough.cpus <= most.cpus && enough.memory <= most.memory
      ? `it takes --cpus ${enough.cpus} --memory ${mebibytes(enough.memory)}`
      : `it takes ${sizeInWords(enough)}, and ${machine.name} has ${sizeInWords(most)}: give it more, or take a larger machine`;
  return [`${system} ${missing.join(", and ")}, in a cluster of ${sizeInWords(size)}${each(size.nodes)}; ${remedy}`];
}

/** A size as people say it. */
export function sizeInWords({ cpus, memory }: NodeSize): string {
  return `${cpus} CPUs and ${mebibytes(memory)}`;
}

/** MiB as Minikube takes them: "6g", "6500m". */
export function mebibytes(amount: number): string {
  return amount % 1024 === 0 ? `${amount / 1024}g` : `${amount}m`;
}

/** Reads "6g" and "6144m" as MiB; undefined where it is neither. */
export function parseMemory(text: string): number | undefined {
  const [, amount, unit] = /^(\d+)([gm])$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * (unit?.toLowerCase() === "g" ? 1024 : 1);
}

/** The sizes that were asked for in so many words; says what is wrong with them. */
export function readSize(cpus: string | undefined, memory: string | undefined): { given: Partial<NodeSize>; problems: string[] } {
  const [count, amount] = [cpus === undefined ? undefined : Number(cpus), memory === undefined ? undefined : (parseMemory(memory) ?? NaN)];
  const problems = [
    ...(count === undefined || (Number.isInteger(count) && count >= LEAST.cpus)
      ? []
      : [`--cpus must be an integer of at least ${LEAST.cpus}, got "${cpus}"`]),
    ...(amount === undefined || amount >= LEAST.memory
      ? []
      : [`--memory must be like "6g" or "6144m" and at least ${LEAST.memory}m, got "${memory}"`]),
  ];
  return { given: { cpus: count, memory: amount }, problems };
}

/** Nodes share the CPUs of a machine, not its memory. */
function mostOf({ cpus, memory }: Machine, nodes: number): NodeSize {
  return { cpus, memory: Math.floor(memory / nodes) };
}

function tooMuch(option: string, given: number | undefined, most: number, say: (amount: number) => string, { name }: Machine): string[] {
  if (given === undefined || given <= most) return [];
  return [`${option} must be at most ${say(most)}, more ${name} does not have, got ${say(given)}`];
}

function each(nodes: number): string {
  return nodes === 1 ? "" : ` for each of ${nodes} nodes`;
}
