import { join } from "node:path";
import { interleaved } from "./rounds.mjs";
import { fraction, mib, multiple, yesOrNo } from "./row.mjs";
import { runNode } from "./run-node.mjs";
import { differences } from "./same-objects.mjs";

const SHAPES = { l2: "cdk8s-plus classes", l1: "k8s.Kube* objects" };

/**
 * The whole command, cold, for 200 objects in 20 charts: `cdk8s synth` as its template runs it, against `tagenal synth`.
 * @param {string} project
 * @param {number} runs
 * @returns {import("./row.mjs").Row[]}
 */
export function measureCommand(project, runs) {
  return Object.entries(SHAPES).flatMap(([shape, name]) => measureShape(project, runs, shape, name));
}

function measureShape(project, runs, shape, name) {
  const [theirOutput, ourOutput] = [`their-${shape}`, `our-${shape}`];
  const cdk8s = (app) => () =>
    runNode(["node_modules/cdk8s-cli/bin/cdk8s", "synth", "--check-upgrade=false", "--app", app, "--output", theirOutput], {
      cwd: project,
    });
  const tagenal = (app, node) => () =>
    runNode(["lib/infra/cli/main.js", "synth", "minikube", "--app", app, "--out", ourOutput], { cwd: project, node });
  const node24 = process.env.NODE24;
  const cases = {
    bare: () => runNode(["-e", "0"], { cwd: project }),
    // Without npx, which adds another 300 ms to the template's own command.
    tsNode: cdk8s(`node_modules/.bin/ts-node ${shape}.ts`),
    typescript: tagenal(`${shape}.ts`),
    theirsCompiled: cdk8s(`node js/${shape}.js`),
    compiled: tagenal(`js/${shape}.js`),
    ...(node24 ? { typescript24: tagenal(`${shape}.ts`, node24), compiled24: tagenal(`js/${shape}.js`, node24) } : {}),
  };
  const { bare, tsNode, typescript, theirsCompiled, compiled, typescript24, compiled24 } = interleaved(runs, cases, { warmUp: true });

  const reference = tsNode("cpu");
  const problems = differences(join(project, theirOutput), join(project, ourOutput), 200);
  return [
    fraction(`${name}, main.ts`, { reference, ours: typescript("cpu"), atMost: 10, runs }),
    fraction(`${name}, main.js against their main.ts`, { reference, ours: compiled("cpu"), atMost: 10, runs }),
    fraction(`${name}, main.js against their main.js`, { reference: theirsCompiled("cpu"), ours: compiled("cpu"), runs }),
    ...(node24
      ? [
          fraction(`${name}, main.ts, ours on Node 24`, { reference, ours: typescript24("cpu"), runs }),
          fraction(`${name}, main.js, ours on Node 24`, { reference, ours: compiled24("cpu"), runs }),
        ]
      : []),
    multiple(`${name}, main.js against bare node`, { reference: bare("cpu"), ours: compiled("cpu"), runs }),
    memory(`${name}, main.js, memory against bare node`, bare, compiled, runs),
    memory(`${name}, main.ts, memory against bare node`, bare, typescript, runs),
    yesOrNo(`${name}, the same 200 objects`, problems),
  ];
}

function memory(what, bare, ours, runs) {
  return { ...multiple(what, { reference: bare("rss"), ours: ours("rss"), runs, format: mib }), target: "(1.8 ×)" };
}
