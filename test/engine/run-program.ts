import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { FakeEngine, type FakeEngineOptions } from "./fake-engine";

/** A program to be run as Pulumi's language host runs it. */
export interface Program extends Omit<FakeEngineOptions, "preview" | "project" | "stack"> {
  /** The module: `main` in Pulumi.yaml. */
  readonly main: string;
  /** @default "tagenal" */
  readonly project?: string;
  readonly stack: string;
  /** @default true */
  readonly preview?: boolean;
  /**
   * The configuration of the stack, by "<namespace>:<key>".
   * @default - none
   */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * Which keys of it are secret.
   * @default - none
   */
  readonly secretKeys?: readonly string[];
  /**
   * Words for Node itself: `nodeargs` in Pulumi.yaml.
   * @default - none
   */
  readonly nodeArguments?: readonly string[];
  /** @default - none beyond that of the tests */
  readonly environment?: NodeJS.ProcessEnv;
  /** @default - the Node that runs the tests */
  readonly node?: string;
}

/** What a program did. */
export interface ProgramRun {
  readonly code: number | null;
  readonly engine: FakeEngine;
  readonly out: string;
  readonly err: string;
  /** What was logged as an error, as the user sees it. */
  readonly errors: readonly string[];
}

/** The runner of the program's own Pulumi, as the language host finds it. */
function runnerOf(main: string): string {
  return resolve(dirname(createRequire(main).resolve("@pulumi/pulumi/package.json")), "cmd/run");
}

/** Runs a program against a fake engine, offline. */
export async function runProgram(program: Program): Promise<ProgramRun> {
  const { main, project = "tagenal", stack, preview = true, config = {}, secretKeys = [], nodeArguments = [], environment = {} } = program;
  const runner = runnerOf(main);
  const { engine, address } = await FakeEngine.start({ ...program, project, stack, preview });
  const folder = dirname(main);
  const words = ["--monitor", address, "--engine", address, "--organization", "organization", "--project", project, "--stack", stack];
  const all = [...nodeArguments, runner, ...words, "--pwd", folder, ...(preview ? ["--dry-run"] : []), "--parallel", "16", main];
  // As the language host writes the keys: "<namespace>:config:<key>".
  const long = Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(":", ":config:"), value]));
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(long),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
    PULUMI_ERROR_OUTPUT_STRING: "true",
    ...environment,
  };
  const child = spawn(program.node ?? process.execPath, all, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  try {
    const code = await new Promise<number | null>((done, fail) => child.on("error", fail).on("close", done));
    return { code, engine, out, err, errors: engine.logged.filter(({ severity }) => severity === "error").map(({ text }) => text) };
  } finally {
    engine.stop();
  }
}
