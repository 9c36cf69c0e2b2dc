// Compiles the library's TypeScript into lib/: fast, without a type check (`npm run check` and `npm run build` have that).
//
// Imports of packages and between rooms are made lazy: a module is loaded when something of it is first used. So
// `import { Namespace } from "tagenal"` costs little more than the start of Node, and nobody loads what they do not use.
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Loaded when something is to be compiled: usually nothing is.
const compiler = () => import("@swc/core");

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const out = join(root, "lib");
// What was compiled by an older version of this file is compiled again.
const changed = (await stat(fileURLToPath(import.meta.url))).mtimeMs;

// Projects of their own are not of the library.
async function* sources(folder) {
  if (!existsSync(join(root, folder))) return;
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["node_modules", "test", "eks-cluster"].includes(entry.name)) yield* sources(path);
    } else if (path.endsWith(".ts") && !path.endsWith(".test.ts") && (!path.startsWith("apps") || entry.name === "deployment.ts"))
      yield path;
  }
}

// What is imported for its classes' sake cannot be late: a class needs its base at once.
const BASES = ["constructs"];

async function compile(path) {
  const target = join(out, path.replace(/\.ts$/, ".js"));
  const [source, built] = await Promise.all([stat(join(root, path)), stat(target).catch(() => undefined)]);
  if (built && built.mtimeMs > Math.max(source.mtimeMs, changed)) return 0;
  const text = await readFile(join(root, path), "utf8");
  const imports = [...text.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
  const { transform } = await compiler();
  const { code } = await transform(text, {
    filename: path,
    swcrc: false,
    jsc: { parser: { syntax: "typescript" }, target: "es2023" },
    module: { type: "commonjs", lazy: imports.filter((name) => !BASES.includes(name)), importInterop: "node", ignoreDynamic: true },
  });
  await mkdir(dirname(target), { recursive: true });
  // Somebody may read it at this moment: a second program of Pulumi, say.
  const draft = `${target}.${process.pid}`;
  await writeFile(draft, code);
  if (text.startsWith("#!")) await chmod(draft, 0o755);
  await rename(draft, target);
  return 1;
}

const wanted = new Set();
let compiled = 0;
// The end-to-end tests run compiled too; their output is not in the package.
const folders = [
  "constructs",
  "stacks",
  "infra",
  "apps",
  ...(process.argv.includes("--e2e") ? ["test/e2e", "test/constructs", "test/engine", "test/golden"] : []),
];
for (const folder of folders) {
  for await (const path of sources(folder)) {
    wanted.add(path.replace(/\.ts$/, ""));
    compiled += await compile(path);
  }
}
// What has no source any more must not be found.
for (const file of await readdir(out, { recursive: true })) {
  if (folders.some((folder) => file.startsWith(folder)) && /\.(js|d\.ts)$/.test(file) && !wanted.has(file.replace(/\.(js|d\.ts)$/, "")))
    await rm(join(out, file));
}
if (process.argv.includes("--verbose")) console.log(`${compiled} of ${wanted.size} files compiled`);
