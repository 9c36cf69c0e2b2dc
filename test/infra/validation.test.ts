import { type Manifest, type Plan, toYamlStream } from "../../constructs/plan";
import { INVARIANTS, invariants } from "../../constructs/testing";
import { InvariantValidation } from "../../infra/validation";
import { adviceOf, OWN_RULES } from "../../infra/validation/rules";
import { CONTAINER, type Edit, made, tree } from "../constructs/testing/good-tree";
import { validate } from "./validation/validate";

const yamlOf = ({ objects }: Plan): string => toYamlStream(objects.map(({ manifest }) => manifest));
const yaml = (...manifests: readonly Manifest[]): string => toYamlStream(manifests);
const GOOD = yamlOf(tree({}));
const config = (name: string, fields: object = {}): Manifest => made("v1", "ConfigMap", name, { ...fields });

describe("what is judged", () => {
  const broken: readonly Edit[] = [
    {},
    { container: { image: "web" } },
    { container: { livenessProbe: undefined, resources: {} } },
    { service: { selector: { app: "other" } } },
    { budget: { maxUnavailable: 0 } },
    { budget: null },
    { extra: [made("v1", "Secret", "keys", { stringData: { a: "b" } })] },
    { container: { env: [{ name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "speed" } } }] } },
  ];

  test.each(broken)("is what the invariants say of a Plan (%#)", async (edit) => {
    const plan = tree(edit);
    const { report, lines } = await validate({ "shop.yaml": yamlOf(plan) });
    expect([...lines].sort()).toEqual(
      invariants(plan)
        .map(({ rule, object, message }) => `${rule} | shop.yaml | ${object}: ${message}`)
        .sort(),
    );
    expect(report.summary.status).toBe(lines.length === 0 ? "success" : "failure");
  });

  test("is all files together, any number of documents each, empty ones and lists among them", async () => {
    const [web = "", ...others] = GOOD.split(/^---\n/m).filter((text) => text.trim() !== "");
    const list = { apiVersion: "v1", kind: "List", items: [config("one"), config("two")] };
    const { report, lines } = await validate({
      "web.yaml": `# made by cdk8s\n---\n${web}---\n---\n# nothing\n`,
      "rest.yaml": others.join("---\n"),
      "list.yaml": JSON.stringify(list),
      "empty.yaml": "",
    });
    expect(lines).toEqual([]);
    expect(report.summary.metadata).toMatchObject({ Manifests: "4", Objects: "6" });
  });

  test("is read as kubectl reads it: numbers of YAML 1.1, what others of the document are merged with, null as nothing", async () => {
    const alone = yamlOf(tree({ budget: null }));
    expect((await validate({ "a.yaml": alone.replace("replicas: 2", "replicas: 010") })).lines).toEqual([
      "replicas-have-budget | a.yaml | Deployment.apps/shop/web: runs 8 pods, but no PodDisruptionBudget selects them; add one, or draining nodes may stop all at once",
    ]);
    const merged = yaml(config("one")).replace("name: one", "<<: { name: two, annotations: { a: b } }");
    expect((await validate({ "a.yaml": GOOD, "b.yaml": merged })).report.summary).toMatchObject({ status: "success" });
    const empty = yamlOf(tree({ pod: { initContainers: null }, container: { envFrom: null, lifecycle: null } }));
    expect(empty.match(/: null$/gm)).toHaveLength(3);
    expect((await validate({ "a.yaml": empty })).lines).toEqual([]);
  });

  test("knows what belongs to no namespace, whatever its chart wrote", async () => {
    const role = made("rbac.authorization.k8s.io/v1", "ClusterRole", "web%");
    expect((await validate({ "a.yaml": yaml(role) })).lines).toEqual([
      "name-is-legal | a.yaml | ClusterRole.rbac.authorization.k8s.io/web%: metadata.name must be a text without '/' and '%', and not '.' or '..', got 'web%' (4)",
    ]);
  });
});

describe("who is blamed", () => {
  test("is the construct of the object where its name is its own, and nobody where another object has it as well", async () => {
    const two = yaml(made("batch/v1beta1", "Job", "web"), made("batch/v1beta1", "Job", "seed"), config("web"));
    const { report } = await validate({ "a.yaml": two }, {}, { web: "shop/Config", seed: "shop/Seed" });
    expect(report.violations.flatMap(({ violatingConstructs }) => violatingConstructs)).toMatchObject([
      { resourceName: "seed", constructPath: "shop/Seed" },
      { resourceName: "Job.batch/shop/web" },
    ]);
    expect(JSON.stringify(report)).not.toContain("shop/Config");
  });

  test("are both files where two hold the same object", async () => {
    const { lines } = await validate({ "a.yaml": yaml(config("one")), "b.yaml": yaml(config("one")) });
    const message = "ConfigMap/shop/one: is in the Plan 2 times; give each object a name of its own";
    expect(lines).toEqual([`identity-is-unique | a.yaml | ${message}`, `identity-is-unique | b.yaml | ${message}`]);
  });
});

