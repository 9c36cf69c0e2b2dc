import { interleaved } from "./rounds.mjs";
import { multiple } from "./row.mjs";
import { synth } from "./synth.mjs";

/**
 * 20 charts of 20 objects, each chart after the one before, against the same charts without order. cdk8s' own synthesis is
 * shown on 7 charts of 10: each further chart takes it ten times as long, so that it never comes to the end of 20.
 * @param {string} project
 * @param {number} runs
 * @returns {import("./row.mjs").Row[]}
 */
export function measureChains(project, runs) {
  const of = (charts, objectsPerChart, by, chain) => synth(project, { shape: "l1", by, charts, objectsPerChart, chain });
  const { free, needs, addDependency, stockFree, stockChain, oursChain } = interleaved(runs, {
    free: of(20, 20, "ours"),
    needs: of(20, 20, "ours", "needs"),
    addDependency: of(20, 20, "ours", "addDependency"),
    stockFree: of(7, 10, "stock"),
    stockChain: of(7, 10, "stock", "addDependency"),
    oursChain: of(7, 10, "ours", "addDependency"),
  });
  const against = (chained) => ({ reference: free("synth"), ours: chained("synth"), atMost: 1.3, runs });
  return [
    multiple("20 charts × 20, by needs()", against(needs)),
    multiple("20 charts × 20, by chart.addDependency()", against(addDependency)),
    multiple("7 charts × 10, by cdk8s (both columns)", { reference: stockFree("synth"), ours: stockChain("synth"), runs }),
    multiple("7 charts × 10, by cdk8s and by us", { reference: stockChain("synth"), ours: oursChain("synth"), runs }),
  ];
}
