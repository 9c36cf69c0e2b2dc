import fc from "fast-check";
import { AWKS, decide, Run, type Situation, settle } from "./decisions";
import { MISHAPS, type Mishap, type MishapName, World } from "./mishaps";
import { type Shape, TinyCluster } from "./tiny-cluster";

if (AWKS.length === 0) console.warn("SKIPPED: reconciliations are not simulated, for this machine has no awk.");
const describeWithAwk = AWKS.length === 0 ? describe.skip : describe;

const PAIRS: Shape = { shards: 3, replicas: 1 };
/** A fourth shard is a member, and has no slots yet. */
const JOINED: Shape = { shards: 4, replicas: 1, formed: 3, members: 4 };

/** How many slots the commands move, by the pods' numbers. */
function moved(lines: readonly string[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [verb, from, to, , , count] of lines.map((line) => line.split(" ")))
    if (verb === "move") sums[`${from} to ${to}`] = (sums[`${from} to ${to}`] ?? 0) + Number(count);
  return sums;
}

describeWithAwk("slots move", () => {
  test("out to a new shard: its share of each, a chunk at a time", () => {
    const { did, last } = settle(new TinyCluster({ ...JOINED, slots: 1024 }), { chunk: 32 });
    expect(moved(did)).toEqual({ "1 to 7": 85, "3 to 7": 85, "5 to 7": 86 });
    expect(did.map((line) => Number(line.split(" ")[5]))).toEqual([32, 32, 21, 32, 32, 21, 32, 32, 22]);
    expect(last).toBe("done 4 shards, 8 nodes");
  });

  test("off a shard that leaves, which is then forgotten, then forgets", () => {
    const shrinking = new TinyCluster({ ...PAIRS, leaving: 1 });
    const leavers = ["s3-0", "s3-1"].map((pod) => shrinking.pod(pod).id);
    const { did, last } = settle(shrinking);
    expect(moved(did)).toEqual({ "7 to 1": 5, "7 to 3": 5, "7 to 5": 6 });
    const forgets = leavers.map((leaver) => [1, 2, 3, 4, 5, 6].map((number) => `do ${number} CLUSTER FORGET ${leaver}`));
    const [master = [], replica = []] = forgets;
    expect(did.filter((line) => line.startsWith("do"))).toEqual([
      ...master,
      "do 7 CLUSTER RESET HARD",
      ...replica,
      "do 8 CLUSTER RESET HARD",
    ]);
    expect(last).toBe("done 3 shards, 6 nodes");
    expect(decide(shrinking)).toEqual([last]);
  });

  test("and what was interrupted after any command ends the same", () => {
    const shape = { shards: 2, replicas: 1, leaving: 1 };
    const commands = settle(new TinyCluster(shape), { chunk: 16 }).did.length;
    expect(commands).toBe(12);
    for (let after = 1; after < commands; after++) {
      const cut = new TinyCluster(shape);
      const run = new Run({ chunk: 16 });
      for (let done = 0; done < after; cut.tick())
        for (const line of run.decide(cut).slice(0, after - done)) {
          cut.act(line);
          done++;
        }
      expect([after, settle(cut, { chunk: 16 }).last]).toEqual([after, "done 2 shards, 4 nodes"]);
    }
  });

  test("only as far as they have not moved before", () => {
    const half = new TinyCluster(JOINED);
    half.act(decide(half)[0] ?? "");
    half.tick();
    expect(moved(settle(half).did)).toEqual({ "3 to 7": 5, "5 to 7": 6 });
  });

  test.each([
    [273, "done"],
    [274, "move"],
  ])("not for small differences, a twentieth is one: %d too many: %s", (difference, verb) => {
    const uneven = new TinyCluster({ shards: 3, replicas: 0, slots: 16384 });
    const [first = "", second] = uneven.servers.map(({ id }) => id);
    for (const { table } of uneven.servers)
      for (let slot = 5461; slot < 5461 + difference; slot++) if (table[slot] === second) table[slot] = first;
    expect(decide(uneven)[0]?.split(" ")[0]).toBe(verb);
  });

  test("when no slot is open any more, and every master calls the cluster healthy", () => {
    const open = new TinyCluster(JOINED);
    open.pod("s0-0").open = true;
    expect(decide(open)).toEqual(["fix 1"]);
    open.act("fix 1");
    expect(decide(open)[0]).toMatch(/^move 1 7 /);
    for (const peer of open.pod("s1-0").peers.values()) peer.silent = 2;
    expect(decide(open)).toEqual(["wait s1-0 does not call the cluster healthy yet"]);
  });
});

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    shards: fc.integer({ min: 2, max: 4 }),
    replicas: fc.integer({ min: 0, max: 2 }),
    leaving: fc.constantFrom(0, 0, 1, 2),
    unformed: fc.constantFrom(0, 0, 1, Number.POSITIVE_INFINITY),
  })
  .map(({ unformed, ...shape }) => ({ ...shape, formed: Math.max(0, shape.shards + shape.leaving - (shape.leaving > 0 ? 0 : unformed)) }));
