import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";

/** What a command came to. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

const ROOT = resolve(__dirname, "../../..");
const MAIN = join(ROOT, "lib/infra/cli/main.js");

/** How a command is run. */
export interface RunOptions {
  /** @default - the environment of the tests */
  readonly env?: NodeJS.ProcessEnv;
  /**
   * Ends it in the middle.
   * @default - it runs to its end
   */
  readonly kill?: { readonly afterMs: number; readonly signal: NodeJS.Signals };
}

/** The command line as a user runs it, in a folder of its own where apps can be written. */
export class CommandLine {
  readonly folder: string;

  /** Makes the folder. */
  static async in(): Promise<CommandLine> {
    return new CommandLine(await mkdtemp(join(tmpdir(), "tagenal-e2e-")));
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Runs `tagenal` with these words. */
  run(words: readonly string[], { env = process.env, kill }: RunOptions = {}): Promise<Ended> {
    const begin = performance.now();
    const child = spawn(process.execPath, [MAIN, ...words], { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    const timer = kill && setTimeout(() => child.kill(kill.signal), kill.afterMs);
    return new Promise((done, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        clearTimeout(timer);
        done({ code, out, err, seconds: Math.round((performance.now() - begin) / 100) / 10 });
      });
    });
  }

  /** Runs it, and answers what it printed; fails with what it complained about. */
  async succeed(...words: string[]): Promise<Ended> {
    const ended = await this.run(words);
    if (ended.code !== 0) throw new Error(`tagenal ${words.join(" ")} ended with ${ended.code}:\n${ended.out}${ended.err}`);
    return ended;
  }

  /** Writes an app: a module that exports `(environment) => App`, made of an expression that may use cdk8s and the built library as `tagenal`. */
  async app(name: string, system: string, expression: string): Promise<string> {
    const file = join(this.folder, `${name}.js`);
    const rooms = ["stacks", "stacks/lecture", "constructs/core", "constructs/load", "constructs/workload"].map((room) =>
      join(ROOT, "lib", room),
    );
    const imports = [require.resolve("cdk8s"), ...rooms].map((room) => `...require(${JSON.stringify(room)})`).join(", ");
    await writeFile(
      file,
      `const tagenal = { ${imports} };\nexports.system = ${JSON.stringify(system)};\nexports.default = ${expression};\n`,
    );
    return file;
  }

  /** Removes the folder. */
  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
