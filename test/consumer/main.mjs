// `npm run consumers`: packs the library, installs the package into empty projects as its users do, and uses it there: types,
// an app for cdk8s, a jest test with a snapshot, the command line. Once with the lowest peers that are allowed, once with the newest.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { copyPrograms, runPrograms } from "./pulumi-programs.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { peerDependencies, peerDependenciesMeta, devDependencies, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const readme = readFileSync(join(root, "README.md"), "utf8");
const work = mkdtempSync(join(tmpdir(), "tagenal-consumers-"));

// What a project made by `cdk8s init` sets (old way to find modules), and what a new one would.
const OLD = { target: "ES2022", module: "commonjs", strict: true, noEmit: true, skipLibCheck: true, types: ["jest", "node"] };
const NEW = { ...OLD, module: "node16", skipLibCheck: true };

const consumers = [
  { name: "lowest peers", peers: (range) => range.replace("^", ""), typescript: "5.9.3", compilerOptions: OLD },
  { name: "newest peers", peers: (range) => range, typescript: devDependencies.typescript, compilerOptions: NEW },
  {
    name: "with Pulumi",
    peers: (range) => range.replace("^", ""),
    typescript: devDependencies.typescript,
    compilerOptions: NEW,
    pulumi: true,
  },
];
/** Files of the README that need Pulumi. */
const OF_PULUMI = new Set(["pulumi.ts", "policies.ts"]);

