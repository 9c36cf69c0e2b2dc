import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const MAIN = resolve("lib/infra/cli/main.js");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tagenal-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("."), join(folder, "node_modules/tagenal"));
  symlinkSync(resolve("node_modules/cdk8s-plus-27"), join(folder, "node_modules/cdk8s-plus-27"));
  file("package.json", '{ "name": "shop" }');
  file("cdk8s.yaml", "app: node app.js\n");
  app();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

/** An app with a web server and a database, in a version of its own. */
function app({ image = "web:1.0", disk = "10Gi", lone = false } = {}): void {
  file(
    "app.js",
    `const { appIn, Namespace } = require("tagenal");
const { k8s } = require("cdk8s-plus-27");
module.exports = (environment) => {
  const app = appIn(environment);
  const home = new Namespace(app, "Shop");
  const template = (name, image) => ({ metadata: { labels: { app: name } }, spec: { containers: [{ name, image }] } });
  const selector = (name) => ({ matchLabels: { app: name } });
  new k8s.KubeDeployment(home, "web", { metadata: { name: "web" }, spec: { replicas: 2, selector: selector("web"), template: template("web", "${image}") } });
  ${
    lone
      ? ""
      : `new k8s.KubeStatefulSet(home, "db", { metadata: { name: "db" }, spec: { serviceName: "db", selector: selector("db"), template: template("db", "mysql:8.4"),
    volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: k8s.Quantity.fromString("${disk}") } } } }] } });`
  }
  return app;
};
`,
  );
}

function tagenal(...words: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], { cwd: folder, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

function git(...words: string[]): void {
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main", ...words], { cwd: folder });
}

function savedPlan(): void {
  expect(tagenal("synth", "minikube", "--format", "plan", "--out", "saved").code).toBe(0);
}

describe("tagenal diff --plan", () => {
  beforeEach(savedPlan);

  test("says that nothing changes, and ends with 0", () => {
    expect(tagenal("diff", "minikube", "--plan", "saved/plan.json")).toEqual({
      code: 0,
      out: "nothing changes: 4 objects of shop are the same in saved/plan.json and the code\n",
      err: "",
    });
  });

  test.each([
    [3, "restart", { image: "web:1.1" }, "image web:1.0 → web:1.1, new ones are ready before old ones stop, 2 pods"],
    [4, "replace", { disk: "20Gi" }, "kubectl delete --cascade=orphan"],
    [5, "data at risk", { lone: true }, "keep it, or save the data first"],
  ] as const)("ends with %d where the worst is a %s", (code, risk, change, says) => {
    app(change);
    const found = tagenal("diff", "minikube", "--plan", "saved/plan.json");
    expect({ code: found.code, err: found.err }).toEqual({ code, err: "" });
    expect(found.out).toMatch(new RegExp(`^${risk} `));
    expect(found.out.replaceAll(/\s+/g, " ")).toContain(says);
  });

  test("--up-to accepts a class and what is less", () => {
    app({ image: "web:1.1" });
    const upTo = (risk: string): number | null => tagenal("diff", "minikube", "--plan", "saved/plan.json", "--up-to", risk).code;
    expect(["safe", "restart", "replace"].map(upTo)).toEqual([3, 0, 0]);
  });

  test("what is allowed does not count, as long as it is allowed", () => {
    app({ lone: true });
    const allowed = (until: string): void =>
      file(
        "allowances.yaml",
        `allow:\n  - change: StatefulSet shop/db removed\n    until: ${until}\n    why: the data is in the other region\n`,
      );
    allowed("2999-12-31");
    const found = tagenal("diff", "minikube", "--plan", "saved/plan.json");
    expect(found.code).toBe(2);
    expect(found.out.replaceAll(/\s+/g, " ")).toContain("allowed until 2999-12-31: the data is in the other region");
    allowed("2020-01-31");
    const ended = tagenal("diff", "minikube", "--plan", "saved/plan.json");
    expect(ended.code).toBe(5);
    expect(ended.out.replaceAll(/\s+/g, " ")).toContain('the allowance of "StatefulSet shop/db removed" has ended on 2020-01-31');
  });

  test("writes JSON, SARIF, Markdown and notes, also into a file", () => {
    app({ image: "web:1.1" });
    const words = ["diff", "minikube", "--plan", "saved/plan.json"];
    expect(JSON.parse(tagenal(...words, "--json").out)).toMatchObject({
      worst: "restart",
      changes: [{ name: "Deployment shop/web pods renewed" }],
    });
    expect(JSON.parse(tagenal(...words, "--format", "sarif").out)).toMatchObject({
      version: "2.1.0",
      runs: [{ tool: { driver: { name: "tagenal" } } }],
    });
    expect(tagenal(...words, "--format", "notes").out).toMatch(/web:1\.1/);
    const written = tagenal(...words, "--format", "markdown", "--out", "diff.md");
    expect({ ...written, file: readFileSync(join(folder, "diff.md"), "utf8").split("\n")[0] }).toMatchObject({ code: 3, out: "" });
    expect(readFileSync(join(folder, "diff.md"), "utf8")).toContain("Deployment shop/web");
  });
});

describe("what tagenal diff is told wrongly is refused in a line each", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["a plan that is not there", ["--plan", "none.json"], /problem in none\.json:\n {2}it cannot be read: ENOENT; save a plan with/],
    ["a plan that is none", ["--plan", "package.json"], /problem in package\.json:\n {2}this is no saved plan: its 'format' is not/],
    ["two to compare with", ["--plan", "a", "--git", "b"], /--plan and --git exclude one another/],
    ["a class that cannot be accepted", ["--up-to", "data at risk"], /--up-to must be one of safe, restart, replace, got "data at risk"/],
    ["another environment that is not there", ["--environment", "esk"], /environment "esk" is not known, did you mean eks/],
    ["allowances that are not there", ["--allow", "none.yaml"], /problem in none\.yaml:\n {2}it cannot be read: ENOENT/],
    ["a folder without git", ["--git", "main"], /not a git repository/],
  ])("%s", (_what, words, says) => {
    const { code, out, err } = tagenal("diff", "minikube", ...words);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(says);
  });

  test("two formats, in the one that machines read", () => {
    const { code, out } = tagenal("diff", "minikube", "--json", "--format", "sarif");
    expect({ code, ...(JSON.parse(out) as object) }).toEqual({
      code: 1,
      problems: [{ path: "", message: "--json and --format sarif exclude each other" }],
    });
  });

  test("everything that is wrong with allowances", () => {
    savedPlan();
    file("allowances.yaml", "allows: []\nallow:\n  - chang: a\n    until: 2027-01-31\n  - never\n");
    expect(tagenal("diff", "minikube", "--plan", "saved/plan.json").err).toBe(
      [
        "3 problems in allowances.yaml:",
        "  allow[0]: there is no 'chang', did you mean change?; there are change, until, why",
        '  allow[1]: must be { change, until, why }, got "never"',
        "  there is no 'allows' here, did you mean allow?; there is only 'allow'",
        "",
      ].join("\n"),
    );
    file("allowances.yaml", 'allow:\n  - { change: "a b", until: 2027-02-30, why: "" }\n');
    expect(tagenal("diff", "minikube", "--plan", "saved/plan.json").err).toBe(
      [
        "2 problems in the allowances:",
        '  allow[0]: \'until\' must be a day like "2027-01-31", got "2027-02-30"',
        "  allow[0]: 'why' must be a reason in words, got \"\"",
        "",
      ].join("\n"),
    );
  });
});

