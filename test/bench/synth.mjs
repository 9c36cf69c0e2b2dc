import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runNode } from "./run-node.mjs";

const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), "synth-in-process.mjs");

/**
 * A case for `interleaved`: one synthesis in a fresh process.
 * @param {string} project
 * @param {import("./synth-in-process.mjs").Task} task
 * @returns {() => import("./rounds.mjs").Sample} CPU time by step, and memory of the process
 */
export function synth(project, task) {
  return () => {
    const { output, rss } = runNode([PROGRAM, JSON.stringify(task)], { cwd: project });
    return { ...JSON.parse(output), rss };
  };
}
