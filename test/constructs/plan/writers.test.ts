import { parseAllDocuments } from "yaml";
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
    { name: "shop-00", path: "./clusters/example/shop/00", prune: true, healthChecks: [{ kind: "CustomResourceDefinition" }] },
    {
      name: "shop-01",
      dependsOn: [{ name: "shop-00" }],
      healthChecks: [{ apiVersion: "acme.example/v1", kind: "Cache", name: "cache", namespace: "shop" }],
      healthCheckExprs: [
        {
          apiVersion: "acme.example/v1",
          kind: "Cache",
          current: "status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')",
        },
      ],
    },
    { name: "shop-02", dependsOn: [{ name: "shop-01" }], healthChecks: [{ kind: "Job", name: "migrate-0a1b2c3d" }] },
    { name: "shop-03", dependsOn: [{ name: "shop-02" }] },
  ]);
  expect(phases[3]?.spec).not.toHaveProperty("healthChecks");
});

test("Flux never prunes what holds data, and all that it may", () => {
  const kept = read(outputs["flux"] ?? [])
    .filter(({ metadata }) => metadata?.annotations?.["kustomize.toolkit.fluxcd.io/prune"] === "disabled")
    .map(identity);
  expect(kept.sort()).toEqual(plan.objects.flatMap(({ keep, manifest }) => (keep ? [identity(manifest)] : [])).sort());
});