describe("exceptions", () => {
  const files = { "a.yaml": yamlOf(tree({ container: { image: "web", livenessProbe: undefined } })) };

  test("excuse an object from a rule, or all objects", async () => {
    const except = { "image-is-pinned": ["Deployment.apps/shop/web"], "container-has-probes": true } as const;
    expect((await validate(files, { except })).lines).toEqual([]);
  });

  test("that excuse nothing are said, and fail unless they are advisory", async () => {
    const except = {
      "image-is-pinned": ["Deployment/shop/web"],
      "container-has-probes": true,
      "pod-is-secure": true,
    } as const;
    const { report, lines } = await validate(files, { except, advisory: ["exception-unused", "image-is-pinned"] });
    expect(lines).toEqual([
      "exception-unused | properties.except | nothing breaks 'pod-is-secure'; remove the exception",
      "exception-unused | properties.except | Deployment/shop/web: the object does not break 'image-is-pinned'; remove the exception",
      "image-is-pinned | a.yaml | Deployment.apps/shop/web: image of container 'web' must have a tag other than 'latest' or a digest, got 'web'",
    ]);
    expect(report.summary.status).toBe("success");
    expect((await validate(files, { except, advisory: ["image-is-pinned"] })).report.summary.status).toBe("failure");
  });
});

describe("what others make", () => {
  const keys = (name: string): Edit => ({ container: { env: CONTAINER.env, envFrom: [{ secretRef: { name } }] } });

  test("is declared under externals, with its namespace or without", async () => {
    const text = yamlOf(tree(keys("database")));
    expect((await validate({ "a.yaml": text })).lines).toHaveLength(1);
    expect((await validate({ "a.yaml": text }, { externals: ["Secret/shop/database"] })).lines).toEqual([]);
    const bare = text.replaceAll("  namespace: shop\n", "");
    expect((await validate({ "a.yaml": bare }, { externals: ["Secret/database"] })).lines).toEqual([]);
  });

  test("is known where an object says that its controller makes it", async () => {
    const certificate = made("cert-manager.io/v1", "Certificate", "web", { spec: { secretName: "web-tls" } });
    expect((await validate({ "a.yaml": yamlOf(tree({ ...keys("web-tls"), extra: [certificate] })) })).lines).toEqual([]);
  });
});

describe("what cannot be judged", () => {
  const OBJECT = "is no object of Kubernetes: apiVersion, kind, metadata.name and, if there, metadata.namespace must be texts, got";

  test("is named by its place, each by itself, and no line holds a secret", async () => {
    const { report, lines } = await validate({
      "none.yaml": null,
      "twice.yaml": "kind: Secret\nkind: hunter2\n",
      "open.yaml": 'stringData: {"a": "hunter2\n',
      "alias.yaml": "a: *b\n",
      "text.yaml": "hunter2\n--- 3\n",
      "bare.yaml": `${yaml(config("one"))}---\napiVersion: v1\nkind: Secret\nstringData: { a: hunter2 }\n`,
      "number.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: 3, namespace: [hunter2] }\n",
    });
    expect(lines).toEqual([
      "manifest-is-readable | none.yaml | the file: cannot be read: ENOENT",
      "manifest-is-readable | twice.yaml | the file: is no YAML: duplicate key at line 2, column 1",
      "manifest-is-readable | open.yaml | the file: is no YAML: missing char at line 2, column 1",
      "manifest-is-readable | alias.yaml | the file: is no YAML: Unresolved alias (the anchor must be set before the alias): b",
      `manifest-is-readable | text.yaml | document 1: ${OBJECT} a string`,
      `manifest-is-readable | text.yaml | document 2: ${OBJECT} a number`,
      `manifest-is-readable | bare.yaml | document 2: ${OBJECT} apiVersion "v1", kind "Secret", name nothing`,
      `manifest-is-readable | number.yaml | document 1: ${OBJECT} apiVersion "v1", kind "Secret", name of type number, namespace of type object`,
    ]);
    expect(report.summary.status).toBe("failure");
    expect(JSON.stringify(report)).not.toContain("hunter2");
  });

  test("leaves what depends on several objects open, and every object judged by itself", async () => {
    const service = made("v1", "Service", "lonely", { spec: { selector: { app: "in-the-other-file" }, ports: [{ port: 80 }] } });
    const old = made("batch/v1beta1", "Job", "old");
    const alone = await validate({ "a.yaml": yaml(service, old) }, { except: { "pod-is-secure": true } });
    expect(alone.report.violations.map(({ ruleName }) => ruleName)).toEqual([
      "api-version-is-current",
      "exception-unused",
      "selector-matches-pods",
    ]);
    const beside = await validate({ "a.yaml": yaml(service, old), "b.yaml": "[" }, { except: { "pod-is-secure": true } });
    expect(beside.report.violations.map(({ ruleName }) => ruleName)).toEqual(["api-version-is-current", "manifest-is-readable"]);
  });

  test("is an object of a shape that Kubernetes does not take; the others are judged", async () => {
    const odd = made("apps/v1", "Deployment", "odd", { spec: { template: { spec: { containers: "web" } } } });
    const { lines } = await validate({ "a.yaml": yaml(odd, made("batch/v1beta1", "Job", "old")) });
    expect(lines).toEqual([
      expect.stringMatching(/^api-version-is-current \| a.yaml \| Job.batch\/shop\/old: batch\/v1beta1 Job was removed/),
      expect.stringMatching(
        /^manifest-is-readable \| a.yaml \| Deployment.apps\/shop\/odd: cannot be judged by [\w -]+: something is not of the shape that Kubernetes takes \(.+\)$/,
      ),
    ]);
  });

  test("may show only where objects meet: then it is said by which rule", async () => {
    const { lines } = await validate({ "a.yaml": yamlOf(tree({ service: { ports: { http: 80 } } })) });
    expect(lines).toEqual([
      expect.stringMatching(/^manifest-is-readable \| a.yaml \| (.+: )?cannot be judged by service-port-reaches-container: .*shape/),
    ]);
  });
});

