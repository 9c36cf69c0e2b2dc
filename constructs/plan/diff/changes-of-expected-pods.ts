import { canonical, formatBytes } from "../../core";
import type { PlanExpectedPods } from "../plan";
import type { Change } from "./change";
import { subjectOf } from "./describe";
import { lastPhase, type View } from "./view";

type Told = Pick<Change, "class" | "event" | "what" | "why" | "remedy">;

/** What happens to pods that an operator makes, as far as the Plans say: its own resource tells only what is written in it. */
export function changesOfExpectedPods(before: View, after: View): Change[] {
  const soon = new Map(after.plan.expectedPods.map((pods) => [nameOf(pods), pods]));
  return before.plan.expectedPods.flatMap((pods): Change[] => {
    const made = after.byId.get(pods.madeFrom);
    // Where the resource itself goes, its removal says it.
    if (!made) return [];
    const next = soon.get(nameOf(pods));
    const told = next ? [...numbers(pods, next), ...claims(pods, next), ...containers(pods, next)] : [gone(pods)];
    const subject = `pods ${pods.namespace === undefined ? "" : `${pods.namespace}/`}${pods.name} of ${subjectOf(made.manifest)}`;
    const phase = next ? made.phase : lastPhase(after);
    return told.map((one) => ({ rule: "expected-pods", subject, object: pods.madeFrom, fields: [], phase, ...one }));
  });
}

function nameOf({ namespace, name, madeFrom }: PlanExpectedPods): string {
  return `${madeFrom} ${namespace}/${name}`;
}

function gone({ count, claims: held }: PlanExpectedPods): Told {
  const pods = count === 1 ? "its one pod stops" : `its ${count} pods stop`;
  if (held.length === 0) return { class: "replace", event: "removed", what: "removed", why: pods };
  const why = `${pods}, and ${formatBytes(sizeOf(held) * count)} of volumes are left behind or deleted`;
  return { class: "data at risk", event: "removed", what: "removed", why, remedy: "keep them, or save the data first" };
}

function sizeOf(held: PlanExpectedPods["claims"]): number {
  return held.reduce((sum, { size }) => sum + size, 0);
}

function numbers({ count: was, claims: held }: PlanExpectedPods, { count: will }: PlanExpectedPods): Told[] {
  if (was === will) return [];
  const what = `${was} → ${will} pods`;
  if (will > was) return [{ class: "safe", event: "scaled out", what, why: "pods are added, those there are stay" }];
  if (held.length === 0)
    return [
      {
        class: will === 0 ? "replace" : "safe",
        event: "scaled in",
        what,
        why: will === 0 ? "nothing of it runs any more" : "the others stay",
      },
    ];
  const isMajority = will >= Math.floor(was / 2) + 1;
  const why = isMajority
    ? "what only they hold is out of reach"
    : `${will} of ${was} are no majority, and what only the others held is out of reach`;
  return [
    {
      class: isMajority ? "restart" : "data at risk",
      event: isMajority ? "scaled in" : "scaled below a majority",
      what,
      why,
      remedy: "move what only they hold to the others first",
    },
  ];
}

function claims({ claims: was }: PlanExpectedPods, { claims: will }: PlanExpectedPods): Told[] {
  return was.flatMap((claim): Told[] => {
    const next = will.find(({ name }) => name === claim.name);
    const remedy = "make a second volume beside it and copy the data, then change over";
    if (!next)
      return [
        {
          class: "data at risk",
          event: `volume ${claim.name} removed`,
          what: `volume ${claim.name} removed`,
          why: "what is on it is left behind",
          remedy,
        },
      ];
    if (next.storageClass !== claim.storageClass) {
      const what = `volume ${claim.name}: class ${claim.storageClass ?? "(default)"} → ${next.storageClass ?? "(default)"}`;
      return [
        {
          class: "data at risk",
          event: `class of volume ${claim.name} changed`,
          what,
          why: "a volume cannot change its class: a new one is empty",
          remedy,
        },
      ];
    }
    if (next.size === claim.size) return [];
    const what = `volume ${claim.name}: ${formatBytes(claim.size)} → ${formatBytes(next.size)}`;
    if (next.size < claim.size)
      return [
        { class: "data at risk", event: `volume ${claim.name} shrinks`, what, why: "a volume cannot shrink: a new one is empty", remedy },
      ];
    return [{ class: "safe", event: `volume ${claim.name} grows`, what, why: "its operator grows it where the class allows it" }];
  });
}

function containers({ containers: was }: PlanExpectedPods, { containers: will }: PlanExpectedPods): Told[] {
  if (canonical(was) === canonical(will)) return [];
  return [
    {
      class: "restart",
      event: "pods renewed",
      what: "containers ask for something else",
      why: "their operator renews the pods in its own way",
    },
  ];
}
