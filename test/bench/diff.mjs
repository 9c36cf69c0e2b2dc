import { fileURLToPath } from "node:url";
import { interleaved } from "./rounds.mjs";
import { ms } from "./row.mjs";
import { runNode } from "./run-node.mjs";

const SCRIPT = fileURLToPath(new URL("diff-in-process.mjs", import.meta.url));
const OBJECTS = 10_000;
const CASES = { "nothing changed": 0, "1 % changed": 100, "40 % changed": 4000 };

/**
 * Two Plans of 10,000 objects: reading the two, which is the least that comparing them costs, against comparing them.
 * @param {string} project
 * @param {number} runs
 * @returns {import("./row.mjs").Row[]}
 */
export function measureDiff(project, runs) {
  const cases = Object.fromEntries(
    Object.entries(CASES).map(([name, changed]) => [
      name,
      () => JSON.parse(runNode([SCRIPT, JSON.stringify({ objects: OBJECTS, changed })], { cwd: project }).output),
    ]),
  );
  const measured = interleaved(runs, cases);
  return Object.keys(CASES).map((name) => {
    const [load, diff] = [measured[name]("load"), measured[name]("diff")];
    return {
      what: name,
      reference: ms(load),
      ours: ms(diff),
      ratio: `${(diff / load).toFixed(2)} ×`,
      target: "≤ 1 s",
      met: diff <= 1000,
      runs,
    };
  });
}
