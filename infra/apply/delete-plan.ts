import { RefusedError } from "../../constructs/core";
import { type ObjectId, objectId, stackOf } from "../../constructs/plan";
import { type AllowedData, decideRemoval, unknownData } from "./decide-removal";
import type { Foreign } from "./foreign-objects";
import { type InventoryItem, itemsOf, union } from "./inventory";
import { InventoryStore } from "./inventory-store";
import { stillOurs } from "./prune";
import { removeAll } from "./remove";
import type { Run } from "./run";

/** What a delete has done. */
export interface DeleteAccount {
  readonly system: string;
  readonly environment: string;
  readonly removed: readonly ObjectId[];
  /** What holds data, the namespaces around it, and the credentials that open it. */
  readonly kept: readonly Pick<InventoryItem, "id" | "keep">[];
  /** What holds objects of others, and was not removed for that. */
  readonly foreign: readonly Foreign[];
  readonly seconds: number;
}

/**
 * Removes what was applied, in the reverse order. Only what carries our name goes, and data only where they are named.
 * @throws RefusedError before the first change, Stopped after it
 */
export async function deletePlan(run: Run, { allowData = [] }: { readonly allowData?: AllowedData } = {}): Promise<DeleteAccount> {
  const { plan, kubectl, clock } = run;
  const begin = clock.now();
  run.progress("looking at what is there …");
  const inventory = await InventoryStore.open(kubectl, plan);
  const items = union(inventory.items, itemsOf(plan, run.now().toISOString().slice(0, 10)));
  const unknown = unknownData(allowData, items);
  if (unknown.length > 0) throw new RefusedError(unknown, stackOf(plan));
  const there = await stillOurs(run, items);
  const ours = items.filter(({ id }) => there.has(id));
  const { gone, kept } = decideRemoval(ours, allowData);
  const own = new Set(inventory.places);
  const removed = await removeAll(run, gone, own);

  const away = new Set(removed.gone);
  const remaining = ours.filter(({ id }) => !away.has(id));
  // The inventory goes with its namespace, or else now.
  const homes = inventory.places.filter((id) => !away.has(objectId("Namespace", undefined, id.split("/")[1] ?? "")));
  if (homes.length > 0) {
    if (remaining.length > 0) await inventory.write(remaining);
    else await inventory.remove({ all: true });
  }
  return {
    system: plan.system,
    environment: plan.environment,
    removed: removed.gone,
    kept: kept.map(({ id, keep }) => ({ id, keep })),
    foreign: removed.foreign,
    seconds: Math.round((clock.now() - begin) / 100) / 10,
  };
}
