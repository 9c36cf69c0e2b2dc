import { RefusedError } from "../../constructs/core";
import type { Plan } from "../../constructs/plan";
import type { Environment } from "../../stacks";
import { connectBy } from "../cluster/connect";
import type { IKubectl } from "../cluster/kubectl";
import { getLive } from "../cluster/live-object";
import { PatientKubectl } from "../cluster/patient-kubectl";
import { type Address, addressesOf, publicServices } from "./addresses";
import { addonCommand, asTyped, buildCommands, createCommand, removal, startCommand, type Words, waitCommands } from "./commands";
import { failureOf, readEvent } from "./events";
import { type AppImage, type ImageState, imageState, isListed, type ListedImage } from "./images";
import { CNI, foreignAddresses, networkDaemon } from "./network";
import { listImages, type Means, type Situation } from "./situation";

/** What becomes of an image. */
export interface ImageAccount {
  readonly image: string;
  readonly folder: string;
  readonly state: ImageState;
  readonly usedBy: readonly string[];
}

/** What was done. */
export interface ReadyAccount {
  readonly cluster: "created" | "started" | "running";
  readonly images: readonly ImageAccount[];
  readonly addresses: readonly Address[];
  readonly warnings: readonly string[];
}

/** How it speaks, and what it tells of what it has begun to change. */
export interface ReadyHooks extends Means {
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
  readonly onChange: () => void;
}

/** What starts the cluster, or completes one that runs. */
export function clusterCommands(situation: Situation): Words[] {
  const { context, profile, running, driver, size, missingAddons, storage } = situation;
  if (!profile) return [createCommand({ context, driver, size, addons: missingAddons, storage })];
  return running ? missingAddons.map((addon) => addonCommand(context, addon)) : [startCommand(context, missingAddons)];
}

/** The network of the cluster that is there, or will be. */
export function networkOf({ profile }: Situation): string {
  return profile?.cni ?? CNI;
}

/** All commands that will be run, those that only wait included. */
export function allCommands(situation: Situation, apps: readonly AppImage[]): Words[] {
  const { context, listed } = situation;
  const waits = waitCommands(context, networkDaemon(networkOf(situation)));
  return [...clusterCommands(situation), ...waits, ...apps.flatMap((app) => pendingBuilds(context, app, listed))];
}

/** Starts the cluster, proves it, builds images: whatever of it is missing. */
export async function makeReady(
  { environment, plan }: { environment: Environment; plan: Plan },
  situation: Situation,
  apps: readonly AppImage[],
  hooks: ReadyHooks,
): Promise<ReadyAccount> {
  const { profile, running, context } = situation;
  for (const words of clusterCommands(situation)) await change(words, context, hooks);
  const kubectl = new PatientKubectl(await connectBy(hooks.makeKubectl, environment), { signal: hooks.signal, onWait: hooks.progress });
  const nodes = await provenNodes(kubectl, context);
  for (const words of waitCommands(context, networkDaemon(networkOf(situation)))) await wait(words, context, hooks);
  const images: ImageAccount[] = [];
  for (const app of apps) images.push(await build(app, context, hooks));
  const live = await getLive(
    kubectl,
    publicServices(plan).map(({ manifest }) => manifest),
  );
  return {
    cluster: profile ? (running ? "running" : "started") : "created",
    images,
    addresses: addressesOf(plan, live, nodes[0] ?? "", situation),
    warnings: [...situation.warnings, ...foreignAddresses(environment, nodes)],
  };
}

/** Runs what changes the cluster; Minikube says meanwhile what it does. */
async function change(words: Words, context: string, { programs, signal, progress, onChange }: ReadyHooks): Promise<void> {
  progress(`${words.slice(0, 2).join(" ")} …`);
  onChange();
  const starts = words[1] === "start";
  const onLine = (line: string): void => {
    const event = readEvent(line);
    if (event?.kind === "step") progress(`minikube: ${event.message.split("\n")[0]}`);
  };
  const ended = await programs.run(starts ? [...words, "--output", "json"] : words, { signal, onLine });
  if (ended?.code === 0) return;
  const why = ended ? failureOf(ended) : "it is no longer on the PATH";
  const remedy = starts
    ? `; look with: minikube logs -p ${context}; if it fails again, begin anew, without what it holds: ${removal(context)}`
    : "";
  throw new RefusedError([{ path: "", message: `${asTyped(words)} failed: ${why}${remedy}` }]);
}

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
    readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] };
  }[];
}

/** The addresses of the nodes, after a proof that they are those of this cluster of Minikube. */
async function provenNodes(kubectl: IKubectl, context: string): Promise<string[]> {
  const { items } = await kubectl.json<NodeList>(["get", "nodes"]);
  const foreign = items.find(({ metadata }) => metadata.labels?.["minikube.k8s.io/name"] !== context);
  if (foreign || items.length === 0) {
    const what = foreign ? `its node ${foreign.metadata.name} is none of Minikube's ${context}` : "it has no nodes";
    const message = `the context ${context} leads to another cluster: ${what}; set it right with: minikube update-context -p ${context}`;
    throw new RefusedError([{ path: "", message }]);
  }
  return items.flatMap(({ status }) => (status?.addresses ?? []).find(({ type }) => type === "InternalIP")?.address ?? []);
}

async function wait(words: Words, context: string, { programs, signal, progress }: ReadyHooks): Promise<void> {
  progress(`waiting for ${words.includes("node") ? "the nodes" : "the network"} …`);
  const ended = await programs.run(words, { signal });
  if (ended?.code === 0) return;
  const why = ended ? failureOf(ended) : "kubectl is no longer on the PATH";
  const message = `the cluster ${context} is started, but not ready: ${why}; look with: kubectl --context ${context} get pods -n kube-system; then repeat the same command`;
  throw new RefusedError([{ path: "", message }]);
}

/** Each step that an image still needs: one that was broken off goes on. */
function pendingBuilds(context: string, app: AppImage, listed: readonly ListedImage[]): Words[] {
  if (imageState(app, listed) === "unchanged") return [];
  const [ofSource, ofName] = buildCommands(context, app);
  return [isListed(listed, app.source) ? [] : [ofSource ?? []], [ofName ?? []]].flat();
}

async function build(app: AppImage, context: string, hooks: ReadyHooks): Promise<ImageAccount> {
  const { programs, signal, progress, onChange } = hooks;
  const { image, folder, usedBy } = app;
  const before = await listImages(programs, context, signal);
  const state = imageState(app, before);
  let output = "";
  for (const words of pendingBuilds(context, app, before)) {
    progress(`building ${image} …`);
    onChange();
    const ended = await programs.run(words, { signal, onLine: (line) => progress(`${folder}: ${line}`) });
    output = ended ? `${ended.stdout}\n${ended.stderr}` : output;
    // Minikube ends well even where the build has failed: the image itself is the proof.
    const after = await listImages(programs, context, signal);
    if (words.includes(app.source) && !isListed(after, app.source)) throw failedBuild(app, output, words);
    if (!words.includes(app.source) && imageState(app, after) !== "unchanged") throw failedBuild(app, output, words);
  }
  return { image, folder, state, usedBy };
}

function failedBuild({ image, folder }: AppImage, output: string, words: Words): RefusedError {
  const lines = output.split("\n").filter((line) => /\w/.test(line));
  const error = lines.findLast((line) => /error|fail/i.test(line)) ?? lines.at(-1) ?? "it says nothing";
  const message = `${image} could not be built of ${folder}: ${error.trim()}; mend it, or see all that is said with: ${asTyped(words)}`;
  return new RefusedError([{ path: "", message }]);
}
