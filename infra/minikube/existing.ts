import { removal } from "./commands";
import type { Machine } from "./machine";
import { enforcesPolicies } from "./network";
import type { Profile } from "./profile";
import { kubernetesProblem } from "./requirements";
import { type ClusterSize, mebibytes, type NodeSize, type SizeRequest, tooSmall } from "./size";

/** What was asked for in so many words. */
export interface Asked extends Partial<NodeSize> {
  readonly driver?: string;
}

/** The size of a cluster that is there. What has no limit has what the machine has. */
export function sizeOf({ driver, nodes, cpus, memory }: Profile, machine: Machine): ClusterSize {
  // Without a machine of its own it has no limits, whatever is written down.
  const limited = driver !== "none";
  return { nodes, cpus: (limited && cpus) || machine.cpus, memory: (limited && memory) || machine.memory };
}

/** Why a cluster that is there will not do. What cannot be changed in place is one problem: it has one remedy. */
export function existingProblems(profile: Profile, asked: Asked, request: Omit<SizeRequest, "given">): string[] {
  const { name, driver, cni } = profile;
  const size = sizeOf(profile, request.machine);
  const reasons = [
    ...(asked.driver === undefined || asked.driver === driver ? [] : [`it runs in ${driver}, and --driver asks for ${asked.driver}`]),
    ...(asked.cpus === undefined || asked.cpus === size.cpus ? [] : [`it has ${size.cpus} CPUs, and --cpus asks for ${asked.cpus}`]),
    ...(asked.memory === undefined || asked.memory === size.memory
      ? []
      : [`it has ${mebibytes(size.memory)} of memory, and --memory asks for ${mebibytes(asked.memory)}`]),
    ...(enforcesPolicies(cni) ? [] : [`its network (${cni === "" ? "the one that Minikube chose" : cni}) enforces no policies`]),
    ...tooSmall(size, request),
  ];
  const kubernetes = kubernetesProblem(profile.kubernetes, name);
  if (reasons.length === 0) return kubernetes ? [kubernetes] : [];
  const remedy = `Minikube cannot change that in place; remove the cluster, with all data in it, and begin anew: ${removal(name)}`;
  return [`the cluster ${name} is there and will not do: ${reasons.join("; ")}. ${remedy}`, ...(kubernetes ? [kubernetes] : [])];
}
