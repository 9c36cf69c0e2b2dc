import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { RefusedError } from "../../constructs/core";
import type { OutputFile } from "../../constructs/plan";

/** Lists what Tagenal wrote into a directory; no ending that kubectl would take for a manifest. */
const INDEX = ".tagenal";

/**
 * Replaces a directory by files, all or nothing. Refuses a directory that holds anything Tagenal did not
 * write: nobody loses a file by a mistyped path.
 */
export function writeOutput(directory: string, files: readonly OutputFile[]): void {
  const target = existsSync(directory) ? realpathSync(directory) : resolve(directory);
  refuseForeign(target);
  const beside = (suffix: string): string => join(dirname(target), `.${basename(target)}.${process.pid}.${suffix}`);
  const [fresh, old] = [beside("new"), beside("old")];
  try {
    mkdirSync(fresh, { recursive: true });
    for (const { path, content } of files) {
      mkdirSync(dirname(join(fresh, path)), { recursive: true });
      writeFileSync(join(fresh, path), content);
    }
    writeFileSync(join(fresh, INDEX), `${JSON.stringify(files.map(({ path }) => path))}\n`);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    if (existsSync(target)) rmSync(old, { recursive: true, force: true });
  }
}

function refuseForeign(target: string): void {
  const here = relative(target, resolve(".")).split(/[\\/]/)[0];
  if (here !== ".." && here !== undefined && !here.includes(":")) fail(`--out must not be this directory or one above it, got ${target}`);
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory()) fail(`--out must be a directory, ${target} is a file`);
  const known = new Set([INDEX, ...readIndex(join(target, INDEX))]);
  const foreign = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(target, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !known.has(path));
  if (foreign.length > 0)
    fail(
      `${target} holds what tagenal did not write: ${foreign.slice(0, 3).join(", ")}${foreign.length > 3 ? ", …" : ""}; choose another directory for --out, or empty it`,
    );
}

/** What Tagenal wrote; nothing where the index cannot be read, so that all files count as somebody else's. */
function readIndex(file: string): string[] {
  try {
    return [JSON.parse(readFileSync(file, "utf8")) as string[]].flat();
  } catch {
    return [];
  }
}

function fail(message: string): never {
  throw new RefusedError([{ path: "", message }], "the command line");
}
