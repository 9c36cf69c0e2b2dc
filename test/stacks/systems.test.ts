import { parseAllDocuments } from "yaml";
import { ImageReference } from "../../constructs/core";
import { diffPlans, idOf, loadPlan, type Manifest, planOf, savePlan, writeStream } from "../../constructs/plan";
import { expectPlan } from "../../constructs/testing";
import { totalCapacity } from "../../stacks";
import { ENVIRONMENTS } from "../../stacks/environments";
import { greeter } from "../../stacks/greeter";
import { GreeterServer } from "../../stacks/greeter-server";
import { GreeterVisitor } from "../../stacks/greeter-visitor";
import { DEFAULT_SYSTEM, SYSTEMS } from "../../stacks/systems";
import { VERSIONS } from "../../stacks/versions";

const everywhere = Object.values(ENVIRONMENTS).flatMap((environment) =>
  Object.entries(SYSTEMS).map(([system, make]) => ({ system, environment, make, name: environment.name })),
);

describe.each(everywhere)("$system in $name", ({ system, environment, make }) => {
  const plan = planOf(make(environment), { system });

  test("holds all invariants and is restricted", () => {
    expect(() => expectPlan(plan).toHoldInvariants().toBeRestricted()).not.toThrow();
  });

  test("fits the environment", () => {
    const { nodes, pods } = totalCapacity(environment);
    const { cpu, memory } = environment.capacity;
    expect(() => expectPlan(plan).toFit({ cpu, memory, pods, nodes })).not.toThrow();
  });

  test("is the same to the last byte when it is made again", () => {
    expect(savePlan(planOf(make(environment), { system }))).toBe(savePlan(plan));
  });

  test("changes nothing when it is rolled out again, as it is or from its saved plan", () => {
    const again = planOf(make(environment), { system });
    expect(diffPlans(loadPlan(savePlan(plan)), again)).toMatchObject({ changes: [], worst: undefined, unchanged: plan.objects.length });
  });

  test("has the same objects when cdk8s itself renders it", () => {
    const rendered = parseAllDocuments(make(environment).synthYaml()).map((document) => document.toJS() as Manifest);
    const byId = (manifests: readonly Manifest[]): [string, Manifest][] => manifests.map((manifest) => [idOf(manifest), manifest]);
    expect(new Map(byId(rendered))).toEqual(new Map(byId(plan.objects.map(({ manifest }) => manifest))));
  });

  test("takes every image from the environment's versions", () => {
    const images = [...writeStream(plan).matchAll(/^\s+(?:- )?image: (.*)$/gm)].map(([, image]) => image);
    expect(images.length).toBeGreaterThan(0);
    expect(Object.values(environment.versions)).toEqual(expect.arrayContaining(images));
  });
});

test("the system that is meant where none is said exists", () => {
  expect(SYSTEMS).toHaveProperty(DEFAULT_SYSTEM);
});

test("every version is a whole image name, and no image stands twice", () => {
  const images = Object.values(VERSIONS);
  expect(images.filter((image) => !ImageReference.parse(image)?.pinned)).toEqual([]);
  expect(new Set(images).size).toBe(images.length);
});

describe("the greeter", () => {
  const app = greeter(ENVIRONMENTS["minikube"] as (typeof ENVIRONMENTS)[string]);
  const parts = app.node.findAll();
  const server = parts.find((part) => part instanceof GreeterServer) as GreeterServer;
  const visitor = parts.find((part) => part instanceof GreeterVisitor) as GreeterVisitor;

  test("lets its visitor call the server, and nobody else anything", () => {
    const plan = expectPlan(app).toAllow(visitor.pods, server.endpoint);
    const back = visitor.pods.endpoint({ name: "none", port: 8080 });
    expect(() => plan.toDeny(server.endpoint.server, back)).not.toThrow();
    expect(() => plan.toAllow(server.endpoint.server, back)).toThrow(
      "server should reach none of visitor, but egress of greeter/server: no rule of policies default-deny, server allows TCP 8080 to visitors/visitor",
    );
  });

  test("starts the visitor when the server is ready", () => {
    const phases = Object.fromEntries(expectPlan(app).plan.objects.map(({ id, phase }) => [id, phase]));
    expect(phases).toMatchObject({ "Deployment.apps/greeter/server": 0, "Deployment.apps/visitors/visitor": 1 });
  });

  test("is what it was", () => {
    const plan = expectPlan(app).toMatchSnapshot();
    expect(plan.object("Deployment", "server")).toMatchObject({ spec: { replicas: 2 } });
  });
});
