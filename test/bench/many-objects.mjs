import { interleaved } from "./rounds.mjs";
import { fraction, mib, ms } from "./row.mjs";
import { synth } from "./synth.mjs";

const SHAPES = { l2: "cdk8s-plus classes", l1: "k8s.Kube* objects", raw: "raw ApiObjects" };
const OURS = { by: "ours", charts: 20 };
const STOCK = { by: "stock", charts: 20 };

/**
 * 10,000 objects in 20 charts: `App.synth` against the Plan, its YAML and the writing of the files.
 * @param {string} project
 * @param {number} runs
 * @returns {import("./row.mjs").Row[]}
 */
export function measureManyObjects(project, runs) {
  return Object.entries(SHAPES).flatMap(([shape, name]) => {
    const size = { shape, objectsPerChart: 500 };
    const { stock, ours } = interleaved(runs, { stock: synth(project, { ...STOCK, ...size }), ours: synth(project, { ...OURS, ...size }) });
    const shares = ["construct", "plan", "emit", "write"].map((step) => Math.round((100 * ours(step)) / ours("all")));
    return [
      fraction(`${name}, synth`, { reference: stock("synth"), ours: ours("synth"), atMost: 2.5, runs }),
      fraction(`${name}, with the making of the tree`, { reference: stock("all"), ours: ours("all"), runs }),
      { what: `${name}, memory`, reference: mib(stock("rss")), ours: mib(ours("rss")), target: "≤ 220 MiB", met: ours("rss") <= 220, runs },
      { what: `${name}, shares of tree / Plan / YAML / files`, ours: `${shares.join(" / ")} %`, runs },
    ];
  });
}

/**
 * How the time grows from 1,000 to 10,000 objects: 1 is in proportion.
 * @param {string} project
 * @param {number} runs
 * @returns {import("./row.mjs").Row[]}
 */
export function measureGrowth(project, runs) {
  const at = (by, objectsPerChart) => synth(project, { by, charts: 20, shape: "l1", objectsPerChart });
  const cases = { stock1: at("stock", 50), ours1: at("ours", 50), stock10: at("stock", 500), ours10: at("ours", 500) };
  const { stock1, ours1, stock10, ours10 } = interleaved(runs, cases);
  const exponent = (few, many) => Math.log10(many("synth") / few("synth"));
  const [stock, ours] = [exponent(stock1, stock10), exponent(ours1, ours10)];
  return [
    {
      what: `exponent, ${ms(ours1("synth"))} to ${ms(ours10("synth"))}`,
      reference: stock.toFixed(2),
      ours: ours.toFixed(2),
      target: "≤ 1.05",
      met: ours <= 1.05,
      runs,
    },
  ];
}
