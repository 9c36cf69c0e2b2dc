import { access, caches, encryption } from "./redis-access-drills";
import { dangers } from "./redis-danger-drills";
import { disruptions, scaling } from "./redis-drills";
import { RedisLoad } from "./redis-load";
import { expectNothingLost, expectServed, RedisTrials } from "./redis-trials";
import type { StageContext, StageResult } from "./stage";

/**
 * A Redis cluster forms by itself, changes nothing when applied again, and under load survives the crash of a master and the end of all its
 * pods at once; strangers are kept out; metrics are exported. Full: both flavours, each renewed, crashed, wiped, scaled out and in, then users,
 * encryption and a cache without persistence.
 */
export async function redis(context: StageContext): Promise<StageResult> {
  const figures: Record<string, number | string> = {};
  const trials = await RedisTrials.in(context);
  const say = (what: string, figure: number | string): void => {
    figures[what] = figure;
    context.print(`… ${what}: ${figure}`);
  };
  try {
    const first = await trials.apply({});
    await trials.sound(5);
    say("seconds from apply to a sound cluster", first.seconds);
    if (first.seconds > 60) throw new Error(`${first.seconds} s from apply to a cluster that is sound`);
    const { changed } = await trials.apply({});
    if (changed.length > 0) throw new Error(`a second apply changed ${changed.join(", ")}`);

    const foreign = await RedisLoad.once(await trials.client({}, "stranger"), ["PING"]);
    if (foreign.error === undefined) throw new Error(`a stranger was answered: ${JSON.stringify(foreign.reply)}`);
    say("what a stranger gets", foreign.error);
    await trials.expectMetrics();

    const load = await trials.load();
    await load.mark("a master crashes");
    const [master = ""] = await trials.masters();
    await trials.crash(master);
    await trials.sound(60);
    await load.until(2000);
    say("a master crashes", expectServed(await load.mark("all pods end at once"), 6000));
    say("seconds until all is sound after all pods ended at once", await trials.endAllAtOnce());
    await load.mark("afterwards");
    say("keys that hold what was acknowledged", await expectNothingLost(load));

    if (context.full) {
      await disruptions(trials, say, {});
      await scaling(trials, say, {});
      await trials.close();
      await full(context, say);
    }
    return { figures };
  } finally {
    await trials.close();
  }
}

/** Each from nothing. */
async function full(context: StageContext, say: (what: string, figure: number | string) => void): Promise<void> {
  const drills: readonly ((trials: RedisTrials, say: (what: string, figure: number | string) => void) => Promise<void>)[] = [
    async (trials, tell) => {
      await trials.apply({ flavour: "redis" });
      await disruptions(trials, tell, { flavour: "redis" });
      await scaling(trials, tell, { flavour: "redis" });
    },
    caches,
    access,
    encryption,
    dangers,
  ];
  for (const drill of drills) {
    const trials = await RedisTrials.in(context);
    try {
      await drill(trials, say);
    } finally {
      await trials.close();
    }
  }
}
