import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { RedisTrial } from "./redis-system";
import { expectNothingLost, expectServed, type RedisTrials } from "./redis-trials";

/** Tells a figure. */
export type Say = (what: string, figure: number | string) => void;

/** Every key of the scaling drill is compared. */
const KEYS = 5000;
const BYTES = 200;
/** What one interruption may cost a client: the node timeout and three seconds. */
const FAILOVER = 6000;

/** A setting that differs from that of the first apply. */
const RENEWED = 11;

const secondsSince = (begin: number): number => Math.round((performance.now() - begin) / 100) / 10;

/** All pods are renewed, a master is killed, a master's pod ends by force, all pods end at once: under load, nothing acknowledged is lost. */
export async function disruptions(trials: RedisTrials, say: Say, trial: RedisTrial): Promise<void> {
  const { flavour = "valkey" } = trial;
  const load = await trials.load();
  await load.mark("renewed");
  const { seconds } = await trials.apply({ ...trial, hz: RENEWED });
  await trials.sound();
  say(`${flavour}: all pods renewed in ${seconds} s`, expectServed(await load.mark("killed"), 1000));

  const [first = "", second = ""] = await trials.masters();
  await trials.crash(first);
  await trials.sound(90);
  say(`${flavour}: kill -9 of a master`, expectServed(await load.mark("by force"), FAILOVER));

  await trials.kubectl("delete", "pod", second, "--force", "--grace-period=0");
  await sleep(1000);
  await trials.sound(90);
  say(`${flavour}: a master's pod deleted by force`, expectServed(await load.mark("all"), FAILOVER));

  await load.fill(KEYS, BYTES);
  say(`${flavour}: seconds until all is sound after all pods ended at once`, await trials.endAllAtOnce());
  await expectKeys(load);
  say(`${flavour}: keys that hold what was acknowledged`, await expectNothingLost(load));
}

/** Three masters, four, three: under load, each key compared; interrupted half-way; and never by leaving a shard out. */
export async function scaling(trials: RedisTrials, say: Say, given: RedisTrial): Promise<void> {
  // As the pods were renewed last: nothing but the number of shards changes.
  const trial = { ...given, hz: RENEWED };
  const { flavour = "valkey" } = trial;
  const load = await trials.load();
  await load.fill(KEYS, BYTES);
  await load.mark("out");
  const out = await trials.apply({ ...trial, masters: 4 });
  await expectSlots(trials, 4);
  await expectKeys(load);
  say(`${flavour}: 3 → 4 masters in ${out.seconds} s`, expectServed(await load.mark("left out"), 2000));

  const refused = await trials.run({ ...trial, masters: 3 }, "apply", "--prune");
  if (refused.code === 0) throw new Error(`a shard was left out without being drained:\n${refused.out}`);
  await trials.kubectl("delete", "jobs", "-l", "app.kubernetes.io/component=reconcile", "--wait=true");
  await expectSlots(trials, 4);

  const begin = performance.now();
  const leaving = trials.run({ ...trial, masters: 3, leaving: 1 }, "apply");
  await interrupt(trials);
  const ended = await leaving;
  if (ended.code !== 0) throw new Error(`scaling in ended with ${ended.code}:\n${ended.out}${ended.err}`);
  await expectSlots(trials, 3);
  await expectKeys(load);
  say(`${flavour}: 4 → 3 masters, interrupted once, in ${secondsSince(begin)} s`, expectServed(await load.mark("gone"), 2000));
  await trials.apply({ ...trial, masters: 3 }, "--prune", "--allow-data", `StatefulSet.apps/redis-trial/store-s3`);
  const left = await trials.servers();
  if (left.length !== 6) throw new Error(`${left.length} servers are left: ${left.join(", ")}`);
  await trials.sound();
  await expectKeys(load);
  say(`${flavour}: keys that hold what was acknowledged, after scaling`, await expectNothingLost(load));
}

/** Ends the pod that moves slots, as soon as it does; its job makes another. */
async function interrupt(trials: RedisTrials): Promise<void> {
  const newest = ["get", "pods", "-l", "app.kubernetes.io/component=reconcile", "--sort-by=.metadata.creationTimestamp"];
  for (let tries = 0; tries < 300; tries += 1) {
    const pods = await trials.kubectl(...newest, "-o", "jsonpath={.items[*].metadata.name}");
    const pod = pods.split(" ").at(-1) ?? "";
    const said = pod === "" ? "" : await trials.kubectl("logs", pod).catch(() => "");
    if (said.includes("slots go to") && !said.includes("CHANGED")) {
      await trials.kubectl("delete", "pod", pod, "--force", "--grace-period=0");
      return;
    }
    await sleep(200);
  }
  throw new Error("no slots were seen to move");
}

async function expectSlots(trials: RedisTrials, masters: number): Promise<void> {
  const owners = await trials.masters();
  const counts = await Promise.all(owners.map(async (pod) => slotsOf(await trials.ask(pod, "CLUSTER", "NODES"))));
  const fair = 16384 / masters;
  if (owners.length !== masters || counts.some((count) => Math.abs(count - fair) > 1))
    throw new Error(`slots are owned by ${owners.map((pod, index) => `${pod}: ${counts[index]}`).join(", ")}`);
}

function slotsOf(nodes: string): number {
  const [own = ""] = nodes.match(/^.*myself.*$/m) ?? [];
  const ranges = own.split(" ").slice(8);
  return ranges.reduce((sum, range) => {
    const [from = 0, to = from] = range.split("-").map(Number);
    return sum + to - from + 1;
  }, 0);
}

async function expectKeys(load: Awaited<ReturnType<RedisTrials["load"]>>): Promise<void> {
  const { keys, missing, different, unverified, examples } = await load.checksum();
  if (missing + different > 0 || Object.keys(unverified).length > 0)
    throw new Error(`of ${keys} keys ${missing} are missing, ${different} differ: ${examples.join("; ")} ${JSON.stringify(unverified)}`);
}
