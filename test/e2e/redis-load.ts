import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";

/** Where the client runs, and whom it calls. */
export interface RedisClientProps {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** A pod with Node and tar that idles, and may write to /work. */
  readonly pod: string;
  readonly host: string;
  readonly port: number;
  /** @default - the default user */
  readonly username?: string;
  /** @default - none is given */
  readonly password?: string;
  /**
   * Where the pod holds the certificates that it trusts.
   * @default - not encrypted
   */
  readonly ca?: string;
}

/** How hard it calls. */
export interface RedisLoadProps extends RedisClientProps {
  /**
   * Each does one thing after another, over its own part of all slots.
   * @default 32
   */
  readonly lanes?: number;
  /**
   * Writes per second of all lanes together; there are as many reads.
   * @default 1000
   */
  readonly rate?: number;
  /**
   * For how many seconds an operation is tried again until it has failed.
   * @default 30
   */
  readonly patience?: number;
  /**
   * What all keys begin with.
   * @default "load:"
   */
  readonly prefix?: string;
}

/** What happened between two marks. Times are milliseconds. */
export interface LoadSection {
  readonly name: string;
  readonly seconds: number;
  /** Only those that were acknowledged. */
  readonly writes: number;
  /** Each key is read before it is written again. */
  readonly reads: number;
  /** Reads that answered something older than was acknowledged. */
  readonly stale: number;
  /** Reads and writes that came to nothing, after all that was tried. */
  readonly failed: number;
  /** Why, each with how often. */
  readonly failures: Readonly<Record<string, number>>;
  /** Why something was tried again, each with how often. */
  readonly retried: Readonly<Record<string, number>>;
  /** The longest time without a write in any lane; it counts in full where it ends, and as far as it has come at the end of a section. */
  readonly longestGap: number;
  /** Of writes, with all that was tried. */
  readonly p50: number;
  readonly p99: number;
}

/** What became of everything that was written. */
export interface LoadReport {
  readonly sections: readonly LoadSection[];
  /** How many keys were read once more. */
  readonly keys: number;
  /** How many of them hold something older than was acknowledged, or nothing. */
  readonly lost: number;
  readonly lostExamples: readonly string[];
  /** Those that gave no answer: why, each with how often. */
  readonly unverified: Readonly<Record<string, number>>;
}

/** What has become of the keys that were filled in. */
export interface ChecksumReport {
  readonly keys: number;
  readonly missing: number;
  readonly different: number;
  /** Of the missing and the different ones. */
  readonly examples: readonly string[];
  /** Those that gave no answer: why, each with how often. */
  readonly unverified: Readonly<Record<string, number>>;
  readonly seconds: number;
}

const ROOT = resolve(__dirname, "../../..");
const FOLDER = "/work";
const PROGRAM = "redis-load-program.mjs";
/** A tunnel that does not close by itself after this many milliseconds is closed. */
const FAREWELL = 10_000;

/** Steady writes and reads by a cluster client in a pod, which remembers what was acknowledged; nothing of it outlives this process. */
export class RedisLoad {
  readonly #program: Program;

  /** Starts it; rejects with what is in the way. */
  static async start({ lanes = 32, rate = 1000, patience = 30, prefix = "load:", ...props }: RedisLoadProps): Promise<RedisLoad> {
    const program = await Program.in(props);
    const { host, port, username, password, ca } = props;
    try {
      await program.ask("start", { host, port, username, password, ca, lanes, rate, patience, prefix });
      return new RedisLoad(program);
    } catch (error) {
      await program.close();
      throw error;
    }
  }

  /** What one server says to one command, or what is wrong; nothing is tried twice. */
  static async once(props: RedisClientProps, command: readonly string[]): Promise<{ readonly reply?: unknown; readonly error?: string }> {
    const program = await Program.in(props);
    const { host, port, username, password, ca } = props;
    try {
      return await program.ask("once", { host, port, username, password, ca, command });
    } finally {
      await program.close();
    }
  }

  private constructor(program: Program) {
    this.#program = program;
  }

  /** Waits until so many writes were acknowledged since the start. */
  async until(writes: number, seconds = 120): Promise<void> {
    await this.#program.ask("until", { writes, seconds });
  }

  /** Ends a section and begins one of this name; the first is named `start`. */
  mark(name: string): Promise<LoadSection> {
    return this.#program.ask("mark", { name });
  }

