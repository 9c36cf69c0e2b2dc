import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { cdk8sSynth } from "./cdk8s-cli";

/** A start of cdk8s-cli takes a second, and there are three in the longest test. */
jest.setTimeout(30_000);

describe("the real cdk8s-cli, with an app that uses nothing of Tagenal", () => {
  const PACKAGE = resolve("lib/infra/validation");
  const properties = {
    except: { "container-has-probes": ["Deployment.apps/shop/web"] },
    externals: ["Secret/shop/database"],
  };

  test("ends well where nothing is wrong, and says how much was judged", () => {
    const { code, out, err, reports } = cdk8sSynth("good", { package: PACKAGE, properties });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(reports).toMatchObject([
      { violations: [], summary: { status: "success", metadata: { Manifests: "2", Objects: "3", Findings: "0" } } },
    ]);
    expect(out).toContain("Validations ended succesfully");
  });

  test("fails with exit code 2 where something is, and says rule, object, manifest, construct and what to do", () => {
    const { code, out, err, reports } = cdk8sSynth("faulty", { package: PACKAGE, properties });
    expect({ code, err }).toEqual({ code: 2, err: "Validation failed. See above reports for details\n" });
    expect(reports[0]?.violations).toEqual([
      {
        ruleName: "image-is-pinned",
        recommendation: "An image's name means the same image tomorrow.",
        fix: "Name a tag other than 'latest', or a digest.",
        violatingConstructs: [
          {
            resourceName: "web",
            constructPath: "front/Pods",
            manifestPath: "dist/front.k8s.yaml",
            locations: [
              "Deployment.apps/shop/web: image of container 'web' must have a tag other than 'latest' or a digest, got 'registry.test/web'",
            ],
          },
        ],
      },
      {
        ruleName: "selector-matches-pods",
        recommendation: "Whatever selects pods selects some, and monitors select Services.",
        fix: "Write labels that a pod template of the namespace has.",
        violatingConstructs: [
          {
            resourceName: "web-http",
            constructPath: "front/Port",
            manifestPath: "dist/front.k8s.yaml",
            locations: [
              `Service/shop/web-http: spec.selector {"app.kubernetes.io/name":"wbe"} matches no pod of namespace 'shop'; write labels that a pod template there has`,
            ],
          },
        ],
      },
    ]);
    expect(out).toContain("    - Construct Path: front/Pods\n    - Manifest Path: dist/front.k8s.yaml\n    - Resource Name: web\n");
  });

  test("judges nothing with --no-validate", () => {
    const { code, reports } = cdk8sSynth("faulty", { package: PACKAGE, properties }, ["--no-validate"]);
    expect({ code, reports }).toEqual({ code: 0, reports: [] });
  });

  test("says of what is only advisory, and ends well", () => {
    const advisory = ["image-is-pinned", "selector-matches-pods"];
    const { code, reports } = cdk8sSynth("faulty", { package: PACKAGE, properties: { ...properties, advisory } });
    expect(code).toBe(0);
    expect(reports[0]?.violations.map(({ recommendation }) => recommendation)).toEqual([
      "An image's name means the same image tomorrow. (advisory)",
      "Whatever selects pods selects some, and monitors select Services. (advisory)",
    ]);
    expect(reports[0]?.summary).toMatchObject({ status: "success", metadata: { Findings: "2, 2 of them advisory" } });
  });

  test("prints what is wrong with the properties, a line each and no stack, and judges nothing", () => {
    const { code, err, reports } = cdk8sSynth("good", { package: PACKAGE, properties: { exept: {}, externals: ["Secret"] } });
    expect({ code, reports }).toEqual({ code: 1, reports: [] });
    expect(err).toBe(`2 problems in the properties of InvariantValidation:
  'externals' must list objects such as "Secret/shop/database" of the kinds ConfigMap, PersistentVolumeClaim, Secret, ServiceAccount, got "Secret"
  there is no property 'exept', did you mean except?; there are except, externals, advisory
`);
  });

  test("finds the plugin in the package of the project's node_modules", () => {
    const { code, err, reports } = cdk8sSynth("good", { package: "./node_modules/tagenal", properties });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(reports[0]?.summary).toMatchObject({ status: "success", metadata: { Objects: "3" } });
  });
});

describe("what is loaded", () => {
  /** What a fresh Node has loaded of the library, and which packages, after some code. */
  const loadedAfter = (code: string): { readonly own: string[]; readonly packages: string[] } => {
    const report = 'process.on("exit", () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));';
    const { stderr } = spawnSync(process.execPath, ["-e", `${report} ${code}`], { encoding: "utf8" });
    const files = JSON.parse(stderr) as string[];
    const inPackages = files.flatMap((file) => file.split("/node_modules/")[1]?.split("/")[0] ?? []);
    return { own: files.flatMap((file) => file.split("/lib/infra/")[1] ?? []), packages: [...new Set(inPackages)] };
  };
  const main = JSON.stringify(resolve("lib/infra/validation/main.js"));

  test("is nothing of the plugin until somebody asks for it", () => {
    expect(loadedAfter(`require(${main}).Labels`)).toEqual({ own: ["validation/main.js"], packages: [] });
    expect(loadedAfter(`require(${main}).InvariantValidation`).packages).toEqual([]);
  });

  test("is of packages only the reader of YAML, also when manifests are judged", () => {
    const context = `{ manifests: ["cdk8s.yaml"], report: { addViolation() {}, submit() {} } }`;
    const { own, packages } = loadedAfter(`new (require(${main}).InvariantValidation)().validate(${context})`);
    expect(packages).toEqual(["yaml"]);
    expect(own.filter((file) => !/^(validation\/|policy\/(rule-texts|made-secrets)\.js$)/.test(file))).toEqual([]);
  });
});
