import { RefusedError } from "../../constructs/core";
import { planOf } from "../../constructs/plan";
import { onCommandLine } from "../apply/refusal-line";
import { Kubectl } from "../cluster/kubectl";
import { tunnelCommand } from "../minikube/addresses";
import { asTyped } from "../minikube/commands";
import { appImages } from "../minikube/images";
import { driverNamed, thisHost } from "../minikube/machine";
import { allCommands, makeReady, networkOf, type ReadyAccount } from "../minikube/make-ready";
import { Programs } from "../minikube/programs";
import { KUBERNETES } from "../minikube/requirements";
import { lookAround, type Situation, type Wish } from "../minikube/situation";
import { mebibytes, readSize, sizeInWords } from "../minikube/size";
import { mirroredImages } from "../operate/mirrored-images";
import type { Arguments } from "./arguments";
import { changeCluster, sourceOf } from "./change-cluster";
import type { Command } from "./command";
import { type PlannedSystem, plannedSystem } from "./planned-system";
import type { Terminal } from "./terminal";

/** `tagenal minikube`: makes a cluster of Minikube ready for a system. */
export const MINIKUBE: Command = {
  summary: "makes a cluster of Minikube ready for a system, images of the apps included",
  help: `usage: tagenal minikube <environment> [--system S | --app MODULE] [--driver D] [--cpus N] [--memory M] [--dry-run] [--json]

Starts the environment's cluster, or what of it is missing, with a network that enforces policies; builds within it the images of apps/
that the system uses, unless they are there unchanged; says how the system is reached. What hinders it (tools, driver, size of the
machine, architecture, a cluster made otherwise) is said before the first change. It may be interrupted and repeated at any time; the
second time it changes nothing. It never removes a cluster.

  <environment>   one whose cluster is a context: that is the name of the cluster, as in minikube -p
  --driver D      what the cluster runs in: docker, podman, kvm2, vfkit, … Without it, Minikube chooses
  --cpus N        CPUs of each node. Without it, as the environment says; or what the machine has, if the system fits
  --memory M      memory of each node, as 6g or 6144m. Without it, likewise
  --dry-run       check, and print the commands that would be run
  --system S, --app MODULE   as in tagenal synth
  --json          say what was done as JSON on standard output

An image is built where its name ends like a folder of apps/ that has a Dockerfile: tagenal/lecture-web:1.0.0 of apps/lecture-web. A
second name in the cluster, ending in a hash of that folder, tells later that it is unchanged.

examples:
  tagenal minikube minikube
  tagenal minikube minikube --system lecture --cpus 4 --memory 6g
  tagenal minikube minikube --driver kvm2 --dry-run
`,
  options: {
    system: { type: "string" },
    app: { type: "string" },
    driver: { type: "string" },
    cpus: { type: "string" },
    memory: { type: "string" },
    "dry-run": { type: "boolean" },
  },
  run: minikube,
};

async function minikube(given: Arguments, terminal: Terminal): Promise<number> {
  const { given: size, problems } = readSize(given.text("cpus"), given.text("memory"));
  if (problems.length > 0)
    throw new RefusedError(
      problems.map((message) => ({ path: "", message })),
      "the command line",
    );
  const driver = given.text("driver");
  terminal.progress(`rendering for ${given.environment} …`);
  const planned = await plannedSystem(given);
  const { environment, plan } = planned;
  const images = mirroredImages(plan, await withoutMirrors(planned));
  const wish: Wish = { environment, plan, images, asked: { ...size, ...(driver === undefined ? {} : { driver: driverNamed(driver) }) } };
  let changed = false;
  const stop = (): string =>
    changed ? "The cluster stays as it is now. Repeat the same command: it goes on from there." : "Nothing was changed.";
  return changeCluster(terminal, stop, async ({ signal, progress }) => {
    const means = { programs: new Programs(), host: thisHost(), makeKubectl: (context?: string) => new Kubectl({ context }), signal };
    progress("looking at tools, machine and cluster …");
    const situation = await lookAround(wish, means);
    const apps = appImages(images, process.cwd());
    const facts = factsOf(planned, situation);
    if (given.flag("dry-run")) {
      const commands = allCommands(situation, apps);
      terminal.done();
      if (terminal.json) terminal.print(`${JSON.stringify({ ...facts, commands, warnings: situation.warnings }, null, 2)}\n`);
      else {
        terminal.print(commands.map((words) => `${asTyped(words)}\n`).join(""));
        warn(situation.warnings, terminal);
      }
      return;
    }
    const account = await makeReady(wish, situation, apps, { ...means, signal, progress, onChange: () => void (changed = true) });
    terminal.done();
    if (terminal.json) terminal.print(`${JSON.stringify({ ...facts, ...account }, null, 2)}\n`);
    else {
      terminal.print(`${render(account, situation, `${environment.name}${sourceOf(given)}`, terminal)}\n`);
      warn(account.warnings, terminal);
    }
  });
}

/** The Plan that names images by where their makers publish them. */
async function withoutMirrors({ system, environment, plan, build }: PlannedSystem): Promise<PlannedSystem["plan"]> {
  if (Object.keys(environment.registry?.mirrors ?? {}).length === 0) return plan;
  const unmirrored = { ...environment, registry: { ...environment.registry, mirrors: {} } };
  return planOf(await build(unmirrored), { system, environment: environment.name });
}

/** The cluster, as JSON says it. */
function factsOf({ system, environment: { name } }: PlannedSystem, situation: Situation): object {
  const { context, driver, profile } = situation;
  const { nodes, cpus, memory } = situation.size;
  const [kubernetes, cni] = [profile?.kubernetes ?? KUBERNETES, networkOf(situation)];
  return { system, environment: name, context, driver, nodes, cpus, memory: mebibytes(memory), kubernetes, cni };
}

function warn(warnings: readonly string[], terminal: Terminal): void {
  for (const text of warnings) terminal.note(terminal.paint("yellow", `! ${text}`));
}

const CLUSTER = { created: "is made", started: "is started", running: "runs already" } as const;
const IMAGE = { new: "built", changed: "built anew", unchanged: "unchanged" } as const;

function render({ cluster, images, addresses }: ReadyAccount, situation: Situation, words: string, terminal: Terminal): string {
  const { context, driver, size, profile } = situation;
  const nodes = size.nodes === 1 ? "" : `${size.nodes} nodes of `;
  const old = images.filter(({ state }) => state === "changed").flatMap(({ usedBy }) => usedBy);
  const missing = addresses.filter(({ url }) => url === undefined);
  return [
    `${terminal.paint("green", `${context} ${CLUSTER[cluster]}`)}: ${nodes}${sizeInWords(size)} by ${driver}, Kubernetes ${profile?.kubernetes ?? KUBERNETES}, network ${networkOf(situation)}`,
    ...images.map(({ image, folder, state }) => `  ${image}: ${IMAGE[state]}, of ${folder}`),
    ...old.map((id) => `  ${id} keeps the old image, if it runs, until: kubectl --context ${context} rollout restart ${onCommandLine(id)}`),
    ...addresses.flatMap(({ service, url }) => (url === undefined ? [] : [`  ${service}: ${url}`])),
    "",
    "Next:",
    `  npx tagenal apply ${words}`,
    ...(addresses.length > 0 ? [`  ${asTyped(tunnelCommand(context))}    # in another terminal: gives load balancers an address`] : []),
    ...missing.map(({ command }) => `  ${asTyped(command)}    # or this, after apply: an address without the tunnel`),
    `  npx tagenal doctor ${words} --policies    # does the network enforce policies?`,
  ].join("\n");
}
