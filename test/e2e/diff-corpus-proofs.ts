import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest, Plan } from "../../constructs/plan";
import type { LabProof, Trial } from "../constructs/plan/diff/corpus";
import { listOf, type SeenPod, type TrialCluster } from "./diff-corpus-cluster";

/** How one kind of proof goes: a look at what runs, then the change is carried out, then the other look. */
type Prove<P extends LabProof> = (cluster: TrialCluster, trial: Trial, proof: P) => Promise<void>;

/** Shows in a cluster what a trial says. @throws where the cluster says otherwise */
export async function prove(cluster: TrialCluster, trial: Trial, proof: LabProof): Promise<void> {
  await cluster.apply(trial.before);
  // What is refused is refused at once; what a claim may become depends on what it has.
  if (proof.sees !== "refused" || trial.before.assets.length > 0) await cluster.settle(trial.before);
  await (PROOFS[proof.sees] as Prove<LabProof>)(cluster, trial, proof);
}

const PROOFS: { readonly [S in LabProof["sees"]]: Prove<LabProof & { readonly sees: S }> } = {
  refused: async (cluster, { after }, { says }) => {
    const answer = await refusal(cluster, after);
    must(answer !== undefined, "the API server takes it in place");
    must(says.test(answer ?? ""), `the API server says: ${answer}`);
  },
  restarted: async (cluster, trial) => {
    const before = containers(await cluster.pods());
    await carryOut(cluster, trial);
    await cluster.until("all containers are others, and ready", async () => {
      const pods = await cluster.pods();
      const now = containers(pods);
      return now.length >= before.length && pods.every(isReady) && now.every((container) => !before.includes(container));
    });
    must(before.length > 0, "no container ran before");
  },
  kept: async (cluster, trial) => {
    const before = containers(await cluster.pods());
    await carryOut(cluster, trial);
    // Whoever would renew pods has begun by now.
    await sleep(1000);
    const now = containers(await cluster.pods());
    must(before.length > 0 && before.every((container) => now.includes(container)), `${before.length} containers did not stay`);
  },
  untouched: async (cluster, trial) => {
    const look = async () => [...(await contents(cluster, trial.before)), ...containers(await cluster.pods())].sort();
    const before = await look();
    await carryOut(cluster, trial);
    const now = await look();
    const other = now.filter((line, index) => line !== before[index]);
    must(before.length === now.length && other.length === 0, `it is ${other.join(", ")}, it was ${before.join(", ")}`);
  },
  gone: async (cluster, trial) => {
    must((await cluster.pods()).length > 0, "no pod ran before");
    await carryOut(cluster, trial);
    await cluster.until("all pods are gone", async () => (await cluster.pods()).length === 0);
  },
  "runs again": async (cluster, trial) => {
    await cluster.until("the work is done before", async () => (await succeeded(cluster)).length > 0);
    const before = await succeeded(cluster);
    await carryOut(cluster, trial);
    await cluster.until("another pod has done the work", async () => (await succeeded(cluster)).some((uid) => !before.includes(uid)));
  },
  blocked: async (cluster, trial) => {
    await cluster.until("a pod can be evicted before", async () => (await evictionRefused(cluster)) === undefined);
    await carryOut(cluster, trial);
    await cluster.until("evictions are refused", async () => /disruption budget/.test((await evictionRefused(cluster)) ?? ""));
  },
  unprotected: async (cluster, trial) => {
    await cluster.until("evictions are refused before", async () => /disruption budget/.test((await evictionRefused(cluster)) ?? ""));
    await carryOut(cluster, trial);
    await cluster.until("a pod can be evicted", async () => (await evictionRefused(cluster)) === undefined);
  },
  reached: async (cluster, trial, { to }) => {
    await cluster.run(trying(to, "until"));
    await carryOut(cluster, trial);
    await cluster.run(trying(to, "steadily"));
  },
  cut: async (cluster, trial, { to }) => {
    await cluster.run(trying(to, "until"));
    await carryOut(cluster, trial);
    await cluster.run(trying(to, "until not"));
  },
  "data kept": (cluster, trial, proof) => data(cluster, trial, proof),
  "data lost": (cluster, trial, proof) => data(cluster, trial, proof),
  "answer kept": async (cluster, trial, { ask, prepare }) => {
    if (prepare) await cluster.run(prepare);
    await cluster.until("there is an answer", async () => (await cluster.run(ask)) !== "");
    const before = await cluster.run(ask);
    await carryOut(cluster, trial);
    await sleep(1000);
    const now = await cluster.run(ask);
    must(before === now, `it was "${before}", it is "${now}"`);
  },
  "answer gone": async (cluster, trial, { ask, prepare }) => {
    if (prepare) await cluster.run(prepare);
    await cluster.until("there is an answer", async () => (await cluster.run(ask)) !== "");
    await carryOut(cluster, trial);
    // Whoever asks for what is not known any more gets an error.
    await cluster.until("there is no answer any more", async () => (await cluster.run(ask).catch(() => "")) === "", 45);
  },
  forbidden: async (cluster, trial, { account, verb, resource }) => {
    const may = () => allowed(cluster, account, verb, resource);
    await cluster.until("it is allowed before", may);
    await carryOut(cluster, trial);
    await cluster.until("it is forbidden", async () => !(await may()));
  },
  "no successor": async (cluster, trial, { says }) => {
    const before = await cluster.pods();
    await carryOut(cluster, trial);
    const pods = await cluster.pods();
    must(before.length > 0 && containers(pods).join() === containers(before).join(), "pods did not run on");
    await cluster.run(["delete", "pod", "--wait=false", ...before.map(({ metadata }) => metadata.name)]);
    const look = () => cluster.run(["get", "replicasets,pods", "-o", "json"]);
    await cluster.until(`it says ${says}`, async () => says.test(await look()));
    must(
      (await cluster.pods()).every((pod) => !isReady(pod)),
      "a successor is ready",
    );
  },
};

