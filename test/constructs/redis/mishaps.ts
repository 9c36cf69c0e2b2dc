import { type Shape, TinyCluster } from "./tiny-cluster";
import { introduce, type Server } from "./tiny-server";

/** Whatever costs keys where somebody who is away may have them. */
const FINAL = /FORGET|ADDSLOTSRANGE|TAKEOVER|RESET HARD|^move|^fix/;

/** A cluster to which things happen while it is reconciled, and what must never happen to it. */
export class World {
  readonly cluster: TinyCluster;
  /** The slots whose keys somebody has; what nobody has any more after a mishap is nobody's fault. */
  readonly kept: Set<number>;
  readonly #shards: number;
  readonly #returning = new Map<Server, number>();

  constructor(shape: Shape) {
    this.cluster = new TinyCluster(shape);
    this.#shards = shape.shards;
    this.kept = new Set(this.cluster.servers.flatMap(({ keys }) => [...keys]));
  }

  /** Whether everybody is back. */
  get complete(): boolean {
    return this.#returning.size === 0;
  }

  /** A round begins: who was away long enough is back, and something else happens. */
  begin(happens: readonly Mishap[]): void {
    const { cluster } = this;
    for (const [server, round] of this.#returning) {
      if (round > cluster.round) continue;
      server.up = true;
      this.#returning.delete(server);
    }
    for (const { what, pod, rounds } of happens)
      if (what !== "answers that are old" && what !== "the end of the job")
        MISHAPS[what](this, cluster.pod(cluster.pods[pod % cluster.pods.length] ?? ""), rounds);
    this.mourn();
  }

  /** It is away for some rounds. */
  away(server: Server, rounds: number): void {
    server.up = false;
    this.#returning.set(server, this.cluster.round + rounds);
  }

  /** Forgets the keys that nobody has. */
  mourn(): void {
    for (const slot of this.kept) if (!this.#isHeld(slot)) this.kept.delete(slot);
  }

  /** Does what was decided, and fails where that costs anything. `seen`: what was decided was decided of what is. */
  obey(lines: readonly string[], seen: boolean): void {
    const { cluster } = this;
    const away = seen ? cluster.servers.filter((server) => this.#isMissed(server)) : [];
    for (const line of lines.filter((one) => /^(do|move|fix) /.test(one))) {
      if (FINAL.test(line) && away.length > 0) throw new Error(`${line}, while ${away.map(({ pod }) => pod).join(", ")} may have the keys`);
      const owned = this.#slots().filter((slot) => cluster.ownersOf(slot).length > 0);
      cluster.act(line);
      const orphans = owned.filter((slot) => cluster.ownersOf(slot).length === 0);
      if (orphans.length > 0) throw new Error(`${line} leaves slots without an owner: ${orphans.join(", ")}`);
      const lost = [...this.kept].filter((slot) => !this.#isHeld(slot));
      if (lost.length > 0) throw new Error(`${line} costs the keys of slots ${lost.join(", ")}`);
    }
  }

  /** What is wrong with the cluster when nothing is left to do. */
  flaws(): string[] {
    const { cluster } = this;
    // What was decided last is still to be heard by all.
    for (let round = 0; round < 2; round++) cluster.tick();
    const staying = cluster.servers.filter((server) => this.#stays(server));
    const slots = this.#slots().flatMap((slot) => {
      const [owner, ...others] = cluster.ownersOf(slot);
      if (!owner || others.length > 0 || !this.#stays(owner)) return `slot ${slot} is not of one that stays`;
      return this.kept.has(slot) && !owner.keys.has(slot) ? `the keys of slot ${slot} are not with its owner` : [];
    });
    const shards = Array.from({ length: this.#shards }, (_, shard) =>
      this.#flawOf(staying.filter(({ pod }) => pod?.startsWith(`s${shard}-`))),
    );
    const known = staying.flatMap(({ pod, peers, id }) => {
      const all = peers.size === staying.length - 1 && staying.every((other) => other.id === id || peers.has(other.id));
      return all ? [] : `${pod} knows ${[...peers.keys()].join(", ")}`;
    });
    return [...slots, ...shards.flat(), ...known];
  }

  #flawOf(shard: readonly Server[]): string[] {
    const [master, ...others] = shard.filter((server) => server.master === undefined);
    const pods = shard.map(({ pod }) => pod).join(", ");
    if (!master || others.length > 0) return [`${pods}: there is not one master`];
    if (shard.some((server) => server !== master && server.master !== master.id)) return [`${pods}: not all follow their master`];
    const [slots, share] = [this.cluster.own(master).length, this.cluster.slots / this.#shards];
    return Math.abs(slots - share) > share / 20 + 1 ? [`${master.pod} has ${slots} slots`] : [];
  }

  /** Another shard's master that a server knows, and that owns slots. */
  masterFor(server: Server): Server | undefined {
    const shard = server.pod?.split("-")[0];
    const others = this.cluster.servers.filter(({ id, up, pod }) => up && server.peers.has(id) && !pod?.startsWith(`${shard}-`));
    return others.find(({ id, master, table }) => master === undefined && table.includes(id));
  }

  #slots(): number[] {
    return Array.from({ length: this.cluster.slots }, (_, slot) => slot);
  }

  #isHeld(slot: number): boolean {
    return this.cluster.servers.some(({ keys }) => keys.has(slot));
  }

  #stays({ pod }: Server): boolean {
    return pod !== undefined && Number(/\d+/.exec(pod)?.[0]) < this.#shards;
  }

  /** One that stays, or has slots that nobody else has. */
  #isMissed(server: Server): boolean {
    const { pod, up } = server;
    if (up || pod === undefined) return false;
    return this.#stays(server) || this.cluster.own(server).some((slot) => this.cluster.ownersOf(slot).length === 0);
  }
}

