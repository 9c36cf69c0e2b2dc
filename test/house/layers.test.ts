import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

let house = "";
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), "tagenal-house-"));
  cpSync(".oxlintrc.json", join(house, ".oxlintrc.json"));
  symlinkSync(resolve("node_modules"), join(house, "node_modules"));
});
afterAll(() => {
  rmSync(house, { recursive: true });
});

/** What the linter says of a file with this code at this place. */
function lint(path: string, code: string): string {
  const file = join(house, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${code}\n`);
  const { stdout, stderr } = spawnSync(resolve("node_modules/.bin/oxlint"), [path], { cwd: house, encoding: "utf8" });
  rmSync(file);
  return stdout + stderr;
}

const use = (path: string): string => `import { thing } from "${path}";\nexport const used: unknown = thing;`;

describe("the linter refuses what breaks the layers of the house", () => {
  test.each([
    ["core that imports the Plan", "constructs/core/x.ts", use("../plan"), "core imports nothing of the house"],
    ["core that reads files", "constructs/core/x.ts", use("node:fs"), "Constructs know neither machine nor Pulumi"],
    ["core that knows Pulumi", "constructs/core/x.ts", use("@pulumi/pulumi"), "Constructs know neither machine nor Pulumi"],
    ["a Plan that looks into the tree's rooms", "constructs/plan/x.ts", use("../workload"), "plan imports core only, by its index"],
    ["a Plan that reaches around the index", "constructs/plan/x.ts", use("../core/names"), "plan imports core only, by its index"],
    ["a diff that knows the test kit", "constructs/plan/diff/x.ts", use("../../testing"), "plan imports core only, by its index"],
    ["a diff that reads files", "constructs/plan/diff/x.ts", use("node:fs"), "The Plan is pure"],
    ["a Plan that reads files", "constructs/plan/x.ts", use("fs"), "The Plan is pure"],
    ["a test kit that knows environments", "constructs/testing/x.ts", use("../../stacks"), "testing imports core and plan only"],
    ["a workload that knows the Plan", "constructs/workload/x.ts", use("../plan"), "workload imports core only, by its index"],
    ["a family that knows another", "constructs/load/x.ts", use("../redis"), "A family imports core and workload only"],
    [
      "a part of a family that knows another",
      "constructs/redis/programs/x.ts",
      use("../../load"),
      "A family imports core and workload only",
    ],
    [
      "an app that knows another family",
      "apps/web/deployment.ts",
      use("../../constructs/redis"),
      "An app's deployment imports core and workload only",
    ],
    [
      "an app's deployment that imports its code",
      "apps/web/deployment.ts",
      use("./src/server"),
      "An app's deployment imports core and workload only",
    ],
    ["a stack that knows infra", "stacks/x.ts", use("../infra/cli/run"), "Stacks import rooms by their indexes"],
    ["a stack that reads the environment", "stacks/x.ts", "export const home: unknown = process.env;", "no-restricted-globals"],
    ["a stack that knows Pulumi", "stacks/x.ts", use("@pulumi/kubernetes"), "Stacks know neither machine nor Pulumi"],
    ["a construct that asks the clock", "constructs/core/x.ts", "export const now: number = Date.now();", "No clock in constructs"],
    ["a construct that rolls dice", "constructs/core/x.ts", "export const dice: number = Math.random();", "No randomness in constructs"],
    ["a command line that knows Pulumi", "infra/cli/x.ts", use("@pulumi/pulumi"), "The command line works without Pulumi"],
    ["an apply that knows Pulumi", "infra/apply/x.ts", use("@pulumi/kubernetes"), "What works with a cluster works without Pulumi"],
    ["a doctor that knows the bridge", "infra/operate/x.ts", use("../pulumi/deploy"), "What works with a cluster works without Pulumi"],
    ["a bridge that knows the command line", "infra/pulumi/x.ts", use("../cli/run"), "The bridge knows Plans and environments"],
    ["a policy that knows the bridge", "infra/policy/x.ts", use("../pulumi/deploy"), "Policies import core, plan and testing only"],
    [
      "a plugin of cdk8s that knows clusters",
      "infra/validation/x.ts",
      use("../cluster/kubectl"),
      "The validation plugin runs inside cdk8s",
    ],
    ["a reader of previews that knows Pulumi", "infra/diff/preview/x.ts", use("@pulumi/pulumi"), "A preview is read as text"],
    ["a file that nobody reads to its end", "constructs/core/x.ts", "export {};\nvoid 0;\n".repeat(301), "max-lines"],
  ])("%s", (_what, path, code, message) => {
    expect(lint(path, code)).toContain(message);
  });
});

test("the linter lets pass what keeps to the layers", () => {
  expect(lint("constructs/plan/x.ts", use("../core"))).toContain("Found 0 warnings and 0 errors");
  expect(lint("constructs/load/x.ts", use("../workload"))).toContain("Found 0 warnings and 0 errors");
  expect(lint("stacks/x.ts", use("../constructs/core"))).toContain("Found 0 warnings and 0 errors");
});
