import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { idOf, type Manifest, planOf } from "../../../constructs/plan";
import { eks, minikube } from "../../../stacks";
import { lecture } from "../../../stacks/lecture";
import { rendered } from "../../engine/rendered";
import { type Program, type ProgramRun, runProgram } from "../../engine/run-program";

const ROOT = resolve(__dirname, "../../..");
const project = parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as {
  readonly name: string;
  readonly main: string;
  readonly runtime: { readonly options: { readonly nodeargs: string; readonly typescript: boolean } };
  readonly config: Readonly<Record<string, { readonly default?: unknown }>>;
};
const configOf = (stack: string): Readonly<Record<string, string>> =>
  (parse(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as { readonly config: Readonly<Record<string, string>> }).config;

const ARN = "arn:aws:eks:eu-central-1:123456789012:cluster/tagenal";
const IMAGE = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/tagenal/lecture-web@sha256:".concat("a".repeat(64));
const CLUSTER = { clusterName: "tagenal", clusterArn: ARN, kubeconfig: "apiVersion: v1", images: { "lecture-web": IMAGE } };
const STACKS = {
  "pulumi:pulumi:StackReference organization/tagenal-eks-cluster/eks": {
    name: "organization/tagenal-eks-cluster/eks",
    outputs: CLUSTER,
    secretOutputNames: ["kubeconfig"],
  },
};
/** Runs what `pulumi preview` would: the project's own files say how. */
const run = (stack: "minikube" | "eks", more: Partial<Program> = {}): Promise<ProgramRun> =>
  runProgram({
    main: join(ROOT, project.main),
    project: project.name,
    stack,
    existing: STACKS,
    nodeArguments: project.runtime.options.nodeargs.split(" "),
    ...more,
    config: { ...configOf(stack), "tagenal:protect": "true", "tagenal:wait": "true", ...more.config },
  });
// Each test starts Node and Pulumi.
jest.setTimeout(60_000);
const ADDRESS = { loadBalancer: { ingress: [{ ip: "192.0.2.7" }] } };

describe("pulumi preview of the lecture", () => {
  test("on minikube", async () => {
    const { code, engine, errors } = await run("minikube");
    expect(errors).toEqual([]);
    expect(code).toBe(0);
    expect(rendered(engine.registered)).toMatchSnapshot();
    expect(engine.outputs).toMatchObject({ system: "lecture", environment: "minikube", objects: 9 });
  });

  test("on EKS: the cluster's stack says where it is, and which image was built", async () => {
    const { code, engine, errors } = await run("eks");
    expect(errors).toEqual([]);
    expect(code).toBe(0);
    expect(rendered(engine.registered)).toMatchSnapshot();
    const provider = engine.registered.find(({ type }) => type === "pulumi:providers:kubernetes");
    expect(provider?.inputs).toMatchObject({ clusterIdentifier: ARN, kubeconfig: { secret: "apiVersion: v1" } });
    expect(
      JSON.stringify(engine.registered.find(({ name, type }) => name === "lecture/web" && type.endsWith("Deployment"))?.inputs),
    ).toContain(IMAGE);
  });

  test("registers what the Plan holds, field by field", async () => {
    const { engine } = await run("minikube");
    const plan = planOf(lecture(minikube), { system: "lecture" });
    const own = engine.registered.filter(({ type }) => type.startsWith("kubernetes:"));
    const bare = own.map(({ inputs }) => withoutPulumis(inputs as unknown as Manifest));
    expect(Object.fromEntries(bare.map((manifest) => [idOf(manifest), manifest]))).toEqual(
      Object.fromEntries(plan.objects.map(({ id, manifest }) => [id, JSON.parse(JSON.stringify(manifest)) as unknown])),
    );
    expect(new Set(own.map(({ parent }) => parent))).toEqual(new Set(["urn:pulumi:minikube::tagenal::tagenal:index:System::lecture"]));
  });

  test("is the same when it is done again", async () => {
    const [first, second] = await Promise.all([run("minikube"), run("minikube")]);
    const byUrn = ({ engine }: ProgramRun): unknown => engine.registered.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
    expect(byUrn(second)).toEqual(byUrn(first));
  });
});

test("pulumi up answers with the address of the page", async () => {
  const { engine } = await run("minikube", { preview: false, statusOf: (name) => (name === "lecture/web-public" ? ADDRESS : {}) });
  expect(engine.outputs).toMatchObject({ entryPoints: { web: "http://192.0.2.7:7777/" } });
});

test("a cluster made for tests is known by its mark, before anything is made", async () => {
  const config = { "tagenal:environment": "lab" };
  const nodeArguments = [...project.runtime.options.nodeargs.split(" "), "--stack-trace-limit=0"];
  const without = await run("minikube", { config, nodeArguments });
  expect(without.code).not.toBe(0);
  expect(without.errors.join()).toContain("kube-public/tagenal-tests-welcome");
  const mark = { "kubernetes:core/v1:ConfigMap kube-public/tagenal-tests-welcome": { metadata: { name: "tagenal-tests-welcome" } } };
  const { code, engine } = await run("minikube", { config, existing: mark });
  expect(code).toBe(0);
  const namespace = engine.registered.find(({ type }) => type === "kubernetes:core/v1:Namespace");
  expect(namespace?.dependencies.join()).toContain("ConfigMap::kube-public/tagenal-tests-welcome");
});

test("a kubeconfig of the configuration is secret on the wire, and nothing else is", async () => {
  const config = { "tagenal:environment": "minikube", "tagenal:kubeconfig": "apiVersion: v1", "tagenal:context": "mine" };
  const { code, engine } = await run("minikube", { config, secretKeys: ["tagenal:kubeconfig"] });
  expect(code).toBe(0);
  const [provider, ...others] = engine.registered.toSorted(
    (a, b) => Number(b.type.startsWith("pulumi:providers:")) - Number(a.type.startsWith("pulumi:providers:")),
  );
  expect(provider?.inputs).toEqual({
    clusterIdentifier: "minikube",
    context: "mine",
    kubeconfig: { secret: "apiVersion: v1" },
    enableConfigMapMutable: "true",
    enableSecretMutable: "true",
    enableServerSideApply: "true",
  });
  expect(JSON.stringify(others)).not.toContain('"secret"');
});

test("a mistake is one line, and no trace of our code", async () => {
  const { code, engine, errors } = await run("minikube", { config: { "tagenal:environment": "minicube", "tagenal:sistem": "lecture" } });
  expect(code).not.toBe(0);
  expect(errors).toEqual([
    `2 problems in the configuration of stack minikube:
  tagenal:environment must be one of minikube, eks, lab, got "minicube", did you mean minikube?
  tagenal:sistem is not known, did you mean system?; there are environment, system, overrides, context, kubeconfig, clusterIdentifier, clusterStack, protect, wait, awaitLoadBalancers, secretStore, definitions, definitionsFolder, generation`,
  ]);
  expect(engine.registered.map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
});

test("a cluster of another name is refused", async () => {
  const outputs = { ...CLUSTER, clusterName: "other" };
  const existing = {
    "pulumi:pulumi:StackReference organization/tagenal-eks-cluster/eks": { name: "x", outputs, secretOutputNames: ["kubeconfig"] },
  };
  const { code, errors } = await run("eks", { existing });
  expect(code).not.toBe(0);
  expect(errors.join()).toContain('has made the cluster "other", but the environment\'s is "tagenal"');
});

describe("what runs is what the sources say", () => {
  const clone = join(tmpdir(), `tagenal-edited-${process.pid}`);
  beforeAll(() => {
    const isSource = (path: string): boolean => !/node_modules|eks-cluster|\/src(\/|$)|\/test(\/|$)/.test(path.slice(ROOT.length));
    for (const part of ["apps", "constructs", "infra", "stacks"])
      cpSync(join(ROOT, part), join(clone, part), { recursive: true, filter: isSource });
    cpSync(join(ROOT, "package.json"), join(clone, "package.json"));
    symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  test("from a fresh clone, and after an edit, without a type check", async () => {
    const main = join(clone, project.main);
    const percent = ({ engine }: ProgramRun): unknown => {
      const found = engine.registered.find(({ type }) => type.endsWith(":HorizontalPodAutoscaler"));
      const { metrics = [] } = (found?.inputs["spec"] ?? {}) as { metrics?: { resource: { target: { averageUtilization: number } } }[] };
      return metrics[0]?.resource.target.averageUtilization;
    };
    expect(percent(await run("minikube", { main }))).toBe(25);
    const source = join(clone, "stacks/lecture.ts");
    const edited = readFileSync(source, "utf8").replace("cpuPercent: 25", "cpuPercent: 35");
    writeFileSync(source, `${edited}\nexport const wrong: number = "of another type";\n`);
    expect(percent(await run("minikube", { main }))).toBe(35);
  });
});

test("what Pulumi.yaml says of defaults is what the program does without them", () => {
  const { environment, system, ...flags } = project.config;
  expect(environment?.default).toBeUndefined();
  expect(system?.default).toBe("lecture");
  expect(Object.values(flags).map((flag) => flag.default)).toEqual([true, true]);
  expect(eks.cluster).toMatchObject({ name: CLUSTER.clusterName });
});

function withoutPulumis(manifest: Manifest): Manifest {
  const { annotations = {}, ...metadata } = manifest.metadata;
  const own = Object.entries(annotations).filter(([key]) => !key.startsWith("pulumi.com/"));
  return { ...manifest, metadata: { ...metadata, ...(own.length > 0 ? { annotations: Object.fromEntries(own) } : {}) } };
}
