// Runs in a pod of the end-to-end test, beside the cluster that it loads: steady writes and reads by a cluster client, and the proof that
// what was acknowledged is still there. Asked by lines of JSON on its input, it answers by lines of JSON; it ends with its input.
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Cluster, Command, Redis } from "ioredis";

const SLOTS = 16384;
const KEYS_OF_A_LANE = 100;
const PARALLEL = 64;
// Examples help somebody who looks for the cause; thousands do not.
const EXAMPLES = 5;
const now = () => performance.now();
const add = (counts, what) => counts.set(what, (counts.get(what) ?? 0) + 1);
const round = (figure) => Math.round(figure * 10) / 10;
const secondsSince = (begin) => round((now() - begin) / 1000);

/** What somebody can count: without the slots and addresses in it. */
const plain = ({ message }) => message.replace(/(MOVED|ASK) \d+ \S+/g, "$1").replace(/(\d+\.){3}\d+(:\d+)?/g, "…");
// What the client itself tries again on.
const TRIED_AGAIN = /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|Connection is closed)/;
// An answer that stays the same however often one asks.
const FINAL = /^(NOPERM|NOAUTH|WRONGPASS|WRONGTYPE|OOM|ERR) /;

class WatchedCluster extends Cluster {
  onTriedAgain = () => undefined;
  lastError;

  handleError(error, ...rest) {
    this.lastError = error;
    if (TRIED_AGAIN.test(error.message)) this.onTriedAgain(plain(error));
    return super.handleError(error, ...rest);
  }
}

/** A cluster client as a careful application has one: it gives no operation up before its time, and none hangs longer. */
class Client {
  constructor(props) {
    const { host, port, username, password, ca } = props;
    this.props = props;
    this.patience = props.patience * 1000;
    this.cluster = new WatchedCluster([{ host, port }], {
      // Names stay names: certificates hold them, and each connection is made to whoever has the name then.
      dnsLookup: (name, done) => done(null, name),
      clusterRetryStrategy: () => 100,
      slotsRefreshInterval: 2000,
      // What is tried again waits for it, and a pod that is gone says nothing.
      slotsRefreshTimeout: 250,
      // No limit of time per command: one that was given up could still be carried out, after newer ones. A socket that is silent is closed.
      redisOptions: { username, password, tls: ca && { ca: readFileSync(ca) }, connectTimeout: 2000, socketTimeout: 2000 },
    });
    for (const event of ["error", "node error"]) this.cluster.on(event, (error) => (this.cluster.lastError = error.lastNodeError ?? error));
  }

  async ready() {
    const end = now() + this.patience;
    while (this.cluster.status !== "ready" && now() < end) await sleep(20);
    if (this.cluster.status === "ready") return;
    const { host, port } = this.props;
    // The cluster client hides why connections are not made; a simple one says it.
    const { error = this.cluster.lastError?.message } = await once({ ...this.props, command: ["PING"] });
    throw new Error(`no cluster at ${host}:${port} in time: ${error ?? "it has no slots, or its state is not ok"}`);
  }

