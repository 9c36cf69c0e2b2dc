import type { ApiObject } from "cdk8s";
import type { IConstruct } from "constructs";
import { canonical, displayPath, type Facts, type Problem, RefusedError, type SlotDeclaration, slotsInText, surroundingsOf } from "../core";
import { arrangeAll, withForerunners } from "./arrange-all";
import { impliedOrder } from "./implied-order";
import { compact, definedForTheCluster, definedKind, idOf, kindOf, normalized, objectId } from "./manifest";
import { type Manifest, type ObjectId, type Order, PLAN_VERSION, type Plan, type PlanAsset, type PlanObject, type Wait } from "./plan";
import { planConnection, planCredentials, planExpectedPods } from "./plan-facts";
import { readTree, type Tree } from "./tree";
import { volumesOf } from "./volumes";
import { waitOf } from "./wait";

/** What a Plan is called. */
export interface PlanOptions {
  /** The system that the tree describes; stands in messages and in the Plan. */
  readonly system: string;
  /** @default - the name of the environment that the tree was given */
  readonly environment?: string;
}

interface Item {
  readonly id: ObjectId;
  readonly logicalId: ObjectId;
  readonly manifest: Manifest;
  readonly wait: Wait;
  readonly object: ApiObject;
}

/**
 * Makes the Plan of a construct tree, Tagenal's or any other of cdk8s. One pass, each object is rendered
 * once; cdk8s' own synthesis and its dependency graph are not used.
 * @throws RefusedError with everything that is wrong
 */
export function planOf(root: IConstruct, { system, environment = surroundingsOf(root).name }: PlanOptions): Plan {
  const tree = readTree(root);
  const problems: Problem[] = [...tree.problems];
  const items = renderAll(tree, problems);
  reportTwins(items, problems);
  reportLists(items, problems);
  reportSlots(tree.facts.slot, items, problems);
  const ids = new Map(items.map(({ object, id }) => [object, id]));
  const ending = new Set(items.filter(({ wait }) => wait.until === "complete").map(({ id }) => id));

  const implied = impliedOrder(items);
  const declared = tree.needs.map(({ dependent, required, stage }): Order => {
    const before = under(tree, ids, required);
    if (before.length === 0 && under(tree, ids, dependent).length > 0 && !tree.ranges.has(required)) {
      problems.push({ path: displayPath(dependent), message: `needs ${displayPath(required)}, which is not in this tree` });
    }
    if (stage === "complete" && !before.some((id) => ending.has(id))) {
      problems.push({
        path: displayPath(dependent),
        message: `needs ${displayPath(required)} to be complete, but nothing in it ever is: only jobs are`,
      });
    }
    const wanted = under(tree, ids, dependent);
    // A part of the dependent itself cannot wait for its own namespace.
    const within = wanted.some((id) => before.includes(id)) ? withForerunners(before, implied.firm) : new Set(before);
    return { before, after: wanted.filter((id) => !within.has(id)), stage };
  });
  const { sorted, order, cycle } = arrangeAll(
    items,
    implied,
    declared.map(distinct).filter(({ before, after }) => before.length > 0 && after.length > 0),
  );
  const assets = assetsOf(tree.facts.asset, items, ids);
  if (cycle.length > 0 && problems.length === 0) problems.push({ path: "", message: `the order goes in a circle: ${cycle.join(", ")}` });
  const credentials = planCredentials(tree.facts.credential, problems);
  if (problems.length > 0) throw new RefusedError(problems, `stack ${system} (${environment})`);

  const kept = keptObjects(items, assets);
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    format: "tagenal/plan",
    version: PLAN_VERSION,
    system,
    environment,
    objects: sorted.map(({ id, phase }): PlanObject => {
      const { logicalId, manifest, wait } = byId.get(id) as Item;
      return { id, logicalId, manifest, phase, wait, keep: kept.has(id) };
    }),
    order: unique(order.map(distinct)),
    connections: unique(tree.facts.connection.map((one) => planConnection(one, surroundingsOf(root)))),
    entryPoints: unique(tree.facts.entryPoint),
    expectedPods: unique(tree.facts.expectedPods.map((pods) => planExpectedPods(pods, ids.get(pods.madeFrom) ?? ""))),
    assets: unique(assets),
    credentials,
    externals: unique(tree.facts.external),
    slots: unique(tree.facts.slot),
  };
}

