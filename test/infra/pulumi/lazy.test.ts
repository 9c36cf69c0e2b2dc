import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Program, type ProgramRun, runProgram } from "../../engine/run-program";

const ROOT = resolve(__dirname, "../../..");
const LAZY = ["--require", join(ROOT, "infra/pulumi/lazy.cjs")];
/** Says in the end which modules were loaded, but stand-ins, how many stacks were written, and whether there was a debugger. */
const COUNTS = `
let write;
let stacks = 0;
Object.defineProperty(Error, "prepareStackTrace", {
  set: (value) => { write = value; },
  get: () => write && ((error, frames) => { stacks += frames.length > 0 ? 1 : 0; return write(error, frames); }),
});
process.on("exit", () => {
  const modules = Object.keys(require.cache).filter((file) => !file.endsWith("late"));
  console.log(JSON.stringify({ modules, stacks, isDebugged: process.moduleLoadList.includes("NativeModule inspector") }));
});`;

interface Counts {
  readonly modules: readonly string[];
  readonly stacks: number;
  readonly isDebugged: boolean;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tagenal-lazy-"));
  for (const scope of ["@pulumi", "@npmcli"]) link(scope);
  write("package.json", JSON.stringify({ name: "programs", version: "1.0.0", dependencies: { small: "1.0.0" } }));
  write("node_modules/small/package.json", JSON.stringify({ name: "small", version: "1.0.0" }));
  write("node_modules/small/index.js", "exports.word = 'small';");
  write("counts.cjs", COUNTS);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
// Each test starts Node and Pulumi some times.
jest.setTimeout(60_000);

function link(name: string): void {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name), "junction");
}

function write(file: string, content: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function run(main: string, { nodeArguments = [], ...more }: Partial<Program> = {}): Promise<ProgramRun> {
  return runProgram({ main, stack: "test", preview: false, ...more, nodeArguments });
}

/** The same program as it is, and with what is tested. */
async function both(main: string, more: Partial<Program> = {}): Promise<{ plain: ProgramRun; lazy: ProgramRun }> {
  return { plain: await run(main, more), lazy: await run(main, { ...more, nodeArguments: [...LAZY, ...(more.nodeArguments ?? [])] }) };
}

const countsOf = ({ out }: ProgramRun): Counts => JSON.parse(out) as Counts;
const packageOf = (file: string): string =>
  /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]?.replaceAll("\\", "/") ?? "";
const packagesOf = (run: ProgramRun): Set<string> => new Set(countsOf(run).modules.map(packageOf));

const PLAIN = `
const pulumi = require("@pulumi/pulumi");
const one = new pulumi.CustomResource("test:index:Thing", "one", { size: 1, label: undefined });
new pulumi.CustomResource("test:index:Thing", "two", { of: one.urn, word: pulumi.secret("hidden") }, { dependsOn: [one] });
module.exports = { urn: one.urn };`;

const LATE = [
  "typescript",
  "@npmcli/arborist",
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/instrumentation",
  "@logdna/tail-file",
  "execa",
  "fdir",
  "js-yaml",
  "normalize-package-data",
  "tmp",
];

test("a plain program registers the same, and loads less than half as much", async () => {
  const { plain, lazy } = await both(write("plain.js", PLAIN), { nodeArguments: ["--require", join(folder, "counts.cjs")] });
  expect([plain.code, lazy.code]).toEqual([0, 0]);
  expect(lazy.engine.registered).toHaveLength(3);
  expect(lazy.engine.registered).toEqual(plain.engine.registered);
  expect(lazy.engine.outputs).toEqual(plain.engine.outputs);
  expect(LATE.filter((name) => !packagesOf(plain).has(name))).toEqual([]);
  expect(LATE.filter((name) => packagesOf(lazy).has(name))).toEqual([]);
  const [before, after] = [countsOf(plain), countsOf(lazy)];
  expect(after.modules.length).toBeLessThan(before.modules.length / 2);
  expect([before.isDebugged, after.isDebugged]).toEqual([true, false]);
  // One for each resource, the stack's own included, says where it was made.
  expect(before.stacks).toBeGreaterThan(30);
  expect(after.stacks).toBe(3);
});

test("an ES module registers the same", async () => {
  const main = write(
    "module.mjs",
    PLAIN.replace(/const pulumi = .*/, 'import * as pulumi from "@pulumi/pulumi";').replace("module.exports =", "export default"),
  );
  const { plain, lazy } = await both(main);
  expect(lazy.engine.registered).toHaveLength(3);
  expect(lazy.engine.registered).toEqual(plain.engine.registered);
  expect(lazy.engine.outputs).toEqual(plain.engine.outputs);
});

