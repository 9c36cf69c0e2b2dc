import type { ApiObject } from "cdk8s";
import type { IConstruct } from "constructs";
import { canonical, displayPath, type Facts, type Problem, RefusedError, surroundingsOf } from "../core";
import { arrangeAll, withForerunners } from "./arrange-all";
import { impliedOrder } from "./implied-order";
import { problemsOfItems } from "./item-problems";
import { definedKind, kindOf, objectId } from "./manifest";
import { type ObjectId, type Order, PLAN_VERSION, type Plan, type PlanAsset, type PlanObject } from "./plan";
import { planConnection, planCredentials, planExpectedPods } from "./plan-facts";
import { stackOf } from "./plan-name";
import { type Item, renderAll } from "./rendered-items";
import { readTree, type Tree } from "./tree";
import { volumesOf } from "./volumes";

/** What a Plan is called. */
export interface PlanOptions {
  /** The system that the tree describes; stands in messages and in the Plan. */
  readonly system: string;
  /** @default - the name of the environment that the tree was given */
  readonly environment?: string;
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
  problems.push(...problemsOfItems(items, tree.facts.slot));
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
    const own = new Set(before);
    const within = wanted.some((id) => own.has(id)) ? withForerunners(before, implied.firm) : own;
    return { before, after: wanted.filter((id) => !within.has(id)), stage };
  });
  const { sorted, order, cycle } = arrangeAll(
    items,
    implied,
    declared.filter(({ before, after }) => before.length > 0 && after.length > 0),
  );
  const assets = assetsOf(tree.facts.asset, items, ids);
  if (cycle.length > 0 && problems.length === 0) problems.push({ path: "", message: `the order goes in a circle: ${cycle.join(", ")}` });
  const credentials = planCredentials(tree.facts.credential, problems);
  if (problems.length > 0) throw new RefusedError(problems, stackOf({ system, environment }));

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
