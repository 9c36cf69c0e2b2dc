// `npm run bench`: what Tagenal costs, against its reference on the same machine at the same time. CPU time, not wall time,
// which doubles when the machine has other things to do; memory is the peak of the largest process.
//
//   npm run bench -- [--quick] [--strict] [command] [many-objects] [growth] [chains] [imports] [diff] [pulumi]
//
// --quick runs each case less often; --strict ends with 1 where a target is missed. NODE24=/path/to/node also runs our command and
// programs of Pulumi on it.
import { parseArgs } from "node:util";
import { measureChains } from "./chains.mjs";
import { measureCommand } from "./command.mjs";
import { measureDiff } from "./diff.mjs";
import { measureImports } from "./imports.mjs";
import { measureGrowth, measureManyObjects } from "./many-objects.mjs";
import { inProject } from "./project.mjs";
import { measurePulumi } from "./pulumi.mjs";
import { renderTable } from "./table.mjs";

/** Everything that is measured, and how often: usually, and when it must be quick. */
const BENCHES = {
  command: {
    title: "the whole command, cold, 200 objects in 20 charts: cdk8s synth | tagenal synth",
    measure: measureCommand,
    runs: [7, 2],
  },
  "many-objects": { title: "10,000 objects in 20 charts, in process: App.synth | the Plan", measure: measureManyObjects, runs: [5, 1] },
  growth: { title: "growth from 1,000 to 10,000 objects, k8s.Kube*: App.synth | the Plan", measure: measureGrowth, runs: [3, 1] },
  chains: {
    title: "charts that come one after the other: without order | with (cdk8s itself takes ×10 per chart and never ends 20)",
    measure: measureChains,
    runs: [9, 3],
  },
  imports: { title: "importing the library: reference | ours", measure: measureImports, runs: [21, 5] },
  diff: { title: "two Plans of 10,000 objects: reading them | comparing them", measure: measureDiff, runs: [7, 2] },
  pulumi: {
    title: "the program's process in a preview by Pulumi: typed resources by ts-node, as Pulumi runs them | the bridge",
    measure: measurePulumi,
    runs: [7, 2],
  },
};

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean" }, strict: { type: "boolean" } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}`);
  process.exit(1);
}

console.log(`Node ${process.version}; CPU time of whole processes or steps, medians of so many interleaved runs\n`);
const rows = inProject((project) =>
  Object.entries(BENCHES)
    .filter(([name]) => positionals.length === 0 || positionals.includes(name))
    .flatMap(([, { title, measure, runs }]) => {
      const measured = measure(project, runs[values.quick ? 1 : 0]);
      console.log(renderTable(title, measured));
      return measured;
    }),
);

const targets = rows.filter(({ met }) => met !== undefined);
const missed = targets.filter(({ met }) => !met);
console.log(`${targets.length - missed.length} of ${targets.length} targets met${missed.map(({ what }) => `; MISSED: ${what}`).join("")}`);
if (values.strict && missed.length > 0) process.exitCode = 1;
