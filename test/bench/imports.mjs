import { census, loadedModules } from "./loaded-modules.js";
import { interleaved } from "./rounds.mjs";
import { ms, multiple, yesOrNo } from "./row.mjs";
import { runNode } from "./run-node.mjs";

const IMPORT = 'require("./lib/stacks/index.js")';
const USE = `const { Namespace } = ${IMPORT}; const { App } = require("cdk8s"); new Namespace(new App(), "Shop");`;
const CDK8S = 'const { App, Chart } = require("cdk8s"); require("cdk8s-plus-27"); new Chart(new App(), "Shop");';

/**
 * What it costs to import the library, against a Node that does nothing, and to use it, against the packages it builds upon.
 * @param {string} project
 * @param {number} runs
 * @returns {import("./row.mjs").Row[]}
 */
export function measureImports(project, runs) {
  const code = (program) => () => runNode(["-e", program], { cwd: project });
  const cases = { bare: code("0"), imported: code(IMPORT), used: code(USE), cdk8s: code(CDK8S) };
  const { bare, imported, used, cdk8s } = interleaved(runs, cases, { warmUp: true });
  const more = imported("cpu") - bare("cpu");
  const modules = census(loadedModules(IMPORT, project));
  return [
    {
      what: "import, against bare node",
      reference: ms(bare("cpu")),
      ours: ms(imported("cpu")),
      ratio: `${more < 0 ? "" : "+"}${ms(more)}`,
      target: "≤ +45 ms",
      met: more <= 45,
      runs,
    },
    multiple("import and one Namespace, against cdk8s, cdk8s-plus and one Chart", { reference: cdk8s("cpu"), ours: used("cpu"), runs }),
    { what: "modules loaded by the import, and by one Namespace", ours: `${modules.all}, ${loadedModules(USE, project).length}` },
    yesOrNo(
      "import loads nothing of Pulumi, cdk8s-plus, the Plan, the test kit",
      Object.entries(modules)
        .filter(([part, count]) => part !== "all" && count > 0)
        .map(([part, count]) => `${count} of ${part}`),
    ),
  ];
}