/** What can happen from outside. */
export type MishapName =
  | "another address"
  | "other addresses everywhere"
  | "a restart"
  | "another pod"
  | "all pods deleted"
  | "a lost volume"
  | "a wrong master"
  | "slots in the wrong place"
  | "a slot left open"
  | "a slot given up"
  | "a stranger"
  | "a handover";

/** What can happen to a server, or to all; some of it for a number of rounds. */
export const MISHAPS: Readonly<Record<MishapName, (world: World, server: Server, rounds: number) => void>> = {
  "another address": ({ cluster }, server) => cluster.readdress(server),
  "other addresses everywhere": ({ cluster }) => {
    for (const server of cluster.servers) cluster.readdress(server);
  },
  "a restart": (world, server, rounds) => world.away(server, rounds),
  "another pod": (world, server, rounds) => {
    world.away(server, rounds);
    world.cluster.readdress(server);
  },
  "all pods deleted": (world, _, rounds) => {
    for (const server of world.cluster.servers) MISHAPS["another pod"](world, server, rounds);
  },
  "a lost volume": (world, server, rounds) => {
    world.cluster.wipe(server);
    MISHAPS["another pod"](world, server, rounds);
  },
  "a wrong master": (world, server) => {
    const other = server.master === undefined ? undefined : world.masterFor(server);
    if (other) Object.assign(server, { master: other.id, synced: false, keys: new Set() });
  },
  "slots in the wrong place": (world, server) => {
    const { cluster } = world;
    const [slot] = cluster.own(server);
    const other = world.masterFor(server);
    if (slot === undefined || !server.up || !other) return;
    const [from, to] = [server, other].map(({ pod = "" }) => cluster.pods.indexOf(pod) + 1);
    cluster.act(`move ${from} ${to} ${server.id} ${other.id} 1 ${slot} ${slot}`);
  },
  "a slot left open": ({ cluster }, server) => {
    server.open = cluster.own(server).length > 0;
  },
  "a slot given up": ({ cluster, kept }, server) => {
    const members = cluster.servers.filter(({ up, peers }) => up && peers.size > 0);
    // One that has moved a moment ago is another's for some, and nobody's for its owner: nothing but time would tell.
    const slot = cluster.own(server).find((own) => members.every(({ table }) => table[own] === server.id));
    if (slot === undefined) return;
    server.table[slot] = undefined;
    for (const { keys } of cluster.servers) keys.delete(slot);
    kept.delete(slot);
  },
  "a stranger": ({ cluster }, server) => {
    if (server.peers.size === 0) return;
    const stranger = cluster.add();
    for (const other of cluster.servers) if (other !== stranger && other.up && other.peers.size > 0) introduce(stranger, other);
  },
  "a handover": ({ cluster }, server) => {
    const replica = cluster.servers.find(({ up, synced, master }) => up && synced && master === server.id);
    if (replica && server.up) cluster.takeOver(replica);
  },
};

/** One thing that happens: to which pod, when, for how long. */
export interface Mishap {
  readonly what: MishapName | "answers that are old" | "the end of the job";
  readonly at: number;
  readonly pod: number;
  readonly rounds: number;
}
