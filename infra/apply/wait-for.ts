import type { Problem } from "../../constructs/core";
import type { ObjectId, PlanObject } from "../../constructs/plan";
import { getLive, type LiveObject, type LiveObjects } from "../cluster/live-object";
import type { Finding } from "../operate/diagnosis";
import { type Readiness, readinessOf } from "./readiness";
import { onCommandLine } from "./refusal-line";
import type { Run } from "./run";
import { paragraph, Stopped } from "./stopped";

/** Where nothing is said of an object's time. */
const PATIENCE_SECONDS = 300;
const POLL = { first: 250, longest: 1000 };
/** Most things that take longer than this take so long because something is wrong. */
const DIAGNOSIS = { first: 5000, every: 3000 };
/** For how long troubles of before are not believed, where this apply may have mended them: retries come ever more rarely. */
const GRACE = 120_000;

/** A container without a probe is available as long as it runs, be it a moment: it counts when it still is after this. */
const HOLD = 2000;

/** What waiting is told: how it is going, at each look. */
export interface WaitOptions {
  /** In which phase it is. */
  readonly phase: string;
  /**
   * What was found as it should be: it need not prove anew that it stays.
   * @default - nothing
   */
  readonly unchanged?: ReadonlySet<ObjectId>;
  /**
   * What was there before and is as it was, while something around it has changed: its troubles may be over, it only does not know yet.
   * @default - nothing
   */
  readonly mended?: ReadonlySet<ObjectId>;
}

/**
 * Waits until objects are what the Plan wants them to be.
 * @throws Stopped as soon as it is sure that one of them will not be, or its time is over
 */
export async function waitFor(run: Run, objects: readonly PlanObject[], { phase, mended, unchanged }: WaitOptions): Promise<void> {
  const { clock, signal } = run;
  const begin = clock.now();
  let pending = objects.filter(({ wait }) => wait.until !== "exists");
  const runsSince = new Map<ObjectId, number>();
  let diagnosed = begin + DIAGNOSIS.first - DIAGNOSIS.every;
  const held = (look: Look, now: number): Look => {
    const { object, readiness } = look;
    const since = runsSince.get(object.id) ?? now;
    if (readiness.state !== "ready" || !isFleeting(object) || unchanged?.has(object.id)) {
      runsSince.delete(object.id);
      return look;
    }
    runsSince.set(object.id, since);
    return now - since >= HOLD ? look : { ...look, readiness: { state: "progressing", text: "it runs; whether it stays is to be seen" } };
  };
  for (let pause = POLL.first; pending.length > 0; pause = Math.min(pause * 2, POLL.longest)) {
    const live = await getLive(
      run.kubectl,
      pending.map(({ manifest }) => manifest),
    );
    const looks = pending.map((object) => held(lookAt(object, live), clock.now()));
    const waited = clock.now() - begin;
    const broken = looks.filter(({ object, readiness }) => readiness.state === "failed" || isOver(object, readiness, waited));
    if (broken.length > 0) throw new Stopped(explain(broken, await run.diagnose(), waited), run.plan);
    const open = looks.filter(({ readiness }) => readiness.state === "progressing");
    pending = open.map(({ object }) => object);
    const [first] = open;
    if (!first) return;
    const more = open.length > 1 ? `, and ${open.length - 1} more` : "";
    run.progress(`${phase}: waiting for ${first.object.id}: ${first.readiness.text}${more} (${Math.round(waited / 1000)} s)`);
    if (clock.now() - diagnosed >= DIAGNOSIS.every) {
      const findings = await run.diagnose();
      diagnosed = clock.now();
      const doubtful = (id: ObjectId): boolean => mended?.has(id) === true && waited < GRACE;
      const hopeless = open.filter(({ object: { id } }) => !doubtful(id) && findings.some((one) => one.final && concerns(one, id)));
      if (hopeless.length > 0)
        throw new Stopped(
          explain(
            hopeless,
            findings.filter(({ final }) => final),
            waited,
          ),
          run.plan,
        );
    }
    await clock.sleep(pause, signal).catch(() => undefined);
  }
}

interface Look {
  readonly object: PlanObject;
  readonly live: LiveObject | undefined;
  readonly readiness: Readiness;
}

function lookAt(object: PlanObject, all: LiveObjects): Look {
  const live = all.get(object.id);
  return { object, live, readiness: readinessOf(object, live) };
}

/** Whether the cluster calls it available in the very moment in which its pods run. */
function isFleeting({ wait, manifest }: PlanObject): boolean {
  const { minReadySeconds = 0 } = (manifest["spec"] ?? {}) as { readonly minReadySeconds?: number };
  return wait.until === "rollout" && minReadySeconds * 1000 < HOLD;
}

function isOver({ wait }: PlanObject, { state }: Readiness, waited: number): boolean {
  const seconds = (wait.until === "exists" ? undefined : wait.timeoutSeconds) ?? PATIENCE_SECONDS;
  return state === "progressing" && waited > seconds * 1000;
}

/** What is wrong with each object: as the diagnosis explains it, else as far as the object tells. */
function explain(looks: readonly Look[], findings: readonly Finding[], waited: number): Problem[] {
  return looks.flatMap(({ object: { id }, readiness: { state, text } }) => {
    const known = findings.filter((one) => concerns(one, id));
    const over = state === "progressing" ? ` after ${Math.round(waited / 1000)} s` : "";
    if (known.length > 0) return known.map(({ what, cause, remedy }) => paragraph(id, what, cause, remedy));
    return [paragraph(id, `${text}${over}`, undefined, `look with: kubectl describe ${onCommandLine(id)}`)];
  });
}

/** Identities of the objects that must have come to more than existence before others may be made. */
export function requiredBefore(run: Pick<Run, "plan">, ids: ReadonlySet<ObjectId>): ReadonlySet<ObjectId> {
  const orders = run.plan.order.filter(({ stage, after }) => stage !== "exists" && after.some((id) => ids.has(id)));
  return new Set(orders.flatMap(({ before }) => before));
}

/** Whether a finding is about an object, or explains its trouble. */
function concerns({ object, affects = [] }: Finding, id: ObjectId): boolean {
  return object === id || affects.includes(id);
}
