import type { ObjectId, Order, Plan } from "../../constructs/plan";

/** What an object waits for before it is made. */
export interface Dependencies {
  /** These must only be there. */
  readonly exists: ReadonlySet<ObjectId>;
  /** These must be ready, or complete. */
  readonly ready: ReadonlySet<ObjectId>;
}

/** The order of a Plan as Pulumi takes it: by dependent, without what follows from the rest. */
export interface DependencyMap {
  readonly of: (id: ObjectId) => Dependencies;
  /** Whether somebody needs the object to be there, and not to be ready. */
  readonly isNeededToExist: (id: ObjectId) => boolean;
}

const NONE: Dependencies = { exists: new Set(), ready: new Set() };

/** Reads the order of a Plan by dependent. */
export function dependenciesOf({ objects, order }: Pick<Plan, "objects" | "order">): DependencyMap {
  const awaited = new Set(objects.filter(({ wait }) => wait.until !== "exists").map(({ id }) => id));
  const of = new Map<ObjectId, { exists: Set<ObjectId>; ready: Set<ObjectId> }>();
  for (const { before, after, stage } of order.map((one) => reduced(one, order, awaited))) {
    for (const id of after) {
      const known = of.get(id) ?? { exists: new Set(), ready: new Set() };
      of.set(id, known);
      for (const required of before) known[stage === "exists" || !awaited.has(required) ? "exists" : "ready"].add(required);
    }
  }
  const neededToExist = new Set<ObjectId>();
  for (const { exists, ready } of of.values()) {
    for (const id of ready) exists.delete(id);
    for (const id of exists) neededToExist.add(id);
  }
  return { of: (id) => of.get(id) ?? NONE, isNeededToExist: (id) => neededToExist.has(id) };
}

/**
 * An order between many and many, less what follows from it: who comes before another of `before` need not be named, and who comes after
 * another of `after` neither. What must be ready stays named.
 */
function reduced({ before, after, stage }: Order, all: readonly Order[], awaited: ReadonlySet<ObjectId>): Order {
  if (before.length < 2 && after.length < 2) return { before, after, stage };
  const [from, to] = [new Set(before), new Set(after)];
  const earlier = new Set<ObjectId>();
  const later = new Set<ObjectId>();
  for (const inner of all) {
    if (inner.after.some((id) => from.has(id))) for (const id of inner.before) if (from.has(id)) earlier.add(id);
    if (inner.before.some((id) => to.has(id))) for (const id of inner.after) if (to.has(id)) later.add(id);
  }
  return {
    before: before.filter((id) => !earlier.has(id) || (stage !== "exists" && awaited.has(id))),
    after: after.filter((id) => !later.has(id)),
    stage,
  };
}
