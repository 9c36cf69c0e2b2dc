import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { readConfiguration } from "../../infra/pulumi/configuration";
import { VERSIONS } from "../../stacks";
import { runProgram } from "../engine/run-program";

// Within this project, so that "tagenal" and its peers are found as in a project that has them installed.
const project = resolve("dist/readme");
const readme = readFileSync("README.md", "utf8");
const blocks = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({ language, code }));

function run(...words: string[]): { code: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: project, encoding: "utf8" });
  return { code: status, text: stdout + stderr };
}

beforeAll(() => {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, "node_modules"), { recursive: true });
  for (const { code } of blocks.filter(({ language }) => language === "ts")) {
    const [, file] = /^\/\/ ([\w.]+)/.exec(code) as unknown as [string, string];
    writeFileSync(join(project, file), code);
  }
  const installed = join(project, "node_modules/tagenal");
  mkdirSync(dirname(installed), { recursive: true });
  cpSync("lib", join(installed, "lib"), { recursive: true });
  cpSync("package.json", join(installed, "package.json"));
  cpSync("infra/pulumi/lazy.cjs", join(installed, "infra/pulumi/lazy.cjs"));
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "shop" }));
  cpSync("jest.config.mjs", join(project, "jest.config.mjs"));
});

describe("the code of the README", () => {
  test("compiles under the strict settings of this project", () => {
    const paths = Object.fromEntries(
      [
        "stacks",
        "constructs/plan",
        "constructs/testing",
        "constructs/workload",
        "constructs/load",
        "constructs/redis",
        "infra/pulumi",
        "infra/policy",
      ].map((room) => [room === "stacks" ? "tagenal" : `tagenal/${room.split("/").at(-1)}`, [resolve(room, "index.ts")]]),
    );
    const compilerOptions = { paths, rootDir: resolve("."), isolatedDeclarations: false, declaration: false, incremental: false };
    writeFileSync(
      join(project, "tsconfig.json"),
      JSON.stringify({ extends: resolve("tsconfig.json"), compilerOptions, include: ["*.ts"], exclude: [] }),
    );
    expect(run(resolve("node_modules/typescript/bin/tsc"), "-p", ".")).toEqual({ code: 0, text: "" });
  });

  test("passes as a test", () => {
    const { code, text } = run(
      resolve("node_modules/jest/bin/jest.js"),
      "--ci=false",
      "--rootDir",
      project,
      "--roots",
      project,
      "--testPathIgnorePatterns=none",
    );
    expect({
      code,
      passed: /Tests: +1 passed, 1 total/.test(text),
      written: /\d snapshots? written/.test(text),
    }).toEqual({ code: 0, passed: true, written: true });
  });

  const start = `require(${JSON.stringify(resolve("lib/infra/cli/typescript.js"))}).registerTypeScript(${JSON.stringify(join(project, "x.ts"))});`;

  test("reads the Plan", () => {
    const { code, text } = run("-e", `${start} require("./plan.ts")`);
    expect({ code, text }).toEqual({
      code: 0,
      text: expect.stringMatching(/^\[\]\n\[\s+'00-0-cluster.yaml',\s+'00-1-shop.yaml',\s[^\]]*\] \d+\nreplace\n$/) as string,
    });
  });

  test("deploys by Pulumi", async () => {
    writeFileSync(join(project, "pulumi.cjs"), `${start} module.exports = require("./pulumi.ts");`);
    const { code, engine, errors } = await runProgram({
      main: join(project, "pulumi.cjs"),
      project: "shop",
      stack: "test",
      config: { "shop:mysql": "given" },
      secretKeys: ["shop:mysql"],
      nodeArguments: ["--require", "tagenal/pulumi/lazy"],
    });
    expect({ code, errors }).toEqual({ code: 0, errors: [] });
    const secret = engine.registered.find(({ name, type }) => name === "shop/mysql" && type.endsWith(":Secret"));
    expect(secret?.inputs).toMatchObject({ stringData: { password: { secret: "given" } } });
    expect(Object.keys(engine.outputs)).toEqual(["entryPoints", "replicas"]);
  });

  test("is judged by the validation plugin as cdk8s.yaml says", () => {
    const [yaml] = blocks.filter(({ language }) => language === "yaml");
    const { validations } = parse(yaml?.code ?? "") as { validations: { version: string; class: string; properties: object }[] };
    const [validation] = validations;
    const described = JSON.parse(readFileSync("package.json", "utf8")) as { main: string; version: string };
    const plugin = require(resolve(described.main)) as Record<string, new (properties: object) => unknown>;
    expect(validation?.version).toBe(described.version);
    expect(() => new (plugin[validation?.class ?? ""] as new (properties: object) => unknown)(validation?.properties ?? {})).not.toThrow();
  });

  test("defines an environment", () => {
    const { code, text } = run("-e", `${start} console.log(require("./staging.ts").staging.name)`);
    expect({ code, text }).toEqual({ code: 0, text: "staging\n" });
  });
});

