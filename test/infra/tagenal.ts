import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const MAIN = resolve("lib/infra/cli/main.js");

/** Runs the command line as a user does, without a terminal, in a folder with nothing but these files. */
export function tagenal(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
  input = "",
): { code: number | null; out: string; err: string } {
  const folder = mkdtempSync(join(tmpdir(), "tagenal-"));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...environment },
      input,
    });
    return { code: status, out: stdout, err: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
