import { obey } from "./tiny-commands";
import { answerOf, emptyServer, failed, introduce, type Server } from "./tiny-server";

/** The shape of a tiny cluster. */
export interface Shape {
  /** The shards that stay. */
  readonly shards: number;
  readonly replicas: number;
  /** Shards after those, that leave. */
  readonly leaving?: number;
  /** How many of all shards have slots already. */
  readonly formed?: number;
  /** How many of all shards are members already, with slots or without. */
  readonly members?: number;
  readonly slots?: number;
}

/**
 * Servers that understand the commands of a reconciliation, and tell one another what they know as those of Redis and Valkey do: by epochs,
 * with replicas that take the place of failed masters, and refusals in the servers' words.
 */
export class TinyCluster {
  readonly slots: number;
  readonly topology: string;
  /** The names of its pods: "s0-0". Decisions count them from one. */
  readonly pods: readonly string[];
  readonly servers: Server[] = [];
  round = 0;
  #named = 0;
  #epoch = 0;
  #before: readonly string[] = [];

  constructor({ shards, replicas, leaving = 0, formed = shards + leaving, members = formed, slots = 64 }: Shape) {
    this.slots = slots;
    const numbers = Array.from({ length: replicas + 1 }, (_, ordinal) => ordinal);
    const names = Array.from({ length: shards + leaving }, (_, shard) => numbers.map((ordinal) => `s${shard}-${ordinal}`));
    this.pods = names.flat();
    const lines = names.map((pods, shard) => pods.map((pod) => `${shard < shards ? "stay" : "leave"} s${shard} ${pod}\n`));
    this.topology = lines.flat().join("");
    for (const pod of this.pods) this.add(pod);
    const met = names.slice(0, members).map((pods) => pods.map((pod) => this.pod(pod)));
    for (const [shard, [master, ...others]] of met.entries()) {
      if (!master) continue;
      const end = shard < formed ? Math.floor((slots * (shard + 1)) / formed) : 0;
      for (let slot = Math.floor((slots * shard) / formed); slot < end; slot++) {
        master.table[slot] = master.id;
        master.keys.add(slot);
      }
      master.epoch = this.raiseEpoch();
      for (const other of others) Object.assign(other, { master: master.id, synced: true, keys: new Set(master.keys) });
    }
    const all = met.flat();
    for (const one of all) for (const other of all) if (one !== other) introduce(one, other);
    for (const one of all) for (const other of all) if (one !== other) this.#tell(one, other);
  }

  /** Another server that knows nobody. */
  add(pod?: string): Server {
    const server: Server = { pod, ip: "", up: true, ...emptyServer("", this.slots) };
    this.wipe(server);
    this.readdress(server);
    this.servers.push(server);
    return server;
  }

  /** The server of a pod. */
  pod(name: string): Server {
    const found = this.servers.find(({ pod }) => pod === name);
    if (!found) throw new Error(`there is no pod ${name}`);
    return found;
  }

  /** The server of an id, whether it is up or not. */
  byId(id: string | undefined): Server | undefined {
    return this.servers.find((server) => server.id === id);
  }

  /** It comes back without its volume. */
  wipe(server: Server): void {
    Object.assign(server, emptyServer(`${server.pod ?? "stranger"}-${++this.#named}-`.padEnd(40, "x"), this.slots));
  }

  /** It comes back under another address. */
  readdress(server: Server): void {
    server.ip = `10.0.${this.servers.length}.${++this.#named}`;
  }

  /** The slots that a server itself says are its own. */
  own({ table, id }: Server): number[] {
    return table.flatMap((owner, slot) => (owner === id ? slot : []));
  }

  /** Who is up and says that a slot is its own. */
  ownersOf(slot: number): Server[] {
    return this.servers.filter((server) => server.up && server.table[slot] === server.id);
  }

  /** An epoch above all so far, those of servers that are gone included. */
  raiseEpoch(): number {
    return ++this.#epoch;
  }

  /** What a reconciliation sees of it; some pods, by their index, may have answered before the last tick, others after. */
  look(early: (index: number) => boolean = () => false): string {
    const answers = this.#answers().map((now, index) => (early(index) ? (this.#before[index] ?? now) : now));
    return this.topology + answers.map((answer, index) => `@ ${index + 1}\n${answer}`).join("");
  }

  /** Does one line of what was decided. Answers what the server answers. */
  act(line: string): string {
    return obey(this, line);
  }