describe("the commands of the README", () => {
  const lines = (code: string): string[] =>
    code
      .trim()
      .split("\n")
      .map((line) => line.replace(/\s+#.*/, ""));
  const of = (wanted: (block: { language: string; code: string }) => boolean): string[] =>
    blocks.filter(wanted).flatMap(({ code }) => lines(code));
  const commands = of(({ language }) => language === "sh");
  const walk = of(({ code }) => code.includes("npx tagenal minikube"));
  const needsCluster = /^npx tagenal ((apply|delete|doctor|secrets) |diff (?!.*--(plan|git|environment)))/;

  function tagenal(command: string): { code: number | null; text: string } {
    const main = join(project, "node_modules/tagenal/lib/infra/cli/main.js");
    const env = { ...process.env, KUBECONFIG: join(project, "no-kubeconfig") };
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...command.split(" ").slice(2)], {
      cwd: project,
      encoding: "utf8",
      env,
    });
    return { code: status, text: stdout + stderr };
  }

  test.each(commands.filter((command) => !needsCluster.test(command)))("%s", (command) => {
    const { code, text } = tagenal(command);
    expect({ code, text: text.includes("shop") }).toEqual({ code: 0, text: true });
  });

  test.each([...commands, ...walk].filter((command) => needsCluster.test(command)))(
    "%s: understood, and refused without a cluster",
    (command) => {
      const { code, text } = tagenal(command);
      expect({ code, text: text.includes("there is no kubeconfig") }).toEqual({ code: 1, text: true });
    },
  );

  test("what is said to Pulumi's configuration, it takes", () => {
    const settings = of(({ language }) => language === "").flatMap((command) => {
      const [, key = "", value = ""] = /^pulumi config set (?:--path )?(?:--secret )?'?(\w+:[^' ]+)'? ?(\S*)$/.exec(command) ?? [];
      return key === "" || key.startsWith("aws:") ? [] : [{ key, value }];
    });
    const config = settings.map(({ key, value }): [string, string] => {
      const [, name = key, inner] = /^(\w+:\w+)(?:\.|\[")(.+?)(?:"\])?$/.exec(key) ?? [];
      return [name, inner === undefined ? value : JSON.stringify({ [inner]: value })];
    });
    expect(settings.length).toBeGreaterThan(4);
    expect(readConfiguration({ ...Object.fromEntries(config), "tagenal:environment": "eks" }, "readme")).toMatchObject({
      system: "lecture-usual-day",
      clusterStack: "organization/tagenal-eks-cluster/eks",
      generation: { "shop/mysql/password": "2026-12" },
      credentials: ["mail-token"],
      environment: { namespacePrefix: "blue-" },
    });
  });

  test("all are tried, and the walk from nothing names scripts, folders and images that there are", () => {
    expect(commands.filter((command) => !command.startsWith("npx tagenal "))).toEqual([]);
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
    expect(walk).toContain("npm ci && npm start");
    expect(scripts).toHaveProperty("start");
    expect(walk).toContain("npx tagenal minikube minikube --cpus 4 --memory 6g");
    // What the walk builds is what the system's environment names.
    expect(VERSIONS.lectureWeb).toMatch(/^tagenal\/lecture-web:/);
    expect(existsSync("apps/lecture-web/Dockerfile")).toBe(true);
  });
});
