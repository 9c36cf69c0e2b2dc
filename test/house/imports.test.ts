import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** The modules that a fresh Node has loaded when some code has ended. */
function modulesAfter(code: string): string[] {
  const report = 'process.on("exit", () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));';
  const { stderr } = spawnSync(process.execPath, ["-e", `${report} ${code}`], { encoding: "utf8" });
  return (JSON.parse(stderr) as string[]).map((file) => file.replaceAll("\\", "/"));
}

const lib = (path: string): string => JSON.stringify(resolve("lib", path));
const ROOT = lib("stacks/index.js");

test("importing the root loads its index and nothing else", () => {
  expect(modulesAfter(`require(${ROOT})`)).toEqual([resolve("lib/stacks/index.js").replaceAll("\\", "/")]);
});

test("using one thing loads what it needs, not the rooms that were not asked for", () => {
  const loaded = modulesAfter(`require(${ROOT}).Labels`);
  expect(loaded.map((file) => file.replace(/.*\/lib\//, ""))).toEqual([
    "stacks/index.js",
    "constructs/core/index.js",
    "constructs/core/labels.js",
  ]);
});

test("rendering a system loads neither Pulumi nor the test kit nor a compiler", () => {
  const loaded = modulesAfter(`require(${lib("infra/cli/run.js")}).run(["synth", "minikube"])`);
  expect(loaded.filter((file) => file.includes("/lib/stacks/"))).not.toEqual([]);
  expect(loaded.filter((file) => /@pulumi|constructs\/testing|typescript|@swc/.test(file))).toEqual([]);
});

test("the command line leaves cdk8s' YAML library alone, which costs a tenth of a synthesis", () => {
  const loaded = modulesAfter(
    `process.argv = [process.execPath, "main.js", "synth", "minikube", "--system", "greeter"]; require(${lib("infra/cli/main.js")})`,
  );
  expect(loaded.some((file) => file.endsWith("/cdk8s/lib/yaml.js"))).toBe(true);
  expect(loaded.filter((file) => file.includes("/node_modules/yaml/"))).toEqual([]);
});
