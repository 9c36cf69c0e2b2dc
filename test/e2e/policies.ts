import { setTimeout as sleep } from "node:timers/promises";
import { sideName } from "../../constructs/plan/network/attempt";
import { PolicySimulation } from "../../constructs/plan/network/policy-simulation";
import { listenBeside } from "./here";
import { membersOf } from "./network-members";
import { type Disagreement, disagreements, pairsIn, type Trial, trialsOf } from "./policy-trials";
import { Random } from "./random";
import { type Machine, type Outsiders, randomNetwork } from "./random-network";
import type { StageContext, StageResult } from "./stage";

/** How long the network may take to learn of new pods and policies. */
const PATIENCE = 2000;
/** With less than this of attempts, or of either verdict among them, the stage would prove little. */
const LEAST_ATTEMPTS = { smoke: 90, full: 1000 };
const LEAST_SHARE = 0.1;

/**
 * The policies that connections make, in the real network: pods are connected at random, all of them call all others, and
 * what happens must be what the simulation of the testing kit says. TAGENAL_SEED repeats a run.
 */
export async function policies(context: StageContext): Promise<StageResult> {
  const begin = performance.now();
  const firstSeed = Number(process.env["TAGENAL_SEED"] ?? Math.floor(Math.random() * 1e6));
  const rounds = context.full ? 4 : 1;
  const api = await apiServer(context);
  const ranges = await podRanges(context);
  const here = await listenBeside(api.ip);
  const outsiders: Outsiders = { api, here, podRanges: ranges };
  if (!here) context.print("this machine is on no network of the cluster: it takes no part");

  const trials: Trial[] = [];
  const wrong: string[] = [];
  try {
    for (let seed = firstSeed; seed < firstSeed + rounds; seed++) {
      context.print(`seed ${seed}`);
      const round = await tryNetwork(context, seed, outsiders);
      trials.push(...round.trials);
      wrong.push(...round.wrong.map((one) => `seed ${seed}: ${describe(one)}`));
    }
  } finally {
    here?.close();
  }

  const allowed = trials.filter(({ verdict }) => verdict.allowed).length;
  const figures = {
    seed: firstSeed,
    rounds,
    pairs: pairsIn(trials),
    attempts: trials.length,
    allowed,
    denied: trials.length - allowed,
    disagreements: wrong.length,
    seconds: Math.round((performance.now() - begin) / 1000),
  };
  if (wrong.length > 0)
    throw new Error(`network and simulation do not agree on ${wrong.length} of ${trials.length} attempts:\n${wrong.join("\n")}`);
  const tooFew =
    trials.length < LEAST_ATTEMPTS[context.full ? "full" : "smoke"] || Math.min(allowed, figures.denied) < LEAST_SHARE * trials.length;
  if (tooFew) throw new Error(`too few attempts, or of one verdict, to prove anything: ${allowed} of ${trials.length} allowed`);
  return { figures };
}

async function tryNetwork(context: StageContext, seed: number, outsiders: Outsiders): Promise<{ trials: Trial[]; wrong: Disagreement[] }> {
  const plan = randomNetwork(new Random(seed), `policies-${seed}`, outsiders);
  const objects = plan.objects.map(({ manifest }) => manifest);
  const namespaces = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
  try {
    await context.kubectl(["apply", "--server-side", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
    const members = await membersOf(context, plan, outsiders);
    await sleep(PATIENCE);
    const trials = trialsOf(members, new PolicySimulation(plan));
    return { trials, wrong: await disagreements(trials, PATIENCE) };
  } finally {
    await context.kubectl(["delete", "namespace", ...namespaces, "--ignore-not-found", "--timeout=120s"]);
  }
}

/** The address behind the Service of the API, where policies see it. */
async function apiServer(context: StageContext): Promise<Machine> {
  const slice = await context.kubectl([
    "get",
    "endpointslices",
    "--namespace=default",
    "--selector=kubernetes.io/service-name=kubernetes",
    "--output=json",
  ]);
  const { items } = JSON.parse(slice) as { items: { endpoints: { addresses: string[] }[]; ports: { port: number }[] }[] };
  const ip = items[0]?.endpoints[0]?.addresses[0];
  const port = items[0]?.ports[0]?.port;
  if (ip === undefined || port === undefined) throw new Error("the Service of the API has no address");
  return { ip, port };
}

async function podRanges(context: StageContext): Promise<string[]> {
  const { items } = JSON.parse(await context.kubectl(["get", "nodes", "--output=json"])) as { items: { spec: { podCIDR?: string } }[] };
  return items.flatMap(({ spec }) => spec.podCIDR ?? []);
}

function describe({ trial: { client, server, target, verdict }, outcome }: Disagreement): string {
  const simulated = `${verdict.allowed ? "allowed" : "denied"} (${verdict.why})`;
  const real = outcome.open ? "open" : `closed (${outcome.said})`;
  return `${sideName(client.side)} to ${sideName(server.side)}, port ${target.port}: simulated ${simulated}, in truth ${real}`;
}