describe("tagenal diff --git", () => {
  beforeEach(() => {
    file(".gitignore", "node_modules\n");
    file("package-lock.json", "{}");
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "first");
  });

  test("compares with what a revision says, and leaves no trace", () => {
    app({ image: "web:1.1" });
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("tagenal-revision-"));
    const { code, out, err } = tagenal("diff", "minikube", "--git", "HEAD", "--json");
    expect({ code, err }).toEqual({ code: 3, err: "" });
    expect(JSON.parse(out)).toMatchObject({ before: expect.stringMatching(/^git:HEAD \([0-9a-f]{9}\)$/), notes: [] });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("tagenal-revision-"))).toEqual(before);
    expect(execFileSync("git", ["worktree", "list"], { cwd: folder, encoding: "utf8" }).trim().split("\n")).toHaveLength(1);
  });

  test("runs what cdk8s.yaml runs before the app, and no hook of the repository", () => {
    file("build.js", 'require("node:fs").writeFileSync("built.js", "exports.built = true")');
    file("cdk8s.yaml", "app: node build.js && node app.js\n");
    file("app.js", `require("./built.js");\n${readFileSync(join(folder, "app.js"), "utf8")}`);
    file(".git/hooks/post-checkout", `#!/bin/sh\ntouch ${join(folder, "hooked")}\n`);
    execFileSync("chmod", ["+x", join(folder, ".git/hooks/post-checkout")]);
    git("add", ".");
    git("commit", "-qm", "built");
    file("built.js", "");
    expect(tagenal("diff", "minikube", "--git", "HEAD")).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(folder, "hooked"))).toBe(false);
  });

  test.each<[string, string, RegExp]>([
    ["that there is not", "v9", /problem in git:v9:\n {2}there is no such revision; fetch it first/],
    ["that is an option", "--all", /--git must be followed by a value/],
  ])("refuses a revision %s", (_what, revision, says) => {
    const { code, err } = tagenal("diff", "minikube", "--git", revision);
    expect(code).toBe(1);
    expect(err).toMatch(says);
  });

  test("finds dependencies that lie above: a package within a repository of several", () => {
    mkdirSync(join(folder, "packages/shop"), { recursive: true });
    for (const name of ["app.js", "cdk8s.yaml", "package.json"])
      writeFileSync(join(folder, "packages/shop", name), readFileSync(join(folder, name)));
    git("add", ".");
    git("commit", "-qm", "packages");
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "diff", "minikube", "--git", "HEAD"], {
      cwd: join(folder, "packages/shop"),
      encoding: "utf8",
    });
    expect({ status, stderr, same: stdout.startsWith("nothing changes: 4 objects of shop") }).toEqual({
      status: 0,
      stderr: "",
      same: true,
    });
  });

  test.each<[string, string, RegExp]>([
    ["installs its own dependencies, where its lock file is another one", "package-lock.json", /it does not depend on tagenal/],
    ["says what to do where it cannot install them", "pnpm-lock.yaml", /pnpm-lock\.yaml is another one than today; check it out beside/],
  ])("%s", (_what, lock, says) => {
    const empty = { name: "shop", lockfileVersion: 3, requires: true, packages: { "": { name: "shop" } } };
    file("package-lock.json", JSON.stringify(empty));
    if (lock !== "package-lock.json") file(lock, "lockfileVersion: 9");
    git("add", ".");
    git("commit", "-qm", "locked");
    file(lock, lock === "package-lock.json" ? JSON.stringify({ ...empty, version: "2" }) : "lockfileVersion: 8");
    const { code, err } = tagenal("diff", "minikube", "--git", "HEAD");
    expect(code).toBe(1);
    expect(err).toMatch(says);
  });

  test("says what a revision's own code says", () => {
    file("app.js", "module.exports = () => { throw new Error('not yet'); };");
    git("commit", "-qam", "broken");
    app();
    const { code, err } = tagenal("diff", "minikube", "--git", "HEAD");
    expect(code).toBe(1);
    expect(err).toMatch(/problem in git:HEAD:\n {2}it cannot be rendered:\n[^]*not yet/);
  });
});