function renderAll(tree: Tree, problems: Problem[]): Item[] {
  const rendered = tree.objects.flatMap((object): { object: ApiObject; manifest: Manifest } | [] => {
    try {
      return { object, manifest: compact(object.toJson()) as Manifest };
    } catch (error) {
      // cdk8s puts the path and name of the construct before the reason; the path stands in front of ours.
      const message = (error as Error).message.replace(/^Failed serializing construct at path '.*?' with name '.*?': (Error: )?/, "");
      problems.push({ path: displayPath(object), message });
      return [];
    }
  });
  const definedForCluster = new Set(rendered.map(({ manifest }) => definedForTheCluster(manifest)));
  return rendered.map(({ object, manifest: given }) => {
    const manifest = normalized(given, definedForCluster);
    const note = tree.notes.get(object) ?? {};
    const id = idOf(manifest);
    const logicalId = note.logicalName === undefined ? id : objectId(kindOf(manifest), manifest.metadata.namespace, note.logicalName);
    return { id, logicalId, manifest, wait: waitOf(manifest, note), object };
  });
}

function reportTwins(items: readonly Item[], problems: Problem[]): void {
  const first = new Map<ObjectId, Item>();
  for (const item of items) {
    const twin = first.get(item.id);
    if (twin)
      problems.push({
        path: displayPath(item.object),
        message: `${item.id} is made twice, here and by ${displayPath(twin.object)}; give one of them another 'name'`,
      });
    else first.set(item.id, item);
  }
}

function reportLists(items: readonly Item[], problems: Problem[]): void {
  for (const { object, manifest } of items) {
    if (!Array.isArray(manifest["items"]) || !manifest.kind.endsWith("List")) continue;
    problems.push({
      path: displayPath(object),
      message: `a ${manifest.kind} hides its objects from every check; make an object of each of its ${manifest["items"].length} items`,
    });
  }
}

function reportSlots(slots: readonly SlotDeclaration[], items: readonly Item[], problems: Problem[]): void {
  for (const { object, id } of items) {
    if (slotsInText(id).length > 0)
      problems.push({ path: displayPath(object), message: `${id} is named by a slot; names must be known when the Plan is made` });
  }
  const known = new Map<string, SlotDeclaration>();
  for (const slot of slots) {
    const twin = known.get(slot.name);
    if (twin && canonical(twin) !== canonical(slot))
      problems.push({ path: "", message: `slot "${slot.name}" is declared twice, with different types or descriptions` });
    known.set(slot.name, slot);
  }
}

function under(tree: Tree, ids: ReadonlyMap<ApiObject, ObjectId>, construct: IConstruct): ObjectId[] {
  const [from, to] = tree.ranges.get(construct) ?? [0, 0];
  return tree.objects.slice(from, to).flatMap((object) => ids.get(object) ?? []);
}

function assetsOf(declared: readonly Facts["asset"][], items: readonly Item[], ids: ReadonlyMap<ApiObject, ObjectId>): PlanAsset[] {
  const own = declared.map((asset): PlanAsset => ({ ...asset, objects: asset.objects.flatMap((object) => ids.get(object) ?? []).sort() }));
  return [...own, ...items.flatMap(({ id, manifest }) => volumesOf(id, manifest))];
}

/** What holds data, the namespaces around it, and the definitions of its kind: deleting those deletes the data. */
function keptObjects(items: readonly Item[], assets: readonly PlanAsset[]): ReadonlySet<ObjectId> {
  const kept = new Set(assets.flatMap(({ objects }) => objects));
  const kinds = new Set<string>();
  for (const { id, manifest } of items) {
    if (!kept.has(id) && manifest.kind !== "PersistentVolume") continue;
    kept.add(id);
    kinds.add(kindOf(manifest));
    if (manifest.metadata.namespace !== undefined) kept.add(objectId("Namespace", undefined, manifest.metadata.namespace));
  }
  for (const { id, manifest } of items) {
    if (kinds.has(definedKind(manifest) ?? "")) kept.add(id);
  }
  return kept;
}

function distinct({ before, after, stage }: Order): Order {
  return { before: [...new Set(before)].sort(), after: [...new Set(after)].sort(), stage };
}

/** Sorted by content, none twice: where in the tree something was said leaves no trace. */
function unique<T>(all: readonly T[]): T[] {
  const byText = new Map(all.map((one) => [canonical(one), one]));
  return [...byText.keys()].sort().map((text) => byText.get(text) as T);
}
