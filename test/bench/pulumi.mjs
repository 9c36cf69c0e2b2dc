import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { interleaved } from "./rounds.mjs";
import { mib, multiple, yesOrNo } from "./row.mjs";
import { REPORTER, runNode } from "./run-node.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../..");
const PHASE = join(HERE, "program-phase.mjs");
const SIZES = [0, 50, 200, 400];

/** What Pulumi's templates for TypeScript say. */
const COMPILER_OPTIONS = {
  strict: true,
  outDir: "bin",
  target: "es2020",
  module: "nodenext",
  moduleResolution: "nodenext",
  sourceMap: true,
  experimentalDecorators: true,
  pretty: true,
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  forceConsistentCasingInFileNames: true,
};

/**
 * What a program's process costs in a preview, where each object is a resource of its own: typed resources as Pulumi runs them when
 * nothing else is said, against the same objects through the bridge, as the project's own `Pulumi.yaml` says.
 * @param {string} project
 * @param {number} runs
 * @returns {import("./row.mjs").Row[]}
 */
export function measurePulumi(project, runs) {
  const programs = programsIn(project);
  return [...measureNodes(project, programs, runs), ...measureGrowth(project, programs, Math.ceil(runs / 2))];
}

/** Puts the programs into the project, and says how each is run. */
function programsIn(project) {
  if (!existsSync(join(project, "lib/test/engine"))) throw new Error("there is no engine to run against: node infra/build.mjs --e2e");
  cpSync(join(HERE, "programs"), join(project, "programs"), { recursive: true });
  writeFileSync(join(project, "programs/typed/tsconfig.json"), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ["index.ts"] }));
  const preload = join(project, "lazy.cjs");
  cpSync(join(ROOT, "infra/pulumi/lazy.cjs"), preload);
  const { nodeargs } = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")).runtime.options;
  const nodeArguments = nodeargs.split(" ").map((word) => (word === "tagenal/pulumi/lazy" ? preload : word));
  return {
    typed: { main: "programs/typed/index.ts", typescript: "checked" },
    transpiled: { main: "programs/typed/index.ts", typescript: "transpiled" },
    ours: { main: "programs/bridge.cjs", nodeArguments },
    preloaded: { main: "programs/bridge.cjs", nodeArguments: ["--require", preload] },
    plain: { main: "programs/bridge.cjs" },
    empty: { main: "programs/empty.cjs" },
    emptyOurs: { main: "programs/empty.cjs", nodeArguments },
  };
}

function measureNodes(project, { typed, transpiled, ours, preloaded, plain }, runs) {
  const node24 = process.env.NODE24;
  const [theirFile, ourFile] = ["typed", "ours"].map((name) => join(project, `${name}.json`));
  const of = (program, more = {}) => phase(project, { ...program, objects: 200, ...more });
  const cases = {
    typed: of(typed, { registered: theirFile }),
    ours: of(ours, { registered: ourFile }),
    transpiled: of(transpiled),
    preloaded: of(preloaded),
    plain: of(plain),
    ...(node24 ? { typed24: of(typed, { node: node24 }), ours24: of(ours, { node: node24 }) } : {}),
  };
  const measured = interleaved(runs, cases, { warmUp: true });
  const isNew = Number(process.versions.node.split(".")[0]) >= 24;
  return [
    ...both("200 objects", measured.typed, measured.ours, runs, isNew ? 0.33 : 0.4),
    ...(node24
      ? both("200 objects, Node 24", measured.typed24, measured.ours24, runs, 0.33)
      : [{ what: "200 objects, Node 24", ours: "SKIPPED: NODE24 is not set" }]),
    // As quick as with the ts-node that comes with Pulumi, when it ran before and nothing was changed since.
    ...both("… theirs without a type check | by the bridge", measured.transpiled, measured.ours, runs),
    ...both("… by the bridge: without the preload | with it alone", measured.plain, measured.preloaded, runs),
    yesOrNo("the same 200 objects, but for how they are awaited", differences(theirFile, ourFile)),
  ];
}

/** What one object more costs, beside what is there without any. */
function measureGrowth(project, programs, runs) {
  const sized = (name) => SIZES.map((objects) => [`${name} ${objects}`, phase(project, { ...programs[name], objects })]);
  const cases = {
    empty: phase(project, programs.empty),
    emptyOurs: phase(project, programs.emptyOurs),
    ...Object.fromEntries([...sized("typed"), ...sized("ours")]),
  };
  const measured = interleaved(runs, cases, { warmUp: true });
  const growth = (name) => (measure) => slope(SIZES.map((objects) => [objects, measured[`${name} ${objects}`](measure)]));
  const kib = (value) => `${Math.round(value * 1024)} KiB`;
  return [
    ...both("an empty program: of Pulumi | with the preload", measured.empty, measured.emptyOurs, runs),
    ...both("all but the objects", measured["typed 0"], measured["ours 0"], runs),
    ...both(`each object more, of ${SIZES.join(", ")}`, growth("typed"), growth("ours"), runs, undefined, kib),
    multiple("by the bridge: an empty program | 200 objects", {
      reference: measured.emptyOurs("cpu"),
      ours: measured["ours 200"]("cpu"),
      runs,
    }),
  ];
}

/** CPU time and memory. */
function both(what, reference, ours, runs, atMost, format = mib) {
  return [
    multiple(`${what}, CPU`, { reference: reference("cpu"), ours: ours("cpu"), atMost, runs }),
    multiple(`${what}, memory`, { reference: reference("rss"), ours: ours("rss"), atMost, runs, format }),
  ];
}

/**
 * A case for `interleaved`.
 * @param {string} project
 * @param {import("./program-phase.mjs").Phase} task
 * @returns {() => import("./rounds.mjs").Sample} CPU time and memory of the program's process
 */
function phase(project, task) {
  return () => JSON.parse(runNode([PHASE, JSON.stringify({ reporter: REPORTER, phase: task })], { cwd: project }).output);
}

/** How much the nearest line through points rises. */
function slope(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  return mean(points.map(([at, value]) => (at - x) * (value - y))) / mean(points.map(([at]) => (at - x) ** 2));
}

/** What differs in what the engine was told. */
function differences(theirFile, ourFile) {
  const [theirs, ours] = [theirFile, ourFile].map(
    (file) => new Map(JSON.parse(readFileSync(file, "utf8")).map(({ type, name, inputs }) => [`${type} ${name}`, withoutAwaits(inputs)])),
  );
  return [...new Set([...theirs.keys(), ...ours.keys()])]
    .filter((id) => !isDeepStrictEqual(theirs.get(id), ours.get(id)))
    .map((id) => `${id} differs`);
}

function withoutAwaits({ metadata: { annotations = {}, ...metadata }, ...content }) {
  const own = Object.entries(annotations).filter(([key]) => !key.startsWith("pulumi.com/"));
  return { ...content, metadata: { ...metadata, annotations: Object.fromEntries(own) } };
}