const EVERYTHING = `
const pulumi = require("@pulumi/pulumi");
const small = require("small");
const { types } = require("node:util");
let count = 40;
const captured = { at: new Date(0), list: [1, "two", { small }] };
class Base { greet(name) { return "hello " + name; } }
class Derived extends Base { greet(name) { return super.greet(name) + count + small.word; } }
async function* numbers(from) { for (let number = from; ; number += count) yield number; }
const native = Object.getOwnPropertyDescriptor(Map.prototype, "size").get;
class Thing extends pulumi.dynamic.Resource {
  constructor(name) { super({ create: async (inputs) => ({ id: new Derived().greet(inputs.name), outs: inputs }) }, name, { name }); }
}
const textOf = async (work) => {
  try { return (await pulumi.runtime.serializeFunction(work)).text; } catch (error) { return error.message; }
};
module.exports = async () => {
  const thing = new Thing("thing");
  const pulumiCommand = await pulumi.automation.PulumiCommand.get({ root: __dirname });
  const projectSettings = { name: "one", runtime: "nodejs" };
  const workspace = await pulumi.automation.LocalWorkspace.create({ pulumiCommand, workDir: __dirname, projectSettings });
  return {
    id: thing.id,
    texts: await Promise.all([() => [numbers, captured], () => native.call(new Map())].map(textOf)),
    paths: [...(await pulumi.runtime.computeCodePaths()).keys()],
    version: String(pulumiCommand.version),
    settings: await workspace.projectSettings(),
    isStandIn: types.isProxy(require("@npmcli/arborist")),
    stack: new Error("here").stack,
  };
};`;

test("functions, dynamic resources, code paths and the Automation API are the same", async () => {
  chmodSync(write("bin/pulumi", '#!/usr/bin/env node\nconsole.log("v3.999.0");'), 0o755);
  const { plain, lazy } = await both(write("everything.js", EVERYTHING));
  expect(lazy.errors).toEqual([]);
  expect(lazy.engine.outputs).toEqual(plain.engine.outputs);
  expect(lazy.engine.registered).toEqual(plain.engine.registered);
  expect(lazy.engine.registered[1]?.inputs["__provider"]).toContain("hello ");
  expect(lazy.engine.outputs).toMatchObject({
    paths: ["node_modules/small"],
    version: "3.999.0",
    settings: { name: "one" },
    isStandIn: false,
  });
  const [generator, refusal] = lazy.engine.outputs["texts"] as [string, string];
  expect(generator).toContain("async function* /*numbers*/");
  // Where a function stands is known only to the debugger.
  expect(refusal).toContain("everything.js(");
});

test("without TypeScript in the project, the one that comes with Pulumi serializes functions", async () => {
  const hidden = `
const Module = require("node:module");
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (request === "typescript") throw Object.assign(new Error("Cannot find module 'typescript'"), { code: "MODULE_NOT_FOUND" });
  return resolve.call(this, request, ...rest);
};`;
  const main = write(
    "function.js",
    'module.exports = () => require("@pulumi/pulumi").runtime.serializeFunction((name) => "hello " + name);',
  );
  const nodeArguments = ["hidden.cjs", "counts.cjs"].flatMap((file) => ["--require", join(folder, file)]);
  write("hidden.cjs", hidden);
  const { plain, lazy } = await both(main, { nodeArguments });
  expect(lazy.out).toContain("/vendor/typescript@3.8.3/");
  expect(packagesOf(lazy)).not.toContain("typescript");
  expect(lazy.engine.outputs).toEqual(plain.engine.outputs);
  expect(lazy.engine.outputs["text"]).toContain("hello ");
});

test("a promise that never ends is told of; where it was made, if that is asked for", async () => {
  const main = write(
    "leak.js",
    'new (require("@pulumi/pulumi").CustomResource)("test:index:Thing", "one", { never: new Promise(() => {}) });',
  );
  const { plain, lazy } = await both(main);
  expect(lazy.code).not.toBe(0);
  expect([lazy.code, lazy.err]).toEqual([plain.code, plain.err]);
  expect(lazy.err).toContain("PULUMI_DEBUG_PROMISE_LEAKS");
  const asked = await both(main, { environment: { PULUMI_DEBUG_PROMISE_LEAKS: "true" } });
  expect(asked.lazy.err).toContain("leak.js:1:");
  expect(asked.lazy.err).toBe(asked.plain.err);
});

test("traces are sent", async () => {
  const names: string[] = [];
  const collector = createServer((request, response) => {
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => {
      names.push(...(JSON.parse(body) as { name: string }[]).map(({ name }) => name));
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((done) => void collector.listen(0, "127.0.0.1", done));
  try {
    const { port } = collector.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/api/v2/spans`;
    // As the language host says it, which hears of it from the CLI.
    const words = write("words.cjs", `if (process.argv[1]) process.argv.splice(2, 0, "--tracing", ${JSON.stringify(url)});`);
    const main = write("traced.js", PLAIN);
    const { plain, lazy } = await both(main, { nodeArguments: ["--require", words], environment: { PULUMI_EXPERIMENTAL: "true" } });
    expect([plain.code, lazy.code]).toEqual([0, 0]);
    expect(names.filter((name) => name === "language-runtime.runProgram")).toHaveLength(2);
  } finally {
    collector.close();
  }
});