describe("tagenal diff --pulumi-preview", () => {
  const step = { op: "update", urn: "urn:pulumi:eks::shop::kubernetes:apps/v1:Deployment::shop/web", oldState: {}, newState: {} };
  const image = { "spec.template.spec.containers[0].image": { kind: "update", inputDiff: false } };
  const digest = (diagnostics: readonly object[]): string =>
    JSON.stringify({ config: {}, steps: [{ ...step, detailedDiff: image }], diagnostics, changeSummary: { same: 3, update: 1 } });
  const previewed = (text: string, ...words: string[]): { code: number | null; out: string; err: string } => {
    file("preview.json", text);
    return tagenal("diff", "minikube", "--pulumi-preview", "preview.json", ...words);
  };

  test("judges what Pulumi would do", () => {
    const { code, out, err } = previewed(digest([]));
    expect({ code, err }).toEqual({ code: 3, err: "" });
    expect(out).toMatch(/^restart +Deployment shop\/web /);
    expect(previewed(digest([]), "--up-to", "restart").code).toBe(0);
  });

  test("a preview with an error ends with 1 whatever is accepted, and machines read one value", () => {
    const broken = digest([{ severity: "error", message: "unable to replace resource" }]);
    const { code, out, err } = previewed(broken, "--up-to", "replace");
    expect({ code, shown: out.includes("Deployment shop/web") }).toEqual({ code: 1, shown: true });
    expect(err).toMatch(/1 problem in the preview: .*proves nothing safe:\n {2}unable to replace resource/);
    const read = previewed(broken, "--json");
    expect({ code: read.code, err: read.err }).toEqual({ code: 1, err: "" });
    expect(JSON.parse(read.out)).toMatchObject({ worst: "restart", notes: [expect.stringContaining("unable to replace resource")] });
  });

  test.each<[string, readonly string[], RegExp]>([
    [
      "a file that is not there",
      ["--pulumi-preview", "none.json"],
      /it cannot be read: ENOENT; write it with: pulumi preview --json > none\.json/,
    ],
    ["two to compare with", ["--pulumi-preview", "none.json", "--git", "main"], /--pulumi-preview and --git exclude one another/],
  ])("refuses %s", (_what, words, says) => {
    const { code, err } = tagenal("diff", "minikube", ...words);
    expect(code).toBe(1);
    expect(err).toMatch(says);
  });
});

test("another environment is compared in the namespaces of this one", () => {
  file(
    "envs.js",
    `const { eks, defineEnvironment } = require("tagenal");\nexports.default = require("./app.js");\nexports.environments = { staging: defineEnvironment({ ...eks, name: "staging", namespacePrefix: "staging-" }) };`,
  );
  const { code, out } = tagenal("diff", "staging", "--environment", "eks", "--app", "envs.js");
  expect({ code, out }).toEqual({
    code: 0,
    out: "nothing changes: 4 objects of shop are the same in environment eks and environment staging\n",
  });
});