/** What one pod has written before the change, as another reads it afterwards. */
async function data(cluster: TrialCluster, trial: Trial, proof: LabProof & { readonly sees: "data kept" | "data lost" }): Promise<void> {
  const { sees, writer, reader, remade = false } = proof;
  await cluster.run(["exec", writer, "--", "sh", "-c", "echo before > /data/proof && sync"]);
  if (remade) {
    const answer = await refusal(cluster, trial.after);
    must(answer !== undefined, "the API server takes it in place");
    await cluster.remove(withoutHome(trial.before));
  }
  await carryOut(cluster, trial);
  // A pod that is counted otherwise may come later than the rollout seems to end.
  await cluster.until(`${reader} is ready`, async () => {
    const pods = await cluster.pods();
    return pods.some((pod) => isReady(pod) && (!reader.startsWith("pod/") || reader === `pod/${pod.metadata.name}`));
  });
  const isThere = async () =>
    (await cluster.run(["exec", reader, "--", "sh", "-c", "cat /data/proof 2>/dev/null || true"])).trim() === "before";
  if (sees === "data kept") must(await isThere(), "the file is not there any more");
  // Pods that are about to go may still have it.
  else await cluster.until("the file is not there", async () => !(await isThere()));
}

/** Applies the new Plan, and deletes what is in the old one alone; then waits for what is rolled out. */
async function carryOut(cluster: TrialCluster, { before, after }: Trial): Promise<void> {
  const stay = new Set(after.objects.map(({ id }) => id));
  const removed = before.objects.filter(({ id }) => !stay.has(id)).map(({ manifest }) => manifest);
  await cluster.apply(after);
  await cluster.settle(after);
  await cluster.remove(removed);
}

/** What the API server complains about; undefined where it does not. */
function refusal(cluster: TrialCluster, plan: Plan): Promise<string | undefined> {
  return cluster.apply(plan).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

async function evictionRefused(cluster: TrialCluster): Promise<string | undefined> {
  const [pod] = await cluster.pods();
  const name = pod?.metadata.name;
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name }, deleteOptions: { dryRun: ["All"] } };
  const path = `/api/v1/namespaces/${cluster.name}/pods/${name}/eviction`;
  return cluster.run(["create", "--raw", path, "-f", "-"], JSON.stringify(eviction)).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** Lets the client try until it gets through; or fails three times in a row; or whether it gets through every time. */
function trying(to: string, how: "until" | "until not" | "steadily"): string[] {
  const attempt = `nc -w 1 ${to.replace(":", " ")} -e true`;
  const script = {
    until: `for i in $(seq 40); do ${attempt} && exit 0; sleep 0.5; done; echo ${to} is not reached >&2; exit 1`,
    "until not": `n=0; for i in $(seq 40); do if ${attempt}; then n=0; else n=$((n + 1)); fi
      [ $n -ge 3 ] && exit 0; sleep 0.3; done; echo ${to} is still reached >&2; exit 1`,
    steadily: `for i in $(seq 5); do ${attempt} || { echo ${to} is not reached any more >&2; exit 1; }; sleep 0.5; done`,
  }[how];
  return ["exec", "deployment/client", "--", "sh", "-c", script];
}

async function allowed(cluster: TrialCluster, account: string, verb: string, resource: string): Promise<boolean> {
  const { name: namespace } = cluster;
  const review = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { user: `system:serviceaccount:${namespace}:${account}`, resourceAttributes: { namespace, verb, resource } },
  };
  return (await cluster.run(["create", "-o", "jsonpath={.status.allowed}", "-f", "-"], JSON.stringify(review))) === "true";
}

/** What the objects say: by their generations, or by all that they hold where their kind has none. */
async function contents(cluster: TrialCluster, plan: Plan): Promise<string[]> {
  const { items } = JSON.parse(
    await cluster.run(["get", "-o", "json", "-f", "-"], listOf(plan.objects.map(({ manifest }) => manifest))),
  ) as { items: (Manifest & { readonly metadata: { readonly generation?: number } })[] };
  return items.map(({ kind, metadata, ...rest }) => `${kind} ${metadata.generation ?? JSON.stringify([rest["data"], rest["spec"]])}`);
}

async function succeeded(cluster: TrialCluster): Promise<string[]> {
  return (await cluster.pods()).filter(({ status }) => status.phase === "Succeeded").map(({ metadata }) => metadata.uid);
}

function containers(pods: readonly SeenPod[]): string[] {
  return pods.flatMap(({ status }) => (status.containerStatuses ?? []).map(({ containerID = "" }) => containerID));
}

function isReady({ status }: SeenPod): boolean {
  return (status.containerStatuses ?? []).length > 0 && (status.containerStatuses ?? []).every(({ ready }) => ready);
}

function withoutHome({ objects }: Plan): Manifest[] {
  return objects.filter(({ manifest }) => manifest.kind !== "Namespace").map(({ manifest }) => manifest);
}

function must(ok: boolean, what: string): void {
  if (!ok) throw new Error(what);
}
