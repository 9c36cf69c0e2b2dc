import { fileOf } from "./file-groups";
import { kindRank } from "./kind-rank";
import { kindOf } from "./manifest";
import type { Manifest, ObjectId, Order } from "./plan";

interface Arranged {
  /** All objects, each after what it needs; the same for the same objects, however they were given. */
  readonly sorted: readonly { readonly id: ObjectId; readonly phase: number }[];
  /** Where the order goes in a circle: its steps; else empty. */
  readonly cycle: readonly string[];
}

interface Place {
  readonly id: ObjectId;
  /** Objects of a phase are written into one file per namespace, cluster-wide ones first. */
  readonly file: string;
  readonly ownRank: number;
  /** The phase of an object, the highest rank on the way to it, and its depth among those of equal phase and rank. */
  phase: number;
  rank: number;
  depth: number;
  /** How many orders it still waits for. */
  missing: number;
  readonly next: number[];
}

/**
 * Puts objects into an order in which they can be made. An order of many objects after many others is one
 * node between them, never the product of both, so this is linear in what was said.
 */
export function arrange(
  objects: readonly { readonly id: ObjectId; readonly manifest: Manifest }[],
  implied: readonly Order[],
  declared: readonly Order[],
): Arranged {
  const orders = [...implied, ...declared];
  const places = new Map<ObjectId, Place>();
  for (const { id, manifest } of objects) {
    const file = fileOf(manifest);
    const rank = kindRank(kindOf(manifest));
    places.set(id, { id, file, ownRank: rank, phase: 0, rank, depth: 0, missing: 0, next: [] });
  }
  const waiting = orders.map(({ before, after }, index) => {
    for (const id of before) places.get(id)?.next.push(index);
    for (const id of after) {
      const place = places.get(id);
      if (place) place.missing += 1;
    }
    return { missing: before.length, arrived: [] as Place[] };
  });

  const ready = [...places.values()].filter(({ missing }) => missing === 0);
  const done: Place[] = [];
  for (let place = ready.pop(); place; place = ready.pop()) {
    done.push(place);
    for (const index of place.next) {
      const order = orders[index] as Order;
      const gate = waiting[index] as { missing: number; arrived: Place[] };
      gate.arrived.push(place);
      gate.missing -= 1;
      if (gate.missing > 0) continue;
      const from = latestOf(gate.arrived);
      for (const id of order.after) {
        const after = places.get(id) as Place;
        // What follows from the objects themselves is forgiven by the API server: it needs no file of its own.
        const apart = order.stage !== "exists" || (index >= implied.length && from.file > after.file);
        advance(after, from, from.phase + (apart ? 1 : 0));
        after.missing -= 1;
        if (after.missing === 0) ready.push(after);
      }
    }
  }
  if (done.length < places.size) return { sorted: [], cycle: findCycle(places, orders) };
  done.sort((a, b) => a.phase - b.phase || a.rank - b.rank || a.depth - b.depth || (a.id < b.id ? -1 : 1));
  return { sorted: done.map(({ id, phase }) => ({ id, phase })), cycle: [] };
}

type Latest = Pick<Place, "phase" | "rank" | "depth" | "file">;

/** The latest of several places, and the last file in which that phase stands. */
function latestOf(places: readonly Place[]): Latest {
  let latest: Latest = { phase: -1, rank: 0, depth: 0, file: "" };
  for (const { phase, rank, depth, file } of places) {
    if (phase < latest.phase) continue;
    if (phase > latest.phase) latest = { phase, rank, depth, file };
    else {
      const further = rank > latest.rank || (rank === latest.rank && depth > latest.depth);
      latest = {
        phase,
        ...(further ? { rank, depth } : { rank: latest.rank, depth: latest.depth }),
        file: file > latest.file ? file : latest.file,
      };
    }
  }
  return latest;
}

function advance(place: Place, from: Latest, phase: number): void {
  if (phase > place.phase) Object.assign(place, { phase, rank: place.ownRank, depth: 0 });
  if (phase < place.phase || phase > from.phase) return;
  if (from.rank > place.rank) Object.assign(place, { rank: from.rank, depth: from.depth + 1 });
  else if (from.rank === place.rank) place.depth = Math.max(place.depth, from.depth + 1);
}

function findCycle(places: ReadonlyMap<ObjectId, Place>, orders: readonly Order[]): string[] {
  const stuck = (id: ObjectId): boolean => (places.get(id)?.missing ?? 0) > 0;
  const reasons = new Map<ObjectId, { readonly id: ObjectId; readonly stage: string }>();
  for (const { before, after, stage } of orders) {
    const blocker = before.find(stuck);
    if (blocker !== undefined) for (const id of after) if (!reasons.has(id)) reasons.set(id, { id: blocker, stage });
  }
  // Every stuck object has a stuck reason, so walking from any one ends in a circle.
  const steps: ObjectId[] = [];
  let id = [...places.keys()].filter(stuck).sort()[0] as ObjectId;
  while (!steps.includes(id)) {
    steps.push(id);
    id = reasons.get(id)?.id as ObjectId;
  }
  const circle = steps.slice(steps.indexOf(id));
  return circle.map((step) => `${step} needs ${reasons.get(step)?.id} ${verb(reasons.get(step)?.stage)}`);
}

function verb(stage: string | undefined): string {
  return stage === "exists" ? "to exist" : stage === "ready" ? "to be ready" : "to be complete";
}