  /** Some time passes: servers talk, notice who is silent, take the place of failed masters, follow. */
  tick(): void {
    this.round++;
    this.#before = this.#answers();
    const up = this.servers.filter((server) => server.up);
    for (const one of up)
      for (const [id, peer] of one.peers) {
        const other = this.byId(id);
        const reached = other?.up === true && other.ip === peer.ip;
        peer.silent = reached ? 0 : peer.silent + 1;
        if (!reached) continue;
        this.#tell(other, one);
        this.#tell(one, other);
      }
    for (const server of up) if (this.#mayTakeOver(server)) this.takeOver(server);
    for (const server of up) this.#follow(server);
  }

  /** A replica takes the place of its master, whether that agrees or not. */
  takeOver(server: Server): void {
    const { master, table, id } = server;
    Object.assign(server, { master: undefined, epoch: this.raiseEpoch(), table: table.map((owner) => (owner === master ? id : owner)) });
    for (const one of this.servers) if (one.up) this.#tell(server, one);
  }

  #answers(): string[] {
    return this.pods.map((pod) => (this.pod(pod).up ? answerOf(this.pod(pod)) : ""));
  }

  /** One server hears from another, if it knows it: where it is, whom it knows, what it owns. */
  #tell(from: Server, to: Server): void {
    const known = to.peers.get(from.id);
    if (!known) return;
    Object.assign(known, { ip: from.ip, master: from.master, epoch: from.epoch });
    for (const [id, { ip, silent }] of from.peers) {
      const third = this.byId(id);
      const blacklisted = (to.forgotten.get(id) ?? 0) > this.round;
      if (!to.peers.has(id) && third && third !== to && third.up && third.ip === ip && silent < 2 && !blacklisted) introduce(to, third);
    }
    if (from.master !== undefined) return;
    if (to.master === undefined && from.epoch === to.epoch && from.id > to.id) to.epoch = this.raiseEpoch();
    const own = this.own(from);
    const taken = own.filter((slot) => {
      const before = to.table[slot];
      return before !== from.id && (!this.#claims(before, slot) || epochIn(to, before) < from.epoch);
    });
    lose(to, from.id, taken, taken.length === own.length);
    this.#correct(from, to, own);
  }

  /** What is outdated is told so. */
  #correct(from: Server, to: Server, own: readonly number[]): void {
    for (const owner of new Set(own.map((slot) => to.table[slot]))) {
      if (owner === undefined || owner === from.id || !from.peers.has(owner) || epochIn(to, owner) <= from.epoch) continue;
      const theirs = to.table.flatMap((one, slot) => (one === owner && this.#claims(owner, slot) ? slot : []));
      const taken = theirs.filter((slot) => from.table[slot] === from.id);
      lose(from, owner, taken, taken.length === theirs.length);
    }
  }

  /** Whether the owner that others know goes on saying so; of one that is gone they believe it. */
  #claims(owner: string | undefined, slot: number): boolean {
    const server = this.byId(owner);
    return owner !== undefined && (!server || server.table[slot] === owner);
  }

  #mayTakeOver(server: Server): boolean {
    const { master, synced, table } = server;
    if (master === undefined || !synced || !failed(server, master) || !table.includes(master)) return false;
    const owners = [...new Set(table)].filter((owner) => owner !== undefined);
    return owners.filter((owner) => owner === server.id || !failed(server, owner)).length * 2 > owners.length;
  }

  #follow(server: Server): void {
    const master = this.byId(server.master);
    if (!master?.up || master.master !== undefined || server.peers.get(master.id)?.ip !== master.ip) return;
    Object.assign(server, { synced: true, keys: new Set(master.keys), offset: server.offset + 1 });
  }
}

function epochIn(at: Server, id: string | undefined): number {
  return id === at.id ? at.epoch : (at.peers.get(id ?? "")?.epoch ?? -1);
}

/** Whoever loses everything to one that has nothing else follows it, and so do its replicas. */
function lose(at: Server, owner: string, slots: readonly number[], all: boolean): void {
  if (slots.length === 0) return;
  const master = at.master ?? at.id;
  const hadSome = at.table.includes(master);
  for (const slot of slots) {
    if (at.table[slot] === at.id) at.keys.delete(slot);
    at.table[slot] = owner;
  }
  if (hadSome && !at.table.includes(master) && all) Object.assign(at, { master: owner, synced: false });
}