  /** Fills in keys of known content, spread over all slots. */
  fill(keys: number, bytes: number): Promise<{ readonly keys: number; readonly seconds: number }> {
    return this.#program.ask("fill", { keys, bytes });
  }

  /** Reads all that was filled in; while the load goes on. */
  checksum(): Promise<ChecksumReport> {
    return this.#program.ask("checksum", {});
  }

  /** Ends the load, looks for every key that it has written, and closes. */
  async stop(): Promise<LoadReport> {
    try {
      return await this.#program.ask("stop", {});
    } finally {
      await this.close();
    }
  }

  /** Ends everything, wherever it stands. */
  close(): Promise<void> {
    return this.#program.close();
  }
}

/** The program in the pod, by lines of JSON. */
class Program {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void }>();
  readonly #ended: Promise<void>;
  #asked = 0;
  #end: Error | undefined;

  /** Copies it with the packages that it needs, and runs it. */
  static async in(props: RedisClientProps): Promise<Program> {
    await copy(props);
    return new Program(kubectl(props, ["node", `${FOLDER}/${PROGRAM}`]));
  }

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    let complaint = "";
    child.stderr.on("data", (data: Buffer) => (complaint = (complaint + data.toString()).slice(-2000)));
    child.stdin.on("error", () => undefined);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { id, result, error } = JSON.parse(line) as { id: number; result?: never; error?: string };
      const asked = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) asked?.resolve(result as never);
      else asked?.reject(new Error(error));
    });
    this.#ended = new Promise((done) => {
      const end = (why: string): void => {
        this.#end = new Error(`the load in the pod has ended ${why}\n${complaint}`.trim());
        for (const { reject } of this.#waiting.values()) reject(this.#end);
        this.#waiting.clear();
        done();
      };
      child.on("error", (error) => end(`before it began: ${error.message}`));
      child.on("close", (code, signal) => end(`with ${code ?? signal}`));
    });
  }

  ask<Result>(verb: string, props: object): Promise<Result> {
    if (this.#end) return Promise.reject(this.#end);
    const id = ++this.#asked;
    return new Promise<Result>((done, reject) => {
      this.#waiting.set(id, { resolve: done, reject });
      this.#child.stdin.write(`${JSON.stringify({ id, verb, ...props })}\n`);
    });
  }

  /** Its input ends, and so does it. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), FAREWELL);
    await this.#ended;
    clearTimeout(timer);
  }
}

async function copy(props: RedisClientProps): Promise<void> {
  const packages = [...packagesFor("ioredis")].map((name) => `node_modules/${name}`);
  const tar = spawn("tar", ["-chf", "-", "-C", join(ROOT, "test/e2e"), PROGRAM, "-C", ROOT, "--exclude=*.d.ts", ...packages]);
  const into = kubectl(props, ["tar", "-xf", "-", "-C", FOLDER]);
  const copied = pipeline(tar.stdout, into.stdin).catch(() => undefined);
  const [packed, unpacked] = await Promise.all([ending(tar), ending(into), copied]);
  // Where the pod's side ends early, its complaint says more than the other's broken pipe.
  const complaint = unpacked || packed;
  if (complaint !== "") throw new Error(`the load could not be copied into ${props.namespace}/${props.pod}: ${complaint}`);
}

/** What a command complains about when it fails; nothing if it does not. */
function ending(child: ChildProcessWithoutNullStreams): Promise<string> {
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => (complaint += data.toString()));
  return new Promise((done) => {
    child.on("error", (error) => done(error.message));
    child.on("close", (code, signal) => done(code === 0 ? "" : complaint.trim() || `${child.spawnfile} ended with ${code ?? signal}`));
  });
}

/** A package and all that it needs, as far as it is not inside of another. */
function packagesFor(name: string, found: Set<string> = new Set()): Set<string> {
  found.add(name);
  const folder = join(ROOT, "node_modules", name);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies?: object };
  for (const dependency of Object.keys(dependencies)) {
    if (!found.has(dependency) && !existsSync(join(folder, "node_modules", dependency))) packagesFor(dependency, found);
  }
  return found;
}

function kubectl({ kubeconfig, namespace, pod }: RedisClientProps, words: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn("kubectl", ["exec", "-i", "-n", namespace, pod, "--", ...words], { env: { ...process.env, KUBECONFIG: kubeconfig } });
}
