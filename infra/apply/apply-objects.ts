import type { PlanObject } from "../../constructs/plan";
import type { LiveObject } from "../cluster/live-object";
import type { Outcome } from "./account";
import { sameContent } from "./compare";
import { managerOf } from "./owned-by";
import type { Preflight } from "./preflight";
import { refusalOf } from "./refusal-line";
import type { Run } from "./run";
import { send } from "./send";
import { Stopped } from "./stopped";

/** How far an apply has come; for the one who has to say where it ended. */
export interface Progress {
  phase: string;
  changed: number;
}

/** Applies objects of a phase: those alone that are not yet as they should be. */
export async function applyObjects(
  run: Run,
  progress: Progress,
  { live, intents }: Preflight,
  objects: readonly PlanObject[],
): Promise<Outcome[]> {
  const manager = managerOf(run.plan);
  const due = objects.filter(({ id }) => intents.get(id)?.verdict !== "nothing");
  const sent = [
    await send(
      run.kubectl,
      due.filter(({ id }) => !intents.get(id)?.force),
      { manager, clock: run.clock },
    ),
    await send(
      run.kubectl,
      due.filter(({ id }) => intents.get(id)?.force),
      { manager, clock: run.clock, force: true },
    ),
  ];
  const taken = new Map<string, LiveObject>(sent.flatMap((one) => [...one.taken]));
  const outcomes = objects.map(({ id }): Outcome => {
    const [before, after, intent] = [live.get(id), taken.get(id), intents.get(id)];
    const takenBack = (intent?.takenBack ?? []).map(({ field, manager: other }) => `${field} (${other})`);
    const outcome = !before ? "created" : !after || sameContent(before, after) ? "unchanged" : "changed";
    return { id, outcome, takenBack, adopted: intent?.adopted === true };
  });
  progress.changed += outcomes.filter(({ id, outcome }) => outcome !== "unchanged" && taken.has(id)).length;
  const byId = new Map(objects.map((object) => [object.id, object]));
  const problems = sent.flatMap(({ refused }) => [...refused].map(([id, error]) => refusalOf(error, byId.get(id) as PlanObject)));
  if (problems.length > 0) throw new Stopped(problems, run.plan);
  return outcomes;
}