function run(cwd, command, ...words) {
  try {
    return execFileSync(command, words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  } catch (error) {
    throw new Error(`${command} ${words.join(" ")} failed:\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

async function step(name, what, action) {
  const begin = performance.now();
  await action();
  console.log(`  ${name}: ${what} (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
}

async function consume({ name, peers, typescript, compilerOptions, pulumi = false }, tarball) {
  const project = join(work, name.replace(" ", "-"));
  mkdirSync(project);
  const files = {
    "package.json": JSON.stringify({ name: "shop", private: true }),
    "tsconfig.json": JSON.stringify({ compilerOptions }),
    "jest.config.json": JSON.stringify({ transform: { "\\.ts$": "@swc/jest" } }),
    ".swcrc": JSON.stringify({ jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" } }),
    "cdk8s.yaml": "language: typescript\napp: node app.js main.ts\n",
    "app.js": `require("tagenal/package.json"); require("@swc/core"); require("./register.js"); require("./main.ts").default(require("tagenal").minikube).synth();`,
    "register.js": `const { transformSync } = require("@swc/core"); const { readFileSync } = require("node:fs");
      require.extensions[".ts"] = (module, file) => module._compile(transformSync(readFileSync(file, "utf8"), { filename: file }).code, file);`,
  };
  for (const [, file, code] of readme.matchAll(/^```ts\n(\/\/ ([\w.]+).*?)^```$/gms)) files[code] = file;
  for (const [file, content] of Object.entries(files)) if (pulumi || !OF_PULUMI.has(file)) writeFileSync(join(project, file), content);
  if (pulumi) copyPrograms(project);

  const needed = Object.entries(peerDependencies).filter(([peer]) => pulumi || !peerDependenciesMeta[peer]?.optional);
  const wanted = needed.map(([peer, range]) => `${peer}@${peers(range)}`);
  const tools = ["jest", "@swc/jest", "@swc/core", "@types/jest", "@types/node", ...(pulumi ? ["ts-node"] : [])].map(
    (tool) => `${tool}@${devDependencies[tool]}`,
  );
  await step(name, "installs", () =>
    run(project, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", tarball, ...wanted, ...tools, `typescript@${typescript}`),
  );
  const installed = needed.map(
    ([peer]) => `${peer} ${JSON.parse(readFileSync(join(project, "node_modules", peer, "package.json"), "utf8")).version}`,
  );
  console.log(`  ${name}: ${installed.join(", ")}, typescript ${typescript}`);
  if (!pulumi && existsSync(join(project, "node_modules/@pulumi"))) throw new Error("the package brought Pulumi along");

  await step(name, "compiles against its types", () => run(project, process.execPath, "node_modules/typescript/bin/tsc", "-p", "."));
  if (pulumi) {
    await step(name, "runs four Pulumi programs", () => runPrograms(project));
    return;
  }
  await step(name, "passes its jest test, writing a snapshot and comparing with it", () => {
    run(project, process.execPath, "node_modules/jest/bin/jest.js", "--ci=false"); // A CI machine sets CI=true, and jest would write none.
    run(project, process.execPath, "node_modules/jest/bin/jest.js", "--ci");
    if (!readFileSync(join(project, "__snapshots__/main.test.ts.snap"), "utf8").includes("kind: Deployment"))
      throw new Error("the snapshot holds no Deployment");
  });
  await step(name, "renders by npx tagenal synth --app, and by cdk8s.yaml", () => {
    const given = run(project, "npx", "--no-install", "tagenal", "synth", "minikube", "--app", "main.ts");
    const found = run(project, "npx", "--no-install", "tagenal", "synth", "minikube");
    if (!given.includes("kind: Deployment") || given !== found) throw new Error("the two ways gave different manifests");
  });
  await step(name, "renders by cdk8s synth", () => {
    run(project, process.execPath, join(root, "node_modules/cdk8s-cli/bin/cdk8s"), "synth");
    if (!readdirSync(join(project, "dist")).some((file) => file.endsWith(".k8s.yaml"))) throw new Error("cdk8s wrote nothing");
  });
  await step(name, "is judged by the validation plugin in cdk8s synth", () => {
    const cdk8s = (properties) => {
      const plugin = `validations:\n  - package: ./node_modules/tagenal\n    version: ${version}\n    class: InvariantValidation\n${properties}`;
      writeFileSync(join(project, "cdk8s.yaml"), `${files["cdk8s.yaml"]}${plugin}`);
      return spawnSync(process.execPath, [join(root, "node_modules/cdk8s-cli/bin/cdk8s"), "synth"], { cwd: project, encoding: "utf8" });
    };
    const [good, bad] = [cdk8s("    properties: { externals: [Secret/shop/mysql] }\n"), cdk8s("")];
    if (good.status !== 0) throw new Error(`the plugin refuses the README's shop:\n${good.stdout}${good.stderr}`);
    if (bad.status !== 2 || !bad.stdout.includes("named-objects-exist"))
      throw new Error(`the plugin does not miss a Secret:\n${bad.stdout}`);
    writeFileSync(join(project, "cdk8s.yaml"), files["cdk8s.yaml"]);
  });
  await step(name, "is compared with its saved plan by npx tagenal diff", () => {
    run(project, "npx", "--no-install", "tagenal", "synth", "minikube", "--format", "plan", "--out", "saved");
    const said = run(project, "npx", "--no-install", "tagenal", "diff", "minikube", "--plan", "saved/plan.json");
    if (!said.startsWith("nothing changes")) throw new Error(`the same code was compared, and this was said:\n${said}`);
  });
}

try {
  const packed = JSON.parse(run(root, "npm", "pack", "--json", "--silent", "--pack-destination", work).replace(/^[^[]*/, ""));
  const { filename, entryCount, unpackedSize, files } = packed[0];
  const strange = files
    .map(({ path }) => path)
    .filter((path) => !/^(lib\/(?!test\/)|infra\/pulumi\/lazy\.cjs$|package\.json$|README\.md$|CHANGELOG\.md$|LICENSE$)/.test(path));
  if (strange.length > 0) throw new Error(`the package holds what it should not: ${strange.join(", ")}`);
  console.log(`  packed ${entryCount} files, ${Math.round(unpackedSize / 1024)} KiB`);
  for (const consumer of consumers) await consume(consumer, join(work, filename));
  console.log(`${consumers.length} consumers passed, 0 failed`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true });
}
