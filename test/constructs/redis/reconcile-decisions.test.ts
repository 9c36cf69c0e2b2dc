import { AWKS, decide, PATIENCE, settle } from "./decisions";
import { type Shape, TinyCluster } from "./tiny-cluster";
import { introduce } from "./tiny-server";

if (AWKS.length === 0) console.warn("SKIPPED: what a reconciliation decides is not tried, for this machine has no awk.");
const describeWithAwk = AWKS.length === 0 ? describe.skip : describe;

const PAIRS: Shape = { shards: 3, replicas: 1 };
/** A fourth shard is a member, and has no slots yet. */
const JOINED: Shape = { shards: 4, replicas: 1, formed: 3, members: 4 };
/** Longer than any decision waits for what heals by itself. */
const LONG = { quiet: 15 };

/** A cluster after some damage; its pods count from one: s0-0, s0-1, s1-0, ... */
function cluster(shape: Shape = PAIRS, damage: (of: TinyCluster) => void = () => undefined): TinyCluster {
  const made = new TinyCluster(shape);
  damage(made);
  return made;
}
const id = (of: TinyCluster, pod: string): string => of.pod(pod).id;

describeWithAwk("a cluster is made", () => {
  test("of pods that know nobody: introduced by the first, then slots, then replicas, then nothing is left to do", () => {
    const fresh = cluster({ ...PAIRS, formed: 0, slots: 16384 });
    const meets = fresh.servers.slice(1).map(({ ip }) => `do 1 CLUSTER MEET ${ip} 6379`);
    expect(decide(fresh)).toEqual(meets);
    const { did, last } = settle(fresh);
    expect(did).toEqual([
      ...meets,
      "do 1 CLUSTER ADDSLOTSRANGE 0 5460",
      "do 3 CLUSTER ADDSLOTSRANGE 5461 10921",
      "do 5 CLUSTER ADDSLOTSRANGE 10922 16383",
      ...["s0", "s1", "s2"].map((shard, index) => `do ${2 * index + 2} CLUSTER REPLICATE ${id(fresh, `${shard}-0`)}`),
    ]);
    expect(last).toBe("done 3 shards, 6 nodes");
  });

  test("once: a second run has nothing to do", () => {
    expect(decide(cluster())).toEqual(["done 3 shards, 6 nodes"]);
    expect(decide(cluster({ shards: 3, replicas: 0 }))).toEqual(["done 3 shards, 3 nodes"]);
  });

  test("to its end where that was interrupted, whatever was done already", () => {
    const half = cluster({ ...PAIRS, formed: 0 });
    for (const other of half.servers.slice(1)) introduce(half.pod("s0-0"), other);
    half.tick();
    half.act("do 3 CLUSTER ADDSLOTSRANGE 21 41");
    half.tick();
    expect(decide(half)).toEqual(["do 1 CLUSTER ADDSLOTSRANGE 0 20", "do 5 CLUSTER ADDSLOTSRANGE 42 63"]);
    expect(settle(half).last).toBe("done 3 shards, 6 nodes");
  });

  test("of all its nodes or not at all", () => {
    const part = cluster({ ...PAIRS, formed: 0 }, (of) => void (of.pod("s2-1").up = false));
    expect(decide(part)).toEqual(["wait for s2-1"]);
    expect(decide(part, { elapsed: PATIENCE })).toEqual(["refuse no answer from s2-1"]);
  });
});

describeWithAwk("addresses", () => {
  test("that changed at one node are told by those who know the old one", () => {
    const moving = cluster(PAIRS, (of) => of.readdress(of.pod("s1-1")));
    const { ip } = moving.pod("s1-1");
    expect(decide(moving)).toEqual([1, 2, 3, 5, 6].map((number) => `do ${number} CLUSTER MEET ${ip} 6379`));
    expect(decide(moving, { met: 1 })).toEqual(["wait until all know all"]);
    expect(decide(moving, { quiet: 10 })).toHaveLength(5);
  });

  test("that changed everywhere are told to all, among masters first; nobody loses a slot", () => {
    const moving = cluster(PAIRS, (of) => of.servers.forEach((server) => of.readdress(server)));
    const masters = [1, 3, 5];
    const first = decide(moving);
    expect(first).toEqual(
      masters.flatMap((one) =>
        masters.filter((other) => other !== one).map((other) => `do ${one} CLUSTER MEET ${moving.servers[other - 1]?.ip} 6379`),
      ),
    );
    const { did, last } = settle(moving);
    expect(did.filter((line) => !line.includes("MEET"))).toEqual([]);
    expect(last).toBe("done 3 shards, 6 nodes");
  });

  test("of replicas are told when the masters trust one another: else one would take a place that is not free", () => {
    const moving = cluster(PAIRS, (of) => {
      for (const server of of.servers) of.readdress(server);
      const masters = ["s0-0", "s1-0", "s2-0"].map((pod) => of.pod(pod));
      for (const one of masters) for (const other of masters) if (one !== other) introduce(one, other);
      Object.assign(of.pod("s1-0").peers.get(id(of, "s2-0")) ?? {}, { silent: 2 });
    });
    expect(decide(moving)).toEqual(["wait until the masters trust one another"]);
    expect(decide(moving, { quiet: 40 })[0]).toMatch(/^do 1 CLUSTER MEET /);
  });

  test("may be of IPv6", () => {
    const six = cluster(PAIRS, (of) => {
      for (const [index, server] of of.servers.entries()) server.ip = `fd00::${index + 1}`;
      for (const { peers } of of.servers) for (const [known, peer] of peers) peer.ip = of.byId(known)?.ip ?? "";
      of.pod("s0-1").ip = "fd00::ab";
    });
    expect(decide(six)).toEqual([1, 3, 4, 5, 6].map((number) => `do ${number} CLUSTER MEET fd00::ab 6379`));
  });
});