  /** The answer, or what was wrong when the time was over. */
  async ask(name, args, { onTriedAgain = () => undefined, end = now() + this.patience } = {}) {
    let last;
    let timer;
    const late = new Promise((_, reject) => {
      const message = () => `no answer in time${last ? `: ${last}` : ""}`;
      timer = setTimeout(() => reject(Object.assign(new Error(message()), { final: true })), Math.max(end - now(), 1));
    });
    try {
      for (;;) {
        try {
          return await Promise.race([this.cluster.sendCommand(new Command(name, args, { replyEncoding: "utf8" })), late]);
        } catch (error) {
          if (error.final || FINAL.test(error.message)) throw error;
          last = plain(error);
          onTriedAgain(last);
          await Promise.race([sleep(50), late]);
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A tag of each slot: a key with it in braces belongs to that slot. */
function tagsOfSlots() {
  const tags = [];
  for (let tag = 0, found = 0; found < SLOTS; tag++) {
    const slot = new Command("get", [String(tag)]).getSlot();
    if (tags[slot] !== undefined) continue;
    tags[slot] = tag;
    found += 1;
  }
  return tags;
}

/** What happened between two marks. */
class Section {
  begin = now();
  writes = 0;
  reads = 0;
  stale = 0;
  longestGap = 0;
  failures = new Map();
  retried = new Map();
  latencies = [];

  constructor(name) {
    this.name = name;
  }

  gap(milliseconds) {
    this.longestGap = Math.max(this.longestGap, milliseconds);
  }

  figures() {
    const { begin, latencies, failures, retried, longestGap, ...counts } = this;
    const sorted = Float64Array.from(latencies).sort();
    const quantile = (part) => round(sorted[Math.floor(sorted.length * part)] ?? 0);
    return {
      ...counts,
      seconds: secondsSince(begin),
      failed: [...failures.values()].reduce((sum, count) => sum + count, 0),
      failures: Object.fromEntries(failures),
      retried: Object.fromEntries(retried),
      longestGap: Math.round(longestGap),
      p50: quantile(0.5),
      p99: quantile(0.99),
    };
  }
}

/** Whether it is what was acknowledged, or what was attempted since. */
const holds = ({ acknowledged, attempted }, value) => Number(value) >= acknowledged && Number(value) <= attempted;

/** One after another, over the keys of a part of all slots. Before a key is written again it is read: no lost write hides behind a newer one. */
class Lane {
  #load;
  #ring;
  #lastWrite = now();

  constructor(load, index) {
    this.#load = load;
    this.#ring = Array.from({ length: KEYS_OF_A_LANE }, (_, turn) =>
      load.newKey(Math.floor(((index + turn / KEYS_OF_A_LANE) * SLOTS) / load.lanes)),
    );
  }

  get gap() {
    return now() - this.#lastWrite;
  }

  async run() {
    const { interval } = this.#load;
    let next = now() + Math.random() * interval;
    for (let turn = 0; this.#load.running; turn = (turn + 1) % KEYS_OF_A_LANE) {
      await sleep(Math.max(0, next - now()));
      next = Math.max(next, now() - interval) + interval;
      if (!(await this.#read(this.#ring[turn]))) this.#setAside(turn);
      if (!this.#load.running) break;
      if (!(await this.#write(this.#ring[turn]))) this.#setAside(turn);
    }
    this.#load.section.gap(this.gap);
  }

  // What is in doubt is written no more, so that the verification can judge it.
  #setAside(turn) {
    this.#ring[turn] = this.#load.newKey(this.#ring[turn].slot);
  }

  async #read(key) {
    const value = await this.#ask("get", [key.name]);
    if (value === undefined) return false;
    this.#load.section.reads += 1;
    if (holds(key, value)) return true;
    this.#load.section.stale += 1;
    return false;
  }

  async #write(key) {
    key.attempted += 1;
    const begin = now();
    if ((await this.#ask("set", [key.name, String(key.attempted)])) === undefined) return false;
    key.acknowledged = key.attempted;
    const { section } = this.#load;
    section.writes += 1;
    section.latencies.push(now() - begin);
    section.gap(this.gap);
    this.#lastWrite = now();
    return true;
  }

  /** The answer, null included; undefined where there is none. */
  async #ask(name, args) {
    try {
      return await this.#load.client.ask(name, args, { onTriedAgain: (why) => add(this.#load.section.retried, why) });
    } catch (error) {
      add(this.#load.section.failures, plain(error));
    }
  }
}

/** All lanes, and what was filled in beside them. */
class Load {
  running = true;
  section = new Section("start");
  #sections = [];
  #keys = [];
  #fills = [];
  #tags = tagsOfSlots();
  #lanes;
  #ended;

  constructor({ client, lanes, rate, prefix }) {
    this.client = client;
    this.lanes = lanes;
    this.interval = (lanes / rate) * 1000;
    this.prefix = `${prefix}${randomUUID().slice(0, 8)}`;
    client.cluster.onTriedAgain = (why) => add(this.section.retried, why);
    this.#lanes = Array.from({ length: lanes }, (_, index) => new Lane(this, index));
    this.#ended = Promise.all(this.#lanes.map((lane) => lane.run()));
  }

  newKey(slot) {
    const key = { name: `${this.prefix}:{${this.#tags[slot]}}:${this.#keys.length}`, slot, acknowledged: 0, attempted: 0 };
    this.#keys.push(key);
    return key;
  }

  async until({ writes, seconds }) {
    const end = now() + seconds * 1000;
    for (let done = 0; done < writes; await sleep(20)) {
      done = this.#sections.reduce((sum, section) => sum + section.writes, this.section.writes);
      if (done >= writes || now() < end) continue;
      const { failures, retried } = this.section.figures();
      const why = `failed ${JSON.stringify(failures)}, tried again ${JSON.stringify(retried)}`;
      throw new Error(`${done} of ${writes} writes were acknowledged after ${seconds} s: ${why}`);
    }
  }

  mark({ name }) {
    for (const lane of this.#lanes) this.section.gap(lane.gap);
    this.#sections.push(this.section.figures());
    this.section = new Section(name);
    return this.#sections.at(-1);
  }

  async stop() {
    this.running = false;
    await this.#ended;
    this.#sections.push(this.section.figures());
    const written = this.#keys.filter(({ acknowledged }) => acknowledged > 0);
    const lost = [];
    const unverified = await this.#each(written.length, async (index, ask) => {
      const { name, acknowledged, attempted } = written[index];
      const value = await ask("get", [name]);
      if (!holds(written[index], value)) lost.push(`${name} holds ${value}, acknowledged was ${acknowledged}, attempted ${attempted}`);
    });
    return { sections: this.#sections, keys: written.length, lost: lost.length, lostExamples: lost.slice(0, EXAMPLES), unverified };
  }

  async fill({ keys, bytes }) {
    const begin = now();
    const fill = { seed: randomUUID(), keys, bytes };
    const failures = await this.#each(keys, (index, ask) => ask("set", [this.#nameOf(fill, index), contentOf(fill, index)]));
    if (Object.keys(failures).length > 0) throw new Error(`not all of ${keys} keys could be filled: ${JSON.stringify(failures)}`);
    this.#fills.push(fill);
    return { keys, seconds: secondsSince(begin) };
  }

  async checksum() {
    const begin = now();
    const all = this.#fills.flatMap((fill) => Array.from({ length: fill.keys }, (_, index) => ({ fill, index })));
    const missing = [];
    const different = [];
    const unverified = await this.#each(all.length, async (number, ask) => {
      const { fill, index } = all[number];
      const name = this.#nameOf(fill, index);
      const value = await ask("get", [name]);
      if (value === null) missing.push(name);
      else if (value !== contentOf(fill, index)) different.push(name);
    });
    const examples = [...missing, ...different].slice(0, EXAMPLES);
    return { keys: all.length, missing: missing.length, different: different.length, examples, unverified, seconds: secondsSince(begin) };
  }

  #nameOf({ seed, keys }, index) {
    return `${this.prefix}:{${this.#tags[Math.floor((index * SLOTS) / keys)]}}:${seed.slice(0, 8)}:${index}`;
  }

  /** Does something for each number, many at a time; what failed, with how often. Where much fails the time is not much longer. */
  async #each(count, action) {
    const failures = new Map();
    const end = now() + this.client.patience + count;
    const ask = (name, args) => this.client.ask(name, args, { end });
    let next = 0;
    const worker = async () => {
      while (next < count) await action(next++, ask).catch((error) => add(failures, plain(error)));
    };
    await Promise.all(Array.from({ length: PARALLEL }, worker));
    return Object.fromEntries(failures);
  }
}

/** Content that nobody needs to remember. */
function contentOf({ seed, bytes }, index) {
  return createHash("shake256", { outputLength: bytes }).update(`${seed}:${index}`).digest("base64").slice(0, bytes);
}

/** One command to one server, tried once: what it says, or what is wrong. */
async function once({ host, port, username, password, ca, command }) {
  const patience = { connectTimeout: 5000, socketTimeout: 5000, commandTimeout: 10_000 };
  const how = { lazyConnect: true, retryStrategy: null, enableReadyCheck: false, disableClientInfo: true };
  const server = new Redis({ host, port, username, password, tls: ca && { ca: readFileSync(ca) }, ...patience, ...how });
  let error;
  server.on("error", (met) => (error ??= met));
  try {
    return { reply: await server.call(...command) };
  } catch (refused) {
    return { error: (error ?? refused).message };
  } finally {
    server.disconnect();
  }
}

let load;
async function start(props) {
  const client = new Client(props);
  await client.ready();
  load = new Load({ client, ...props });
}

const answer = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
// The client asks a server whether it may ask, and does not listen: a connection that closes meanwhile is met by the command itself.
process.on("unhandledRejection", (error) => {
  if (!TRIED_AGAIN.test(error.message)) throw error;
});
process.stdout.on("error", () => process.exit(1));
createInterface({ input: process.stdin })
  .on("close", () => process.exit(0))
  .on("line", async (line) => {
    const { id, verb, ...props } = JSON.parse(line);
    try {
      answer({ id, result: verb === "start" ? await start(props) : verb === "once" ? await once(props) : await load[verb](props) });
    } catch (error) {
      answer({ id, error: error.message });
    }
  });
