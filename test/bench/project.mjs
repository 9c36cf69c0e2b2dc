import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/core";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../..");

/** The compiler options of cdk8s' own template for TypeScript that matter here; the types have to be named since TypeScript 6. */
const COMPILER_OPTIONS = {
  target: "ES2017",
  module: "CommonJS",
  lib: ["es2016"],
  strict: true,
  declaration: true,
  types: ["node", "jest"],
};

/**
 * Calls `work` with a project of its own: the trees as TypeScript and as JavaScript, and the library as it is built
 * now, so that a build during a run changes nothing. It is removed at the end.
 * @template T
 * @param {(project: string) => T} work
 * @returns {T}
 */
export function inProject(work) {
  const project = mkdtempSync(join(tmpdir(), "tagenal-bench-"));
  try {
    symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"), "junction");
    cpSync(join(ROOT, "lib"), join(project, "lib"), { recursive: true });
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "bench", private: true }));
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    mkdirSync(join(project, "js"));
    const trees = join(HERE, "trees");
    for (const file of readdirSync(trees)) {
      const source = readFileSync(join(trees, file), "utf8");
      const { code } = transformSync(source, { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } });
      writeFileSync(join(project, file), source);
      writeFileSync(join(project, "js", file.replace(/\.ts$/, ".js")), code);
    }
    return work(project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