describeWithAwk("who is away", () => {
  test("is waited for, then healed around, without anything that could cost keys; the run fails in the end", () => {
    const without = cluster(PAIRS, (of) => {
      of.add();
      introduce(of.pod("s0-0"), of.servers.at(-1) as never);
      Object.assign(of.pod("s1-1"), { up: false });
      Object.assign(of.pod("s0-1"), { master: id(of, "s2-0"), synced: false });
      for (const { table } of of.servers) table[0] = undefined;
    });
    expect(decide(without, { elapsed: PATIENCE - 1 })).toEqual(["wait for s1-1"]);
    expect(decide(without, { elapsed: PATIENCE })).toEqual([`do 2 CLUSTER REPLICATE ${id(without, "s0-0")}`]);
    without.act(`do 2 CLUSTER REPLICATE ${id(without, "s0-0")}`);
    without.tick();
    for (const { table } of without.servers) table[0] = id(without, "s0-0");
    expect(decide(without, { elapsed: PATIENCE })).toEqual(["refuse no answer from s1-1"]);
  });

  test("stops what leaves as well, though that has nothing left to give", () => {
    const leaving = cluster({ ...PAIRS, leaving: 1, formed: 3, members: 4 }, (of) => void (of.pod("s1-1").up = false));
    expect(decide(leaving, { elapsed: PATIENCE })).toEqual(["refuse no answer from s1-1"]);
  });

  test("and leaves is waited for too, for ever where nobody else has its slots", () => {
    const leaving = cluster({ ...PAIRS, replicas: 0, leaving: 1 }, (of) => void (of.pod("s3-0").up = false));
    expect(decide(leaving)).toEqual(["wait for s3-0"]);
    for (let round = 0; round < 3; round++) leaving.tick();
    expect(decide(leaving, { elapsed: PATIENCE, ...LONG, lostSlots: "empty" })).toEqual(["wait for s3-0"]);
  });

  test("and has left already is not missed", () => {
    const left = cluster({ ...PAIRS, leaving: 1, formed: 3 }, (of) => void (of.pod("s3-0").up = of.pod("s3-1").up = false));
    expect(decide(left)).toEqual(["done 3 shards, 6 nodes"]);
  });
});

describeWithAwk("in each shard the owner of slots is the master, all others follow it", () => {
  test("a replica of another shard's master", () => {
    const astray = cluster(PAIRS, (of) => void (of.pod("s1-1").master = id(of, "s2-0")));
    expect(decide(astray)).toEqual([`do 4 CLUSTER REPLICATE ${id(astray, "s1-0")}`]);
  });

  test("a shard in which nobody is a master", () => {
    const none = cluster(JOINED, (of) => {
      for (const pod of ["s3-0", "s3-1"]) of.pod(pod).master = id(of, "s0-0");
    });
    expect(decide(none)).toEqual(["do 7 CLUSTER RESET SOFT"]);
  });

  test("a replica without a link is waited for", () => {
    const alone = cluster(PAIRS, (of) => void (of.pod("s0-1").synced = false));
    expect(decide(alone)).toEqual(["wait s0-1 does not follow its master yet"]);
  });

  test("a master and a replica that swapped their roles between two answers are left alone", () => {
    const swapping = cluster(PAIRS, (of) => {
      for (const [one, other] of [
        ["s0-0", "s0-1"],
        ["s0-1", "s0-0"],
      ] as const)
        of.pod(one).master = id(of, other);
      of.pod("s0-0").table = of.pod("s0-0").table.map((owner) => (owner === id(of, "s0-0") ? id(of, "s0-1") : owner));
    });
    expect(decide(swapping)).toEqual(["wait until it is clear who owns 21 slots"]);
    swapping.pod("s2-1").up = false;
    expect(decide(swapping, { elapsed: PATIENCE })).toEqual(["wait until s0-0 and its master agree who that is"]);
  });

  test("two that own the same slots, and know one another, agree before anything moves", () => {
    const twice = cluster(JOINED);
    twice.takeOver(twice.pod("s0-1"));
    const { id: old } = twice.pod("s0-0");
    Object.assign(twice.pod("s0-0"), {
      master: undefined,
      table: twice.pod("s1-0").table.map((owner) => (owner === id(twice, "s0-1") ? old : owner)),
    });
    expect(decide(twice)).toEqual(["wait until s0-0 and s0-1 agree who owns the same slots"]);
  });
});

