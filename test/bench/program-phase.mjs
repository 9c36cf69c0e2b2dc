// Runs in a process of its own: a program of Pulumi, as the language host runs it, against an engine that deploys nothing. Says what
// the program's own process has used, and nothing of the engine.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * What to run.
 * @typedef {object} Phase
 * @property {string} main the program, in the project
 * @property {number} [objects] how many it makes
 * @property {readonly string[]} [nodeArguments] `nodeargs` in Pulumi.yaml
 * @property {"checked" | "transpiled"} [typescript] how ts-node compiles it: with its type check, Pulumi's default, or without
 * @property {string} [node]
 * @property {string} [registered] the file for what arrived at the engine
 */

/** @type {{ reporter: string, phase: Phase }} */
const { reporter, phase } = JSON.parse(process.argv[2]);
const { main, objects = 0, nodeArguments = [], typescript, node, registered } = phase;
const project = process.cwd();
const { runProgram } = createRequire(join(project, "package.json"))("./lib/test/engine/run-program.js");

const usage = mkdtempSync(join(project, "usage-"));
const { code, engine, errors, err } = await runProgram({
  main: join(project, main),
  project: "bench",
  stack: "bench",
  nodeArguments,
  node,
  environment: {
    OBJECTS: String(objects),
    NODE_OPTIONS: `--require ${JSON.stringify(reporter)}`,
    TAGENAL_BENCH_USAGE: usage,
    ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true", PULUMI_NODEJS_TRANSPILE_ONLY: String(typescript === "transpiled") } : {}),
  },
});
if (code !== 0) throw new Error(`${main} ended with ${code}:\n${errors.join("\n")}${err}`);
const made = engine.registered.filter(({ type }) => type.startsWith("kubernetes:"));
if (made.length !== objects) throw new Error(`${main} registered ${made.length} objects, not ${objects}`);
if (registered) writeFileSync(registered, JSON.stringify(made));
const [own, ...more] = readdirSync(usage);
if (!own || more.length > 0) throw new Error(`${main} ran in ${more.length + 1} processes`);
console.log(readFileSync(join(usage, own), "utf8"));
rmSync(usage, { recursive: true });
