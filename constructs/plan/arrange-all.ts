import { arrange } from "./arrange";
import type { ImpliedOrder } from "./implied-order";
import type { Manifest, ObjectId, Order } from "./plan";

/**
 * Arranges objects by what was declared and what follows from the objects. Of what is only better so (policies and
 * rights before pods), all is kept that contradicts nothing.
 */
export function arrangeAll(
  items: readonly { readonly id: ObjectId; readonly manifest: Manifest }[],
  { firm, soft }: ImpliedOrder,
  declared: readonly Order[],
): ReturnType<typeof arrange> & { readonly order: readonly Order[] } {
  const strict = arrange(items, firm, declared);
  if (soft.length === 0) return { ...strict, order: [...firm, ...declared] };
  // Pairs that agree with one and the same sequence cannot make a circle.
  const position = new Map(strict.sorted.map(({ id }, index) => [id, index]));
  const at = (id: ObjectId): number => position.get(id) ?? 0;
  const fitting = soft.flatMap(({ before, after, stage }): Order[] => {
    const first = after.reduce((least, id) => Math.min(least, at(id)), Infinity);
    const last = before.reduce((most, id) => Math.max(most, at(id)), -1);
    if (last < first) return [{ before, after, stage }];
    return before
      .map((id) => ({ before: [id], after: after.filter((other) => at(id) < at(other)), stage }))
      .filter((order) => order.after.length > 0);
  });
  const order = [...firm, ...fitting, ...declared];
  return strict.cycle.length > 0 ? { ...strict, order } : { ...arrange(items, [...firm, ...fitting], declared), order };
}

/** Objects, and all that must be there before them. */
export function withForerunners(ids: readonly ObjectId[], orders: readonly Order[]): ReadonlySet<ObjectId> {
  const found = new Set(ids);
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const { before, after } of orders) if (after.some((id) => found.has(id))) for (const id of before) found.add(id);
  }
  return found;
}
