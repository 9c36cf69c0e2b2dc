import { LABEL } from "../../constructs/core";
import type { ObjectId } from "../../constructs/plan";
import type { ApplyAccount } from "./account";
import { type AllowedData, decideRemoval, leftOf } from "./decide-removal";
import type { Foreign } from "./foreign-objects";
import { factsOf, type InventoryItem, namedBy } from "./inventory";
import type { InventoryStore } from "./inventory-store";
import { liveState } from "./live-state";
import { ownerOf } from "./ownership";
import { removeAll } from "./remove";
import type { Run } from "./run";

/** What was removed at the end of an apply, and what is left over. */
export type Pruned = Pick<ApplyAccount, "removed" | "left" | "foreign">;

/**
 * Removes the predecessors of one-off jobs and, where data are allowed to go or not, what else has left the Plan; then notes what is
 * there now.
 * @param allowData undefined where nothing is to be pruned
 */
export async function pruneLeft(
  run: Run,
  inventory: InventoryStore,
  wanted: readonly InventoryItem[],
  allowData: AllowedData | undefined,
): Promise<Pruned> {
  const { predecessors, left } = leftOf(inventory.items, wanted);
  const there = await stillOurs(run, [...predecessors, ...left]);
  const rest = left.filter(({ id }) => there.has(id));
  const { gone } = allowData === undefined ? { gone: [] } : decideRemoval(rest, allowData);
  const due = [...predecessors.filter(({ id }) => there.has(id)), ...gone];
  const ours = new Set(inventory.places);
  const removed = due.length > 0 ? await removeAll(run, due, ours) : { gone: [] as ObjectId[], foreign: [] as Foreign[] };
  const away = new Set(removed.gone);
  const remaining = rest.filter(({ id }) => !away.has(id));
  await inventory.write(
    inventory.items.filter(({ id }) => wanted.some((item) => item.id === id) || remaining.some((item) => item.id === id)),
    { facts: factsOf(run.plan) },
  );
  return { removed: removed.gone, left: remaining.map(({ id, keep, since }) => ({ id, keep, since })), foreign: removed.foreign };
}

/** Those of the items that are there and carry our name: whatever somebody else has made or taken over is theirs. */
export async function stillOurs({ kubectl, plan }: Run, items: readonly InventoryItem[]): Promise<ReadonlySet<ObjectId>> {
  const { live } = await liveState(kubectl, items.map(namedBy), plan);
  // A Secret that somebody made, and we put a value into, stays theirs.
  const isTheirs = (item: InventoryItem): boolean =>
    item.credential === true && live.get(item.id)?.metadata.labels?.[LABEL.managedBy] !== "tagenal";
  const ours = items.filter((item) => {
    const object = live.get(item.id);
    return object !== undefined && ownerOf(object, plan).kind === "us" && !isTheirs(item);
  });
  return new Set(ours.map(({ id }) => id));
}
