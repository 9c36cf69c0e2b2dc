import type { Environment } from "../../stacks";
import type { AppImage } from "./images";
import { isVirtual } from "./machine";
import { CNI } from "./network";
import { KUBERNETES } from "./requirements";
import type { ClusterSize } from "./size";

/** A program and its words. */
export type Words = readonly string[];

/** MiB of the disk that Minikube gives a virtual machine by itself. */
const USUAL_DISK = 20_000;

/** What a new cluster is made of. */
export interface NewCluster {
  readonly context: string;
  /** Empty where Minikube alone knows. */
  readonly driver: string;
  readonly size: ClusterSize;
  readonly addons: readonly string[];
  /** Bytes of all volumes that it is to hold. */
  readonly storage: number;
}

/** Makes a cluster. */
export function createCommand({ context, driver, size: { nodes, cpus, memory }, addons, storage }: NewCluster): Words {
  // It grows as it is written to: what it may hold costs nothing before.
  const disk = isVirtual(driver) && storage > 0 ? [`--disk-size=${USUAL_DISK + Math.ceil(storage / 2 ** 20)}m`] : [];
  const options = [
    driver === "" ? [] : `--driver=${driver}`,
    nodes > 1 ? `--nodes=${nodes}` : [],
    `--cpus=${cpus}`,
    `--memory=${memory}m`,
    disk,
    `--kubernetes-version=${KUBERNETES}`,
    `--cni=${CNI}`,
    `--addons=${addons.join(",")}`,
  ];
  return ["minikube", "start", "-p", context, ...options.flat()];
}

/** Starts a cluster that is there, as it was made. */
export function startCommand(context: string, addons: readonly string[]): Words {
  return ["minikube", "start", "-p", context, ...(addons.length > 0 ? [`--addons=${addons.join(",")}`] : [])];
}

/** Asks Minikube what would hinder a start; changes nothing. */
export function probeCommand(context: string, driver: string | undefined): Words {
  return ["minikube", "start", "-p", context, "--dry-run", ...(driver === undefined ? [] : [`--driver=${driver}`])];
}

/** Adds an addon to a cluster that runs. */
export function addonCommand(context: string, addon: string): Words {
  return ["minikube", "addons", "enable", addon, "-p", context];
}

/** Waits for what must be true before anything is deployed; the network's DaemonSet, if it is known. */
export function waitCommands(context: string, daemon: string | undefined): Words[] {
  const kubectl = ["kubectl", "--context", context];
  const network = daemon && [...kubectl, "rollout", "status", `daemonset/${daemon}`, "--namespace=kube-system", "--timeout=5m"];
  return [[...kubectl, "wait", "node", "--all", "--for=condition=Ready", "--timeout=5m"], ...(network ? [network] : [])];
}

/** Builds an image on every node, first by the name of its source: Minikube does not say whether a build has failed. */
export function buildCommands(context: string, { image, source, folder }: AppImage): Words[] {
  return [source, image].map((name) => ["minikube", "image", "build", "-p", context, "--all", "-t", name, folder]);
}

/** What must be typed to remove a cluster. */
export function removal(context: string): string {
  return `minikube delete -p ${context}`;
}

/** Words as a shell takes them. */
export function asTyped(words: Words): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

/** The cluster that an environment means, by the name of its context; why there is none. */
export function contextOf({ name, cluster }: Environment): { context: string } | { refusal: string } {
  if (cluster.kind === "context") return { context: cluster.context };
  const is =
    cluster.kind === "eks" ? `the EKS cluster ${cluster.name}` : `any with the ConfigMap ${cluster.namespace}/${cluster.configMap}`;
  const remedy = 'take one with cluster: { kind: "context", context: NAME }, such as minikube';
  return { refusal: `the cluster of environment ${name} is ${is}, Minikube makes clusters of contexts; ${remedy}` };
}
