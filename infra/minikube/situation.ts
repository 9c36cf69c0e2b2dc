import { type Problem, RefusedError } from "../../constructs/core";
import { demandOf, type Plan } from "../../constructs/plan";
import type { Environment } from "../../stacks";
import type { KubectlMaker } from "../cluster/connect";
import { readKubeconfig } from "../cluster/kubeconfig";
import type { MirroredImage } from "../operate/mirrored-images";
import { neededAddons, storageWarnings } from "./addons";
import { missingImages } from "./architecture";
import { contextOf, probeCommand } from "./commands";
import { failureOf, readEvents, selectedDriver } from "./events";
import { type Asked, existingProblems, sizeOf } from "./existing";
import { type ListedImage, readImages } from "./images";
import { type Host, type Machine, readMachine } from "./machine";
import { isRunning, type Profile, readProfile } from "./profile";
import type { Ended, IPrograms } from "./programs";
import { KUBERNETES, toolProblems } from "./requirements";
import { type ClusterSize, chooseSize } from "./size";

/** What a cluster is wanted for. */
export interface Wish {
  readonly environment: Environment;
  readonly plan: Plan;
  readonly images: readonly MirroredImage[];
  readonly asked: Asked;
}

/** By which means this computer and its clusters are asked. */
export interface Means {
  readonly programs: IPrograms;
  readonly host: Host;
  readonly makeKubectl: KubectlMaker;
  readonly signal?: AbortSignal;
}

/** What is there, and what shall be: all that commands are decided by. */
export interface Situation {
  readonly context: string;
  /** The cluster, if it is there. */
  readonly profile?: Profile;
  readonly running: boolean;
  readonly driver: string;
  readonly machine: Machine;
  readonly size: ClusterSize;
  readonly missingAddons: readonly string[];
  /** Bytes of all volumes of the system. */
  readonly storage: number;
  /** The images of a cluster that runs. */
  readonly listed: readonly ListedImage[];
  readonly warnings: readonly string[];
}

/** Bytes that Minikube asks for. */
const DISK = 20e9;

/**
 * Looks at tools, machine and cluster; changes nothing.
 * @throws RefusedError with everything that is wrong
 */
export async function lookAround(wish: Wish, means: Means): Promise<Situation> {
  const { environment, plan, images, asked } = wish;
  const { programs, signal } = means;
  const binding = contextOf(environment);
  if ("refusal" in binding) return refuse(environment, [binding.refusal]);
  const { context } = binding;
  const ask = (words: readonly string[]): Promise<Ended | undefined> => programs.run(words, { signal });

  const [minikube, kubectl] = await Promise.all([
    ask(["minikube", "version", "--output", "json"]),
    ask(["kubectl", "version", "--client", "--output", "json"]),
  ]);
  const list = minikube && (await ask(["minikube", "profile", "list", "--light", "--output", "json"]));
  const unread = list && list.code !== 0 ? [`the clusters of Minikube cannot be listed: ${failureOf(list)}`] : [];
  const profile = list?.code === 0 ? readProfile(list.stdout, context) : undefined;
  const versions = { minikube: versionOf(minikube), kubectl: versionOf(kubectl) };
  const tools = [...toolProblems(versions, profile?.kubernetes ?? KUBERNETES), ...unread];
  const taken = !profile && list?.code === 0 && kubectl ? await takenContext(means, context) : [];
  if (!minikube) return refuse(environment, tools);

  const status = profile && (await ask(["minikube", "status", "-p", context, "--output", "json"]));
  const running = profile !== undefined && status !== undefined && isRunning(status.stdout, profile.nodes);
  const { driver, hindered } = running
    ? { driver: profile.driver, hindered: [] }
    : await probe(ask, context, profile, profile ? undefined : asked.driver);
  const machine = await readMachine(driver, programs, means.host);
  const nodes = profile?.nodes ?? environment.capacity.nodes;
  const demand = demandOf(plan, { nodes });
  const request = { system: plan.system, environment, demand, machine };
  const choice = profile
    ? { size: sizeOf(profile, machine), problems: existingProblems(profile, asked, request), warnings: [] }
    : chooseSize({ ...request, given: asked });
  const disk = profile ? { problems: [], warnings: [] } : diskOf(plan.system, machine, demand.storage);
  // A machine that nobody can start says nothing of its size.
  const sized = hindered.length > 0 && !profile ? [] : [...choice.problems, ...disk.problems];
  const problems = [...tools, ...taken, ...hindered, ...sized, ...missingImages(images, machine)];
  if (problems.length > 0) refuse(environment, problems);

  const addons = neededAddons(environment);
  return {
    context,
    ...(profile ? { profile } : {}),
    running,
    driver,
    machine,
    size: choice.size,
    missingAddons: addons.filter((addon) => !profile?.addons.has(addon)),
    storage: demand.storage,
    listed: running ? await listImages(programs, context, signal) : [],
    warnings: [...choice.warnings, ...disk.warnings, ...storageWarnings(environment, nodes)],
  };
}

/** The images of a cluster that runs. */
export async function listImages(programs: IPrograms, context: string, signal?: AbortSignal): Promise<ListedImage[]> {
  const ended = await programs.run(["minikube", "image", "ls", "-p", context, "--format", "json"], { signal });
  if (ended?.code !== 0)
    throw new RefusedError([{ path: "", message: `the images of ${context} cannot be listed: ${ended && failureOf(ended)}` }]);
  return readImages(ended.stdout);
}

async function probe(
  ask: (words: readonly string[]) => Promise<Ended | undefined>,
  context: string,
  profile: Profile | undefined,
  wanted: string | undefined,
): Promise<{ driver: string; hindered: string[] }> {
  const ended = await ask([...probeCommand(context, wanted), "--output", "json"]);
  const driver = profile?.driver ?? wanted ?? selectedDriver(readEvents(ended?.stdout ?? "")) ?? "";
  return { driver, hindered: ended && ended.code !== 0 ? [`Minikube cannot start it: ${failureOf(ended)}`] : [] };
}

/** A new cluster would take over a context of the same name, and whoever uses that would be somewhere else. */
async function takenContext({ makeKubectl }: Means, context: string): Promise<string[]> {
  const { contexts } = await readKubeconfig(makeKubectl());
  const found = contexts.find(({ name }) => name === context);
  if (!found) return [];
  return [
    `the kubeconfig has a context ${context} that is not of a cluster of Minikube (${found.server || "without a server"}); rename it (kubectl config rename-context ${context} NEW), or give the environment another one`,
  ];
}

function diskOf(system: string, { disk }: Machine, storage: number): { problems: string[]; warnings: string[] } {
  if (!disk) return { problems: [], warnings: [] };
  const { path, free } = disk;
  const has = `${gigabytes(free)} are free at ${path}`;
  if (free < DISK) return { problems: [`${has}, Minikube asks for ${gigabytes(DISK)}: make room there`], warnings: [] };
  const warnings = free < DISK + storage ? [`${has}, the volumes of ${system} may grow to ${gigabytes(storage)}`] : [];
  return { problems: [], warnings };
}

function gigabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e9)} GB`;
}

function versionOf(ended: Ended | undefined): string | undefined {
  if (!ended) return undefined;
  const [, version] = /"(?:minikubeVersion|gitVersion)":\s*"([^"]+)"/.exec(ended.stdout) ?? [];
  return version ?? "";
}

function refuse({ name }: Environment, messages: readonly string[]): never {
  throw new RefusedError(
    messages.map((message): Problem => ({ path: "", message })),
    `environment ${name}`,
  );
}