describeWithAwk("slots whose owner is lost", () => {
  const lost = (replicas: number): TinyCluster => {
    const of = cluster({ shards: 3, replicas });
    const { id: before } = of.pod("s0-0");
    of.wipe(of.pod("s0-0"));
    for (const other of of.servers.slice(1)) {
      introduce(of.pod("s0-0"), other);
      Object.assign(other.peers.get(before) ?? {}, { silent: 2 });
    }
    return of;
  };

  test("are its replica's after a while, if it does not take them by itself", () => {
    const one = lost(1);
    expect(decide(one)).toEqual(["wait until s0-1 takes the place of its lost master"]);
    expect(decide(one, LONG)).toEqual(["do 2 CLUSTER FAILOVER TAKEOVER"]);
  });

  test("are those of the replica that has most", () => {
    const two = lost(2);
    two.pod("s0-2").offset = 17;
    expect(decide(two, LONG)).toEqual(["do 3 CLUSTER FAILOVER TAKEOVER"]);
  });

  test("are left to its replica while somebody is away, who may be the owner", () => {
    const one = lost(1);
    one.pod("s2-1").up = false;
    expect(decide(one, { ...LONG, elapsed: PATIENCE, lostSlots: "empty" })).toEqual(["wait for s2-1"]);
  });

  test("go on without their keys only where that was said", () => {
    const none = lost(0);
    const gone = none.pod("s1-0").table[0] ?? "";
    expect(decide(none, LONG)).toEqual([
      `refuse 21 slots have lost their owner (${gone} at 10.0.0.2) and every copy of it: restore its volume, or say lostSlots: "empty" to go on without their keys`,
    ]);
    expect(decide(none, { lostSlots: "empty" })).toEqual([2, 3].map((number) => `do ${number} CLUSTER FORGET ${gone}`));
    expect(settle(none, { lostSlots: "empty" }).did).toContain("do 1 CLUSTER ADDSLOTSRANGE 0 20");
  });

  test("are given to whoever the others take for their owner", () => {
    const unclaimed = cluster(PAIRS, (of) => {
      for (const slot of [0, 1, 30]) of.pod("s1-0").table[slot] = undefined;
      for (const { table } of of.servers) table[0] = id(of, "s1-0");
      of.pod("s1-0").table[0] = undefined;
    });
    expect(decide(unclaimed)).toEqual(["do 3 CLUSTER ADDSLOTSRANGE 0 0 30 30"]);
    expect(settle(unclaimed).last).toBe("done 3 shards, 6 nodes");
  });
});

describeWithAwk("strangers", () => {
  const withStranger = (slots: readonly number[], up = true): TinyCluster =>
    cluster(PAIRS, (of) => {
      const stranger = Object.assign(of.add(), { up });
      for (const pod of of.pods) introduce(of.pod(pod), stranger);
      for (const { table } of of.servers) for (const slot of slots) table[slot] = stranger.id;
    });

  test("without slots are forgotten by all at once", () => {
    const passing = withStranger([], false);
    expect(decide(passing)).toEqual([1, 2, 3, 4, 5, 6].map((number) => `do ${number} CLUSTER FORGET ${passing.servers.at(-1)?.id}`));
  });

  test("that own slots and answer the others are refused, once it is sure that they are none of ours", () => {
    const owning = withStranger([7, 8]);
    const { id: who = "", ip = "" } = owning.servers.at(-1) ?? {};
    expect(decide(owning)).toEqual([`wait until ${who} at ${ip} is silent or known`]);
    expect(decide(owning, LONG)).toEqual([
      `refuse a node that is no pod of ours owns 2 slots: ${who} at ${ip}; a shard is taken away in two steps, first drained by 'leaving'`,
    ]);
  });

  test("that are another cluster with the same slots are refused before anybody meets", () => {
    const two = cluster({ shards: 2, replicas: 0, formed: 1 });
    const other = two.pod("s1-0");
    other.table = other.table.map(() => other.id);
    expect(decide(two)).toEqual(["refuse s0-0 and s1-0 come from different clusters and own the same slots"]);
  });
});
