import type { Problem } from "../../constructs/core";
import type { ObjectId } from "../../constructs/plan";
import type { InventoryItem } from "./inventory";

/** Whose data may go: the identities of what holds them, or everything's. */
export type AllowedData = "all" | readonly ObjectId[];

/** What is removed, and what stays because it holds data, or opens what does. */
export interface Removal {
  readonly gone: readonly InventoryItem[];
  readonly kept: readonly InventoryItem[];
}

/** Divides what could be removed: data stay unless they are named, and so do the keys to data that stay. */
export function decideRemoval(items: readonly InventoryItem[], allowed: AllowedData): Removal {
  const may = ({ keep, id, logicalId }: InventoryItem): boolean =>
    !keep || allowed === "all" || allowed.includes(id) || allowed.includes(logicalId);
  const someStay = items.some((item) => !may(item));
  const goes = (item: InventoryItem): boolean => may(item) && !(item.credential === true && someStay);
  return { gone: items.filter(goes), kept: items.filter((item) => !goes(item)) };
}

/** What has left the Plan: versions of one-off jobs that newer ones have replaced, and all else. */
export function leftOf(
  items: readonly InventoryItem[],
  plan: readonly Pick<InventoryItem, "id" | "logicalId">[],
): { readonly predecessors: readonly InventoryItem[]; readonly left: readonly InventoryItem[] } {
  const ids = new Set(plan.map(({ id }) => id));
  const logical = new Set(plan.map(({ logicalId }) => logicalId));
  const old = items.filter(({ id }) => !ids.has(id));
  const isPredecessor = ({ id, logicalId, keep }: InventoryItem): boolean => id !== logicalId && logical.has(logicalId) && !keep;
  return { predecessors: old.filter(isPredecessor), left: old.filter((item) => !isPredecessor(item)) };
}

/** Names in --allow-data that hold no data: nobody should believe to have allowed what they have not. */
export function unknownData(allowed: AllowedData, items: readonly InventoryItem[]): Problem[] {
  if (allowed === "all") return [];
  const holders = items.filter(({ keep }) => keep).map(({ id }) => id);
  return allowed
    .filter((id) => !items.some((item) => item.keep && (item.id === id || item.logicalId === id)))
    .map((id) => ({
      path: "",
      message: `--allow-data names "${id}", which holds no data here; there is ${holders.join(", ") || "nothing that does"}`,
    }));
}