const mishaps: fc.Arbitrary<Mishap[]> = fc.array(
  fc.record({
    what: fc.constantFrom(...(Object.keys(MISHAPS) as MishapName[]), "answers that are old", "the end of the job"),
    at: fc.constantFrom(0, 0, 0, 1, 2, 3, 5, 8),
    pod: fc.nat(11),
    rounds: fc.constantFrom(1, 2, 5, 12),
  }),
  { maxLength: 4 },
);

const LOST: Mishap = { what: "a lost volume", at: 0, pod: 0, rounds: 1 };

/** Reconciles a cluster to which things happen, run after run. Answers the last decision. */
function simulate(shape: Shape, happens: readonly Mishap[], lostSlots: Situation["lostSlots"]): { world: World; last: string } {
  const world = new World(shape);
  const { cluster } = world;
  const calm = Math.max(0, ...happens.map(({ at, rounds }) => at + rounds));
  let [run, again, refused] = [new Run({ lostSlots }), 0, 0];
  for (let round = 0; round < calm + 120; round++, cluster.tick(), world.mourn()) {
    const now = happens.filter(({ at }) => at === round);
    world.begin(now);
    if (round < again) continue;
    const old = now.filter(({ what }) => what === "answers that are old");
    const lines = run.decide(
      cluster,
      cluster.look((index) => old.some(({ pod }) => index % 3 === pod % 3)),
    );
    const [last = ""] = lines;
    refused = last.startsWith("refuse") ? refused + 1 : 0;
    if (round > calm && world.complete && (last.startsWith("done") || refused > 5)) return { world, last };
    const ends = now.some(({ what }) => what === "the end of the job");
    world.obey(ends ? lines.slice(0, lines.length / 2) : lines, old.length === 0);
    if (ends || /^(done|refuse)/.test(last)) [run, again] = [new Run({ lostSlots }), round + 3];
  }
  throw new Error("it does not come to an end");
}

/** Always the same forty; RUNS=3000 tries others. */
const runs = process.env["RUNS"] ? { numRuns: Number(process.env["RUNS"]) } : { numRuns: 40, seed: 1 };

describeWithAwk("whatever happens to a cluster", () => {
  test("it is whole again in the end, nothing is ever done that costs keys, and no slot loses an owner that is there", () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(shapes, mishaps, fc.constantFrom("refuse" as const, "empty" as const), (shape, happens, lostSlots) => {
        const { world, last } = simulate(shape, happens, lostSlots);
        outcomes.add(last.startsWith("done") ? "done" : last.replaceAll(/\d+|\(.*/g, "").trim());
        // Only keys that nobody has any more are a reason to stop.
        const stopped = lostSlots === "refuse" && world.kept.size < world.cluster.slots && last.startsWith("refuse");
        expect(stopped ? [] : [last.split(" ")[0], ...world.flaws()]).toEqual(stopped ? [] : ["done"]);
      }),
      { ...runs, examples: [[{ shards: 2, replicas: 0 }, [LOST], "refuse"]] },
    );
    expect([...outcomes].sort()).toEqual(["done", "refuse  slots have lost their owner"]);
  });
});
