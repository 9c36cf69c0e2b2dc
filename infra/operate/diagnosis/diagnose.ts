import type { ObjectId, Plan } from "../../../constructs/plan";
import type { Diagnosis, Finding } from "./finding";
import { LAYERS } from "./layers";
import { Scene } from "./scene";
import type { Snapshot } from "./snapshot";

/** What is not as the Plan intends, and why: causes before what they cause, and consequences not at all. */
export function diagnose(plan: Plan, snapshot: Snapshot): Finding[] {
  const scene = new Scene(plan, snapshot);
  const explained = new Set<ObjectId>();
  return LAYERS.flatMap((rules) => {
    const found = rules.flatMap((rule) => rule(scene, explained)).filter(({ object }) => !explained.has(object));
    for (const { explains } of found) for (const id of explains) explained.add(id);
    return found.sort(byObject).map(findingOf);
  });
}

function findingOf({ object, what, cause, remedy, final, explains }: Diagnosis): Finding {
  const affects = [...new Set(explains)].filter((id) => id !== object);
  return { object, what, cause, remedy, final, ...(affects.length > 0 && { affects }) };
}

function byObject(a: Diagnosis, b: Diagnosis): number {
  const [left, right] = [a, b].map(({ object, what, cause }) => `${object}\n${what}\n${cause}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
