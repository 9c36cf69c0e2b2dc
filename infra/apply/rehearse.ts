import type { Problem } from "../../constructs/core";
import { kindOf, type ObjectId, type Plan, type PlanObject } from "../../constructs/plan";
import type { IKubectl } from "../cluster/kubectl";
import type { LiveObjects } from "../cluster/live-object";
import { sameContent, sameEntirely } from "./compare";
import { byHand, type FieldConflict, readConflicts } from "./conflict";
import { comingNamespaces, type LiveState } from "./live-state";
import { managerOf } from "./owned-by";
import { ownerOf } from "./ownership";
import { refusalOf } from "./refusal-line";
import { isFreed } from "./scaling";
import { send } from "./send";

/** What applying an object will do. */
export interface Intent {
  readonly object: PlanObject;
  /** `hold`: its content stays, who holds its fields changes. */
  readonly verdict: "create" | "change" | "hold" | "nothing";
  /** It takes over what others have set. */
  readonly force: boolean;
  /** It takes over an object that was made by hand. */
  readonly adopted: boolean;
  /** Fields of ours that somebody has edited by hand: they are set back. */
  readonly takenBack: readonly FieldConflict[];
}

/** Everything that the cluster says of a Plan without a change. */
export interface Rehearsal {
  readonly intents: ReadonlyMap<ObjectId, Intent>;
  readonly problems: readonly Problem[];
}

/** A namespace that every cluster has, and nobody's workloads are in. */
const STAGE = "kube-public";
/** What is said of the stage, and not of the play: rights, and objects that happen to be there. */
const OF_THE_STAGE = /\(Forbidden\)|\(NotFound\)|\(Conflict\)|Apply failed with|field is immutable|no matches for kind/;

/** Applies everything without doing it: what the API server would refuse, it refuses now. */
export async function rehearse(
  kubectl: IKubectl,
  plan: Plan,
  objects: readonly PlanObject[],
  { live, unknownKinds }: LiveState,
  { adopt, taken }: { readonly adopt: boolean; readonly taken: ReadonlySet<ObjectId> },
): Promise<Rehearsal> {
  const manager = managerOf(plan);
  const coming = comingNamespaces(plan, live);
  const known = objects.filter(({ manifest }) => !unknownKinds.has(kindOf(manifest)));
  const here = known.filter(({ manifest }) => !coming.has(manifest.metadata.namespace ?? ""));
  const later = known.filter(({ manifest }) => coming.has(manifest.metadata.namespace ?? ""));
  const adopted = new Set(here.filter(({ id }) => isNobodys(live, id, plan)).map(({ id }) => id));

  const trial = await send(
    kubectl,
    here.filter(({ id }) => !adopted.has(id)),
    { manager, dryRun: true },
  );
  const conflicts = new Map([...trial.refused].map(([id, { stderr }]) => [id, readConflicts(stderr)]));
  const takenBack = (id: ObjectId): readonly FieldConflict[] => conflicts.get(id) ?? [];
  const isOurs = (id: ObjectId, conflict: FieldConflict): boolean => adopt || byHand(conflict) || isFreed(conflict, taken.has(id));
  const forced = here.filter(
    ({ id }) => adopted.has(id) || (takenBack(id).length > 0 && takenBack(id).every((conflict) => isOurs(id, conflict))),
  );
  const second = await send(kubectl, forced, { manager, dryRun: true, force: true });
  const elsewhere = await send(kubectl, later.map(onStage), { manager, dryRun: true });

  const isForced = new Set(forced.map(({ id }) => id));
  const byId = new Map(known.map((object) => [object.id, object]));
  const refused = [
    ...[...trial.refused].filter(([id]) => !isForced.has(id)),
    ...second.refused,
    ...[...elsewhere.refused].filter(([, { stderr }]) => !OF_THE_STAGE.test(stderr)),
  ];
  const problems = refused.map(([id, error]) => refusalOf(error, byId.get(id) as PlanObject));
  const intents = objects.map((object): Intent => {
    const { id } = object;
    const [before, after] = [live.get(id), (isForced.has(id) ? second : trial).taken.get(id)];
    const verdict = !before || !after ? "create" : sameEntirely(before, after) ? "nothing" : sameContent(before, after) ? "hold" : "change";
    return {
      object,
      // An autoscaler may set its number until it goes: what is nothing now may be something then.
      verdict: verdict === "nothing" && taken.has(id) ? "hold" : verdict,
      force: isForced.has(id) || taken.has(id),
      adopted: adopted.has(id),
      takenBack: isForced.has(id) ? takenBack(id).filter((conflict) => !isFreed(conflict, taken.has(id))) : [],
    };
  });
  return { intents: new Map(intents.map((intent) => [intent.object.id, intent])), problems };
}

function isNobodys(live: LiveObjects, id: ObjectId, plan: Plan): boolean {
  const object = live.get(id);
  return object !== undefined && ownerOf(object, plan).kind === "nobody";
}

/** What belongs into a namespace that is not there yet is tried in another: its fields at least can be wrong now. */
export function onStage(object: PlanObject): PlanObject {
  const { manifest } = object;
  return { ...object, manifest: { ...manifest, metadata: { ...manifest.metadata, namespace: STAGE } } };
}
