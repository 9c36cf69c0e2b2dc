import { setTimeout as sleep } from "node:timers/promises";
import { grouped, isClusterScoped, kindOf, type Manifest } from "../../constructs/plan";
import { CORPUS, type LabProof, type Trial } from "../constructs/plan/diff/corpus";
import { listOf, TrialCluster } from "./diff-corpus-cluster";
import { prove } from "./diff-corpus-proofs";
import type { StageContext } from "./stage";

/** The beginning of the names of all namespaces. */
const PREFIX = "tagenal-e2e-diff-trial";
/** How many trials run at a time: they mostly wait. */
const AT_ONCE = 10;
/** How many trials of each proof are enough where time is short. */
const ENOUGH = 4;

interface Task {
  readonly trial: Trial;
  readonly proof: LabProof;
  readonly cluster: TrialCluster;
}

/**
 * Applies changes of the corpus for real, and looks whether the cluster does what the corpus says that it does: all of them, or some
 * for each kind of proof.
 * @throws with every trial that the cluster contradicts
 */
export async function proveCorpus(context: StageContext): Promise<Record<string, number | string>> {
  const begin = performance.now();
  const tasks = chosen(context);
  const names = tasks.map(({ cluster }) => cluster.name);
  const contradicted: string[] = [];
  const proved: Record<string, number> = {};
  const queue = tasks.values();
  const work = async (): Promise<void> => {
    for (const { trial, proof, cluster } of queue) {
      const failure = await tried(cluster, trial, proof);
      const line = `${trial.name}: ${trial.class}, ${proof.sees}`;
      context.print(failure === undefined ? line : `${line}: NOT SO: ${failure}`);
      if (failure !== undefined) contradicted.push(`${cluster.name}: ${line}: ${failure}`);
      else proved[proof.sees] = (proved[proof.sees] ?? 0) + 1;
    }
  };
  try {
    await makeNamespaces(context, names);
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await context.kubectl(["delete", "namespace", "--ignore-not-found", "--timeout=180s", ...names]);
  }
  if (contradicted.length > 0) throw new Error(`the cluster contradicts the corpus:\n${contradicted.join("\n")}`);
  return {
    "changes in the corpus": Object.values(CORPUS).flat().length,
    "changes applied": tasks.length,
    ...Object.fromEntries(Object.entries(proved).map(([sees, count]) => [`changes after which the cluster showed "${sees}"`, count])),
    "seconds for the corpus": Math.round((performance.now() - begin) / 1000),
  };
}

function chosen(context: StageContext): Task[] {
  const all = Object.values(CORPUS)
    .flat()
    .flatMap((trial) => (trial.lab ? [{ trial, proof: trial.lab }] : []));
  const byProof = grouped(all, ({ proof }) => [proof.sees]);
  const wanted = context.full ? all : [...byProof.values()].flatMap(some);
  return wanted.map((task, index) => ({ ...task, cluster: new TrialCluster(context, `${PREFIX}-${index + 1}`) }));
}

/** A few, evenly from all subjects. */
function some<T>(all: readonly T[]): T[] {
  const step = (index: number): number => Math.floor((index * ENOUGH) / all.length);
  return all.filter((_, index) => step(index) > step(index - 1));
}

/** Makes all namespaces at once, and waits until pods are admitted: each has its account by then. */
async function makeNamespaces({ kubectl }: StageContext, names: readonly string[]): Promise<void> {
  const namespaces = names.map((name): Manifest => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
  await kubectl(["apply", "--server-side", "-f", "-"], listOf(namespaces));
  const accounts = ["get", "serviceaccounts", "-A", "--field-selector=metadata.name=default"];
  for (let attempt = 0; attempt < 60; attempt++) {
    const made = new Set((await kubectl([...accounts, "-o", "jsonpath={.items[*].metadata.namespace}"])).split(" "));
    if (names.every((name) => made.has(name))) return;
    await sleep(1000);
  }
  throw new Error("not every namespace has its default ServiceAccount within a minute");
}

/** What went otherwise than stated; undefined where nothing did. Whatever was made is about to go. */
async function tried(cluster: TrialCluster, trial: Trial, proof: LabProof): Promise<string | undefined> {
  const failure = ({ message }: Error): string => message.trim();
  const contradiction = await prove(cluster, trial, proof).then(() => undefined, failure);
  // The namespace with all that is in it, and what the whole cluster shares.
  const shared = [...trial.before.objects, ...trial.after.objects]
    .map(({ manifest }) => manifest)
    .filter((manifest) => isClusterScoped(kindOf(manifest)));
  const remains = await cluster.remove(shared, { wait: false }).then(() => undefined, failure);
  return contradiction ?? remains;
}
