import { ApiObject, App, Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { parseAllDocuments } from "yaml";
import { needs, Pods, type Ready, setReady } from "../../../constructs/core";
import {
  type Manifest,
  type OutputFile,
  type Plan,
  planOf,
  writeArgoCd,
  writeDirectory,
  writeFlux,
  writeStream,
} from "../../../constructs/plan";
import { exampleTree } from "./example-tree";
import { commonObjects, identity } from "./same-objects";

const plan: Plan = planOf(exampleTree({ slot: false }), { system: "shop" });
const outputs: Readonly<Record<string, readonly OutputFile[]>> = {
  directory: writeDirectory(plan),
  stream: [{ path: "stream.yaml", content: writeStream(plan) }],
  argocd: writeArgoCd(plan),
  flux: writeFlux(plan, { path: "clusters/example/shop" }),
};

function read(files: readonly OutputFile[]): Manifest[] {
  return files.flatMap(({ content }) => parseAllDocuments(content).map((document) => document.toJS() as Manifest));
}

const file = (output: string, path: string): string => outputs[output]?.find((one) => one.path === path)?.content ?? "";

test.each(Object.keys(outputs))("the %s carries the objects of the Plan, all and unchanged", (output) => {
  const objects = read(outputs[output] ?? []).filter(({ apiVersion }) => !apiVersion.includes("kustomize"));
  expect(commonObjects(objects)).toEqual(commonObjects(plan.objects.map(({ manifest }) => manifest)));
});

test("numbered files come in an order that kubectl can apply", () => {
  const paths = outputs["directory"]?.map(({ path }) => path);
  expect(paths).toEqual(["00-0-cluster.yaml", "00-1-shop.yaml", "01-1-shop.yaml", "02-1-shop.yaml", "03-1-shop.yaml"]);
  expect(paths).toEqual(paths?.toSorted());
});

test("Argo CD gets waves, pruning last, data never pruned, definitions by the server", () => {
  const options = Object.fromEntries(
    read(outputs["argocd"] ?? [])
      .filter(({ metadata }) => metadata)
      .map(({ kind, metadata }) => [`${kind} ${metadata.name}`, metadata.annotations]),
  );
  const annotations = (wave: number, sync: string) => ({
    "argocd.argoproj.io/sync-wave": String(wave),
    "argocd.argoproj.io/sync-options": sync,
  });
  expect(options).toMatchObject({
    "Namespace shop": annotations(0, "Prune=false,Delete=false"),
    "CustomResourceDefinition caches.acme.example": annotations(0, "Prune=false,Delete=false,ServerSideApply=true"),
    "Cache cache": annotations(1, "Prune=false,Delete=false,SkipDryRunOnMissingResource=true"),
    "ConfigMap web": annotations(3, "PruneLast=true"),
    "StatefulSet web": annotations(3, "Prune=false,Delete=false"),
  });
});

test("Argo CD applies what is too big for an annotation by the server", () => {
  const big = plan.objects.map((object) => ({ ...object, manifest: { ...object.manifest, data: { big: "x".repeat(140_000) } } }));
  const content = writeArgoCd({ ...plan, objects: big })[1]?.content;
  expect(content).toContain("ServerSideApply=true");
});

test("Flux gets one Kustomization a phase, each after the one before, with health checks of what the next needs", () => {
  const phases = read([{ path: "", content: file("flux", "phases.yaml") }]) as unknown as { metadata: object; spec: object }[];
  expect(phases.map(({ metadata, spec }) => ({ ...metadata, ...spec }))).toMatchObject([
    { name: "shop-example-base", path: "./clusters/example/shop/base", prune: true, deletionPolicy: "Orphan" },
    { name: "shop-example-00", dependsOn: [{ name: "shop-example-base" }], healthChecks: [{ kind: "CustomResourceDefinition" }] },
    {
      name: "shop-example-01",
      dependsOn: [{ name: "shop-example-00" }],
      healthChecks: [{ apiVersion: "acme.example/v1", kind: "Cache", name: "cache", namespace: "shop" }],
      healthCheckExprs: [
        {
          apiVersion: "acme.example/v1",
          kind: "Cache",
          current: 'status.conditions.exists(e, e.type == "Ready" && e.status == "True")',
        },
      ],
    },
    { name: "shop-example-02", dependsOn: [{ name: "shop-example-01" }], healthChecks: [{ kind: "Job", name: "migrate-0a1b2c3d" }] },
    { name: "shop-example-03", dependsOn: [{ name: "shop-example-02" }] },
  ]);
  expect(phases[4]?.spec).not.toHaveProperty("healthChecks");
});

test("Flux never prunes what holds data, and all that it may", () => {
  const kept = read(outputs["flux"] ?? [])
    .filter(({ metadata }) => metadata?.annotations?.["kustomize.toolkit.fluxcd.io/prune"] === "disabled")
    .map(identity);
  expect(kept.sort()).toEqual(plan.objects.flatMap(({ keep, manifest }) => (keep ? [identity(manifest)] : [])).sort());
});

describe("Argo CD leaves a wave only when all of it is healthy", () => {
  const template = (labels: Record<string, string>, claimName?: string) => ({
    metadata: { labels },
    spec: { containers: [{ name: "c" }], ...(claimName && { volumes: [{ name: "data", persistentVolumeClaim: { claimName } }] }) },
  });
  const deployment = (scope: Construct, name: string, claim?: string): void => {
    new k8s.KubeDeployment(scope, "Deployment", {
      metadata: { name },
      spec: { selector: { matchLabels: { app: name } }, template: template({ app: name }, claim) },
    });
  };
  const waves = (tree: App): Record<string, string | undefined> =>
    Object.fromEntries(
      read(writeArgoCd(planOf(tree, { system: "test" }))).flatMap(({ metadata, kind }) =>
        metadata ? [[`${kind} ${metadata.name}`, metadata.annotations?.["argocd.argoproj.io/sync-wave"]]] : [],
      ),
    );

  test("so a claim goes with its first pod, and a client with its server", () => {
    const app = new App();
    const shop = new Chart(app, "Shop", { namespace: "shop" });
    const parts = ["Visitor", "Server", "Migration"].map((id) => new Construct(shop, id)) as [Construct, Construct, Construct];
    const [visitor, server, migration] = parts;
    deployment(visitor, "visitor");
    deployment(server, "server", "media");
    new k8s.KubePersistentVolumeClaim(shop, "Media", { metadata: { name: "media" }, spec: {} });
    new k8s.KubeJob(migration, "Job", { metadata: { name: "migration" }, spec: { template: template({}) } });
    needs(server, migration, "complete");
    const pods = (scope: Construct, name: string): Pods => new Pods(scope, "Pods", { name, labels: { app: name } });
    pods(visitor, "visitor").connect(pods(server, "server").endpoint({ name: "http", port: 80 }));
    expect(waves(app)).toMatchObject({
      "Job migration": "0",
      "Deployment server": "1",
      "Deployment visitor": "1",
      "PersistentVolumeClaim media": "1",
    });
  });

  test("and what people wrote themselves stays, but for what protects data", () => {
    const chart = new Chart(new App(), "Shop", { namespace: "shop" });
    const annotations = { "argocd.argoproj.io/sync-options": "Prune=confirm,Replace=true" };
    new k8s.KubeConfigMap(chart, "Map", { metadata: { name: "map", annotations } });
    new k8s.KubePersistentVolumeClaim(chart, "Claim", { metadata: { name: "claim", annotations }, spec: {} });
    const options = read(writeArgoCd(planOf(chart, { system: "test" }))).map(
      ({ metadata }) => metadata?.annotations?.["argocd.argoproj.io/sync-options"],
    );
    expect(options.slice(1)).toEqual(["PruneLast=true,Prune=confirm,Replace=true", "Prune=false,Delete=false,Replace=true"]);
  });
});

describe("what Flux is to wait for", () => {
  const waiting = (...ready: Ready[]): readonly OutputFile[] => {
    const chart = new Chart(new App(), "Shop", { namespace: "shop" });
    const last = new k8s.KubeConfigMap(chart, "Last", { metadata: { name: "last" } });
    ready.forEach((one, index) => {
      const object = new ApiObject(chart, `Cache${index}`, {
        apiVersion: "acme.example/v1",
        kind: "Cache",
        metadata: { name: `cache-${index}` },
      });
      setReady(object, one);
      needs(last, object);
    });
    return writeFlux(planOf(chart, { system: "test" }), { path: "." });
  };

  test("is said in its own language", () => {
    const content = waiting({ kind: "jsonpath", path: "{.status.replicas}", value: "3" }).find(
      ({ path }) => path === "phases.yaml",
    )?.content;
    expect(content).toContain('current: "string(status.replicas) == \\"3\\""');
  });

  test("is refused where it cannot be said, or not twice for one kind", () => {
    expect(() => waiting({ kind: "jsonpath", path: '{.status.conditions[?(@.type=="Ready")].status}', value: "True" })).toThrow(
      "is ready by a JSONPath that Flux cannot check",
    );
    expect(() => waiting({ kind: "condition", type: "Ready" }, { kind: "condition", type: "Available" })).toThrow(
      "Flux takes one for each kind",
    );
  });
});
