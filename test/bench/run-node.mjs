import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What has each Node process say what it used. */
export const REPORTER = join(dirname(fileURLToPath(import.meta.url)), "report-usage.cjs");

/**
 * Runs Node and waits for it. CPU time (ms, user and system) is that of all Node processes that it started, memory
 * (MiB) that of the largest of them.
 * @param {readonly string[]} words its arguments
 * @param {{ cwd: string, node?: string }} options
 * @returns {{ cpu: number, rss: number, output: string }}
 * @throws if it fails
 */
export function runNode(words, { cwd, node = process.execPath }) {
  const usage = mkdtempSync(join(tmpdir(), "tagenal-usage-"));
  try {
    const env = { ...process.env, TAGENAL_BENCH_USAGE: usage, NODE_OPTIONS: `--require ${JSON.stringify(REPORTER)}` };
    const { status, stdout, stderr, error } = spawnSync(node, words, { cwd, env, encoding: "utf8" });
    if (status !== 0) throw new Error(`node ${words.join(" ")} ended with ${status ?? error}:\n${stdout}${stderr}`);
    const all = readdirSync(usage).map((file) => JSON.parse(readFileSync(join(usage, file), "utf8")));
    return { cpu: all.reduce((sum, { cpu }) => sum + cpu, 0), rss: Math.max(...all.map(({ rss }) => rss)), output: stdout };
  } finally {
    rmSync(usage, { recursive: true, force: true });
  }
}
