import { type Problem, RefusedError } from "../../constructs/core";
import {
  type Change,
  kindOf,
  type Manifest,
  type ObjectId,
  type Plan,
  type PlanObject,
  stackOf,
  subjectOf,
  withStableAddresses,
} from "../../constructs/plan";
import { leftOf } from "../apply/decide-removal";
import { factsOf, type InventoryItem, itemsOf, namedBy } from "../apply/inventory";
import { InventoryStore } from "../apply/inventory-store";
import { comingNamespaces, type LiveState, liveState } from "../apply/live-state";
import { managerOf } from "../apply/owned-by";
import { ownerOf, ownershipProblems } from "../apply/ownership";
import { refusalOf } from "../apply/refusal-line";
import { send } from "../apply/send";
import type { IKubectl, KubectlError } from "../cluster/kubectl";
import type { LiveObject } from "../cluster/live-object";
import { byHandChanges } from "./by-hand";
import { isPulumis, pulumiObjects } from "./made-by-pulumi";
import { ownedFields } from "./owned-fields";

/** What a cluster has, and what applying a Plan would make of it, as two Plans to compare. */
export interface ClusterPlans {
  readonly before: Plan;
  readonly after: Plan;
  /** What comparing the two cannot show: edits that stay, changes that the API server refuses. */
  readonly more: readonly Change[];
  /** What stands in the way of an apply. */
  readonly notes: readonly string[];
}

/** What the API server says of changes that it does not make in place. */
const IN_PLACE_REFUSED =
  /field is immutable|updates to \w+ spec for fields other than|immutable after creation|may not change once set|can ?not be unset|may not be (changed|less than)|cannot (change|be changed|be updated)|pod updates may not change|is immutable|cannot be modified|must be (equal|unchanged)/i;

/**
 * Looks at everything that is there, and asks the API server what applying the Plan would make of it; changes nothing.
 * @throws RefusedError where the API server would not take an object at all
 */
export async function clusterPlans(kubectl: IKubectl, given: Plan): Promise<ClusterPlans> {
  const inventory = await InventoryStore.open(kubectl, given);
  const { left, predecessors } = leftOf(inventory.items, itemsOf(given, ""));
  const gone = [...left.filter(({ credential }) => !credential), ...predecessors];
  const state = await liveState(kubectl, [...given.objects.map(({ manifest }) => manifest), ...gone.map(namedBy)], given);
  const { live } = state;
  const isOfPulumi = ({ id }: PlanObject): boolean => isPulumis(live.get(id) as LiveObject, given);
  const there = given.objects.filter(({ id }) => live.has(id));
  const plan = there.some(isOfPulumi) ? withStableAddresses(given) : given;
  const known = plan.objects.filter(({ id }) => live.has(id));
  // What belongs to no namespace cannot be tried elsewhere: of it only what the code says is compared.
  const isTriedElsewhere = (object: PlanObject): boolean => isOfPulumi(object) && object.manifest.metadata.namespace !== undefined;
  const pulumis = known.filter(isTriedElsewhere);
  const ours = known.filter((object) => !isTriedElsewhere(object));
  const { taken, refused } = await send(kubectl, ours, { manager: managerOf(plan), force: true, dryRun: true });
  await refuseWhatNeverGoes(kubectl, plan, state, refused);
  const made = await pulumiObjects(kubectl, plan, pulumis, live);

  const facts = inventory.facts ?? factsOf(plan);
  const kept = new Map(inventory.items.map(({ id, keep }) => [id, keep]));
  const before = known.map((object): PlanObject => {
    const found = live.get(object.id) as LiveObject;
    const manifest = made.get(object.id)?.before ?? (taken.has(object.id) ? found : lastSet(found, plan));
    return { ...object, manifest, keep: kept.get(object.id) ?? object.keep };
  });
  const after = plan.objects.map((object) => ({
    ...object,
    manifest: made.get(object.id)?.after ?? taken.get(object.id) ?? object.manifest,
  }));
  const removed = gone.flatMap((item): PlanObject[] => {
    const found = live.get(item.id);
    return found && ownerOf(found, plan).kind === "us" ? [leftObject(item, found)] : [];
  });
  const strangers = ours.filter((object) => !isOfPulumi(object));
  return {
    before: { ...plan, ...facts, objects: [...before, ...removed] },
    after: { ...plan, objects: after },
    more: [...byHandChanges(strangers, live, plan), ...refusedChanges(refused, plan)],
    notes: [
      ...ownershipProblems(strangers, live, plan, false).map(({ path, message }) => `${path}: ${message}`),
      ...(left.length > 0 ? ["what has left the code stays in the cluster until somebody says: tagenal apply --prune"] : []),
    ],
  };
}

function leftObject({ id, logicalId, phase, keep }: InventoryItem, manifest: Manifest): PlanObject {
  return { id, logicalId, manifest, phase, keep, wait: { until: "exists" } };
}

/** What we have set of an object that the API server does not let us change; all of it, where we have set nothing. */
function lastSet(object: LiveObject, plan: Plan): Manifest {
  const ours = managerOf(plan);
  const isKnown = object.metadata.managedFields?.some(({ manager }) => manager === ours) === true;
  return isKnown ? ownedFields(object, ({ manager }) => manager === ours) : object;
}

/** New objects and those that could not be changed in place: whether the API server would take them at all. */
async function refuseWhatNeverGoes(
  kubectl: IKubectl,
  plan: Plan,
  { live, unknownKinds }: LiveState,
  refused: ReadonlyMap<ObjectId, KubectlError>,
): Promise<void> {
  const namespaces = comingNamespaces(plan, live);
  const fresh = plan.objects.filter(
    ({ id, manifest }) => !live.has(id) && !unknownKinds.has(kindOf(manifest)) && !namespaces.has(manifest.metadata.namespace ?? ""),
  );
  const trial = await send(kubectl, fresh, { manager: managerOf(plan), dryRun: true });
  const byId = new Map(plan.objects.map((object) => [object.id, object]));
  const never = [...trial.refused, ...[...refused].filter(([, { stderr }]) => !IN_PLACE_REFUSED.test(stderr))];
  const problems = never.map(([id, error]): Problem => refusalOf(error, byId.get(id) as PlanObject));
  if (problems.length > 0) throw new RefusedError(problems, stackOf(plan));
}

/** Whatever our own rules say of it: what is refused in place is not safe. */
function refusedChanges(refused: ReadonlyMap<ObjectId, KubectlError>, { objects }: Plan): Change[] {
  const byId = new Map(objects.map((object) => [object.id, object]));
  return [...refused].map(([id, error]): Change => {
    const object = byId.get(id) as PlanObject;
    return {
      class: object.keep ? "data at risk" : "replace",
      rule: "refused-in-place",
      subject: subjectOf(object.manifest),
      object: id,
      event: "refused in place",
      what: "the API server does not change it in place",
      why: refusalOf(error, object).message,
      fields: [],
      phase: object.phase,
    };
  });
}