describe("properties", () => {
  const problemsOf = (given: unknown): string => {
    try {
      new InvariantValidation(given as object);
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };
  const OBJECTS = 'objects such as "Deployment.apps/shop/web" or "Service/shop/web"';

  test("that are left empty are as if they were not there", () => {
    expect(problemsOf({})).toBe("");
    expect(problemsOf({ except: null, externals: null, advisory: null })).toBe("");
    expect(problemsOf(null)).toBe("");
  });

  test("are refused with everything that is wrong with them, a line each", () => {
    const given = {
      advisory: ["labels-are-complet", 3],
      except: { "image-is-pined": true, "pod-is-secure": ["web", 7], "name-is-legal": false, "image-is-pinned": [] },
      externals: ["Deployment.apps/shop/web", { kind: "Secret" }],
      level: "error",
    };
    expect(problemsOf(given).split("\n").slice(1)).toEqual([
      "  'advisory' must list rules by their names, got 3",
      "  'advisory' names the rule 'labels-are-complet', which there is not, did you mean labels-are-complete?",
      "  'except' names the rule 'image-is-pined', which there is not, did you mean image-is-pinned?",
      `  'except.image-is-pinned' must be true or a list of ${OBJECTS}, got []`,
      `  'except.name-is-legal' must be true or a list of ${OBJECTS}, got false`,
      `  'except.pod-is-secure' must list ${OBJECTS}, got "web"`,
      `  'except.pod-is-secure' must list ${OBJECTS}, got 7`,
      `  'externals' must list objects such as "Secret/shop/database" of the kinds ConfigMap, PersistentVolumeClaim, Secret, ServiceAccount, got "Deployment.apps/shop/web"`,
      `  'externals' must list objects such as "Secret/shop/database" of the kinds ConfigMap, PersistentVolumeClaim, Secret, ServiceAccount, got {"kind":"Secret"}`,
      "  there is no property 'level'; there are except, externals, advisory",
    ]);
  });

  test("must be of their shapes", () => {
    expect(problemsOf([])).toContain("they must be a map with except, externals, advisory, got []");
    expect(
      problemsOf({ except: ["image-is-pinned"], externals: "Secret/a", advisory: "all" })
        .split("\n")
        .slice(1),
    ).toEqual([
      "  'advisory' must be true or a list of rules, got \"all\"",
      `  'except' must be a map of rules, each with true or a list of ${OBJECTS}, got ["image-is-pinned"]`,
      `  'externals' must be a list of objects such as "Secret/shop/database" of the kinds ConfigMap, PersistentVolumeClaim, Secret, ServiceAccount, got "Secret/a"`,
    ]);
    expect(problemsOf({ except: { nothing: true } })).toContain(
      `'except' names the rule 'nothing', which there is not; there are ${Object.keys(INVARIANTS).join(", ")}`,
    );
  });
});

test("every rule says what holds and what to do, in words that are not Pulumi's", () => {
  for (const rule of [...Object.keys(INVARIANTS), ...Object.keys(OWN_RULES)]) {
    const { description, remediation } = adviceOf(rule);
    expect(`${description} ${remediation}`).toMatch(/^[^.]+\..* .+\.$/);
    expect(`${description} ${remediation}`).not.toMatch(/pulumi|stack|ignoreChanges|declareExternal/i);
  }
});
