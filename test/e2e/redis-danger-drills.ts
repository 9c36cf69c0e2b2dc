import type { Say } from "./redis-drills";
import type { RedisTrial } from "./redis-system";
import type { RedisTrials } from "./redis-trials";

/** More than the masters of a small cluster hold. */
const TOO_MUCH = { keys: 4500, bytes: 40_000 };
const SMALL: RedisTrial = { memory: 96 };

/** What the diff calls dangerous, carried out: what must not happen is refused by the cluster, the rest loses what it is said to lose. */
export async function dangers(trials: RedisTrials, say: Say): Promise<void> {
  await trials.apply(SMALL);
  for (const [what, trial] of [
    ["to keep nothing", { ...SMALL, persistent: false }],
    ["the other flavour", { ...SMALL, flavour: "redis" }],
  ] as const) {
    const { code, out, err } = await trials.run(trial, "apply");
    if (code === 0) throw new Error(`from one cluster to another, ${what}: nobody refused it\n${out}`);
    say(`in place, ${what}`, `refused: ${/immutable|forbidden|cannot[^.;]*/.exec(err)?.[0] ?? err.slice(0, 200)}`);
    // As it was.
    await trials.apply(SMALL);
    await trials.sound();
  }

  const load = await trials.load();
  const full = await load.fill(TOO_MUCH.keys, TOO_MUCH.bytes).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (!full?.includes("OOM")) throw new Error(`memory is full, yet writes say: ${full ?? "nothing"}`);
  say("memory full, nothing may be evicted", "writes are refused: OOM");
  await trials.sound();
  await trials.apply({ ...SMALL, evicts: true });
  await trials.sound();
  await load.fill(TOO_MUCH.keys, TOO_MUCH.bytes);
  const { keys, missing } = await load.checksum();
  if (missing === 0) throw new Error("memory is full and keys may be evicted, yet none is missing");
  say("memory full, keys may be evicted", `${missing} of ${keys} keys are gone`);
  const ends = "{range .items[*].status.containerStatuses[*]}{.name} {.lastState.terminated.reason} {.lastState.terminated.exitCode};{end}";
  const killed = (await trials.kubectl("get", "pods", "-o", `jsonpath=${ends}`)).split(";").filter((one) => /\d$/.test(one));
  if (killed.length > 0) throw new Error(`ended when memory was full: ${killed.join(", ")}`);
  await load.close();
}
