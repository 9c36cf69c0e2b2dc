import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { relative } from "node:path";
import { RefusedError } from "../../constructs/core";

type Transpile = (source: string, file: string) => string;

/** The compilers that may stand beside a TypeScript app, fastest first: types are stripped, not checked. */
const COMPILERS: readonly { readonly name: string; readonly transpile: (compiler: never) => Transpile }[] = [
  {
    name: "@swc/core",
    transpile:
      ({ transformSync }: typeof import("@swc/core")) =>
      (source, filename) =>
        transformSync(source, {
          filename,
          swcrc: false,
          jsc: { parser: { syntax: "typescript", decorators: true }, target: "es2023" },
          module: { type: "commonjs" },
        }).code,
  },
  {
    name: "typescript",
    transpile:
      ({ transpileModule, ModuleKind, ScriptTarget }: typeof import("typescript")) =>
      (source, fileName) =>
        transpileModule(source, {
          fileName,
          compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
        }).outputText,
  },
];

/** Lets `require` read TypeScript, with a compiler of the project that the app belongs to. */
export function registerTypeScript(app: string): void {
  const projectRequire = createRequire(app);
  const transpile = findCompiler(projectRequire);
  if (!transpile) {
    const message = `${relative(".", app)} is TypeScript, but its project has neither ${COMPILERS.map(({ name }) => name).join(" nor ")} (below version 7); install one, or name a compiled module`;
    throw new RefusedError([{ path: "", message }], "the command line");
  }
  // Not in the types, yet the only door that every loader for CommonJS uses.
  // oxlint-disable no-underscore-dangle
  const extensions = (Module as unknown as { _extensions: NodeJS.RequireExtensions })._extensions;
  for (const ending of [".ts", ".cts", ".mts"]) {
    extensions[ending] = (module, file) => {
      (module as unknown as { _compile(code: string, file: string): void })._compile(transpile(readFileSync(file, "utf8"), file), file);
    };
  }
}

function findCompiler(projectRequire: NodeJS.Require): Transpile | undefined {
  for (const { name, transpile } of COMPILERS) {
    try {
      const compiler = projectRequire(name) as never;
      // TypeScript 7 can be installed, but has no interface to call.
      if (name !== "typescript" || "transpileModule" in (compiler as object)) return transpile(compiler);
    } catch {
      // Not installed: the next one.
    }
  }
  return undefined;
}
