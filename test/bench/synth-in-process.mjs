// Runs in a process of its own: makes a tree and synthesizes it, and says how much CPU time each step took.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cpuOfSteps } from "./steps.mjs";

/**
 * What to synthesize.
 * @typedef {object} Task
 * @property {"l2" | "l1" | "raw"} shape
 * @property {"stock" | "ours"} by cdk8s' own synthesis, or the Plan
 * @property {number} charts
 * @property {number} objectsPerChart
 * @property {"needs" | "addDependency"} [chain] how each chart says that it comes after the one before
 */

/** @type {Task} */
const { shape, by, charts, objectsPerChart, chain } = JSON.parse(process.argv[2]);
// Of the project in which this runs, not of the bench: the same cdk8s and library as its trees have.
const require = createRequire(join(process.cwd(), "package.json"));
const out = mkdtempSync(join(process.cwd(), "out-"));
process.env.CDK8S_OUTDIR = out;

const { steps, step } = cpuOfSteps();

const { default: make } = require(`./js/${shape}.js`);
const app = step("construct", () => make(undefined, charts, objectsPerChart));
if (chain) {
  const { needs } = require("./lib/constructs/core/index.js");
  const all = app.node.children;
  for (let index = 1; index < all.length; index++) {
    if (chain === "needs") needs(all[index], all[index - 1], "ready");
    else all[index].addDependency(all[index - 1]);
  }
}
if (by === "stock") step("synth", () => app.synth());
else {
  const { planOf, writeDirectory } = require("./lib/constructs/plan/index.js");
  const plan = step("plan", () => planOf(app, { system: "bench" }));
  const files = step("emit", () => writeDirectory(plan));
  step("write", () => {
    for (const { path, content } of files) writeFileSync(join(out, path), content);
  });
  steps.synth = steps.plan + steps.emit + steps.write;
}
rmSync(out, { recursive: true });
console.log(JSON.stringify({ ...steps, all: steps.construct + steps.synth }));
