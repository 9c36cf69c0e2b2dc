import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { loadPlan } from "../../constructs/plan";

const MAIN = resolve("lib/infra/cli/main.js");
const SHOP = resolve("test/infra/fixtures/shop.ts");
const BROKEN = resolve("test/infra/fixtures/broken.ts");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tagenal-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the command line as a user does, in an empty folder, without a terminal. */
function tagenal(...words: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], { cwd: folder, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

describe("tagenal synth", () => {
  test("prints the objects of Tagenal's first system as one stream, and nothing else", () => {
    const { code, out, err } = tagenal("synth", "minikube");
    const kinds = parseAllDocuments(out).map((document) => (document.toJS() as { kind: string }).kind);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(kinds.filter((kind) => kind === "Deployment")).toHaveLength(1);
  });

  test("writes numbered files and says what they create, whether it fits, and what is next", () => {
    const { code, out } = tagenal("synth", "minikube", "--out", "manifests");
    expect(code).toBe(0);
    expect(out).toBe(
      [
        "lecture for minikube (one machine with Minikube)",
        "9 objects in 1 phase",
        "",
        "  namespaces  1",
        "  workloads   1",
        "  pods        5      of 110",
        "  volumes     0",
        "  CPU         500m   of 4900m",
        "  memory      640Mi  of 11Gi",
        "",
        "It fits.",
        "",
        "2 files in manifests. Next:",
        "  npx tagenal apply minikube",
        "  npx tagenal synth minikube --format argocd --out manifests",
        "",
      ].join("\n"),
    );
    expect(readdirSync(join(folder, "manifests")).sort()).toEqual([".tagenal", "00-0-cluster.yaml", "00-1-lecture.yaml"]);
  });

  test.each(["argocd", "flux", "plan"])("writes for %s, and the same again the next time", (format) => {
    const read = (): string[] => {
      expect(tagenal("synth", "lab", "--format", format, "--out", "out").code).toBe(0);
      const files = readdirSync(join(folder, "out"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    };
    expect(read()).toEqual(read());
  });

  test("says what it did as JSON", () => {
    const { code, out, err } = tagenal("synth", "eks", "--out", "manifests", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      system: "lecture",
      environment: "eks",
      objects: 9,
      fits: true,
      demand: { pods: 5 },
      out: "manifests",
    });
  });

  test("renders anybody's app, in TypeScript, named by its project or by cdk8s.yaml", () => {
    expect(tagenal("synth", "eks", "--app", SHOP).out).toContain("environment: eks");
    writeFileSync(join(folder, "cdk8s.yaml"), `language: typescript\napp: npx ts-node ${SHOP}\n`);
    expect(tagenal("synth", "lab").out).toContain("environment: lab");
    expect(loadPlan(tagenal("synth", "lab", "--format", "plan").out).system).toBe("tagenal");
  });

  test.each([
    ["a module", "shop.mjs", "from-a-module"],
    ["CommonJS", "shop.cjs", "from-common-js"],
  ])("renders an app that is %s", (_what, file, name) => {
    const { code, out } = tagenal("synth", "minikube", "--app", resolve("test/infra/fixtures", file));
    expect({ code, out }).toEqual({ code: 0, out: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n` });
  });

  test("keeps what an app logs, or does later, out of the result", () => {
    writeFileSync(
      join(folder, "app.cjs"),
      `console.log("hello"); exports.default = async () => require(${JSON.stringify(resolve("test/infra/fixtures/shop.cjs"))}).default();`,
    );
    const { code, out, err } = tagenal("synth", "minikube", "--app", "app.cjs");
    expect({ code, err, yaml: out.startsWith("apiVersion: v1") }).toEqual({ code: 0, err: "hello\n", yaml: true });
  });

  test("never takes the first system for an app that it does not find", () => {
    writeFileSync(join(folder, "cdk8s.yaml"), "app: npm run synth\n");
    const { code, out, err } = tagenal("synth", "minikube");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain('the app in cdk8s.yaml names no module, got "npm run synth"; name it with --app');
  });

  test("reports everything that is wrong, and writes nothing", () => {
    const { code, out, err } = tagenal("synth", "tiny", "--app", BROKEN, "--out", "manifests");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(
      [
        "2 problems in stack tagenal (tiny):",
        "  shop/web: 'labels' must be at least one label, got {}; none would select every pod of the namespace",
        `  shop: 'image' must be an image with a tag other than 'latest' or a digest, got "nginx"; what runs would change without a change of the code`,
        "",
      ].join("\n"),
    );
    expect(existsSync(join(folder, "manifests"))).toBe(false);
  });

  test("reports as JSON too", () => {
    const { code, out } = tagenal("synth", "minikube", "--app", BROKEN, "--json", "--out", "manifests");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ problems: [{ path: "shop" }, { path: "shop/web" }] });
  });
});

describe("the directory for --out", () => {
  test("is Tagenal's alone: what others wrote is never lost", () => {
    writeFileSync(join(folder, "precious.txt"), "mine");
    const { code, err } = tagenal("synth", "minikube", "--out", ".");
    expect({ code, err }).toEqual({
      code: 1,
      err: `1 problem in the command line:\n  --out must not be this directory or one above it, got ${folder}\n`,
    });
    expect(tagenal("synth", "minikube", "--out", "precious.txt").err).toContain("precious.txt is a file");
    expect(readFileSync(join(folder, "precious.txt"), "utf8")).toBe("mine");
    tagenal("synth", "minikube", "--out", "manifests");
    writeFileSync(join(folder, "manifests/notes.txt"), "mine");
    const again = tagenal("synth", "minikube", "--out", "manifests");
    expect(again.err).toContain("holds what tagenal did not write: notes.txt; choose another directory for --out, or empty it");
    expect(readFileSync(join(folder, "manifests/notes.txt"), "utf8")).toBe("mine");
  });

  test("may be a link, which stays one", () => {
    mkdirSync(join(folder, "real"));
    symlinkSync(join(folder, "real"), join(folder, "link"));
    expect(tagenal("synth", "minikube", "--out", "link").code).toBe(0);
    expect(readdirSync(join(folder, "real"))).toContain("00-0-cluster.yaml");
  });

  test("holds no file of an earlier synthesis", () => {
    tagenal("synth", "minikube", "--out", "manifests", "--format", "flux");
    tagenal("synth", "minikube", "--out", "manifests");
    expect(readdirSync(join(folder, "manifests"))).not.toContain("phases.yaml");
  });
});

describe("a mistyped command line is refused", () => {
  test.each([
    [["snyth"], 'there is no command "snyth", did you mean synth?; see tagenal --help'],
    [["synth"], "synth must be told the environment: tagenal synth minikube"],
    [["synth", "minikub"], 'environment "minikub" is not known, did you mean minikube?; there are minikube, eks, lab'],
    [["synth", "minikube", "eks"], 'synth takes one environment, got also "eks"'],
    [
      ["synth", "minikube", "--system", "greter"],
      'system "greter" is not known, did you mean greeter?; there are lecture, lecture-usual-day, lecture-stress, greeter',
    ],
    [
      ["synth", "minikube", "--ouut", "x"],
      "there is no option --ouut, did you mean --out?; synth knows --system, --app, --format, --out, --json",
    ],
    [["constructor"], 'there is no command "constructor"'],
    [["synth", "constructor"], 'environment "constructor" is not known'],
    [["synth", "minikube", "--out", "a", "--out", "b"], "--out is given twice"],
    [["synth", "minikube", "--out"], "--out must be followed by a value"],
    [["synth", "minikube", "--json=yes"], '--json takes no value, got "yes"'],
    [["synth", "minikube", "--format", "argo"], '--format must be one of yaml, argocd, flux, plan, got "argo"'],
    [["synth", "minikube", "--format", "flux"], "--format flux writes a directory: say which with --out DIR"],
    [["synth", "minikube", "--format", "flux", "--out", "/tmp/x"], "--out must be the path within the repository for --format flux"],
    [["synth", "minikube", "--format", "flux", "--out", "../x"], "--out must be the path within the repository for --format flux"],
    [["synth", "minikube", "--json"], "--json says what was written, so it needs --out DIR"],
    [["synth", "minikube", "--app", "a.js", "--system", "greeter"], "--system and --app exclude each other: a module is a system"],
    [["synth", "minikube", "--app", "a.js"], "/a.js does not exist; name it with --app, or its file in cdk8s.yaml"],
    [
      ["synth", "minikube", "--app", resolve("test/infra/fixtures/shop-names.ts")],
      "must export a function by default that makes the app: export default (environment) => App",
    ],
  ])("%j", (words, message) => {
    const { code, out, err } = tagenal(...words);
    expect({ code, out: words.includes("--json") ? "" : out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test("with all that is wrong at once", () => {
    expect(tagenal("synth", "--format", "argo", "--quiet").err).toBe(
      [
        "3 problems in the command line:",
        '  --format must be one of yaml, argocd, flux, plan, got "argo", did you mean argocd?',
        "  synth must be told the environment: tagenal synth minikube",
        "  there is no option --quiet; synth knows --system, --app, --format, --out, --json",
        "",
      ].join("\n"),
    );
  });
});

test("help teaches: what there is, how it is called, examples", () => {
  expect(tagenal("--help")).toMatchObject({ code: 0, err: "" });
  expect(tagenal("--help").out).toContain("synth    writes the manifests of a system for an environment");
  expect(tagenal("synth", "--help").out).toContain("tagenal synth minikube | kubectl apply --server-side -f -");
  expect(tagenal().code).toBe(1);
});
