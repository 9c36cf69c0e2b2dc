import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ApiObject, App, Chart } from "cdk8s";
import { planOf, toYamlStream } from "../../../constructs/plan";
import { clusterProvider, deploy, deployDefinitions } from "../../../infra/pulumi";
import { Credential, minikube, Namespace } from "../../../stacks";
import { rendered } from "../../engine/rendered";
import { type ProgramRun, runProgram } from "../../engine/run-program";
import { definition, pin } from "./definitions-files";
import { objectsOf } from "./registrations";

// Each program starts Node and Pulumi anew.
jest.setTimeout(60_000);

const WIDGETS = toYamlStream([definition("Widget"), definition("Gadget")]);
const room = (path: string): string => JSON.stringify(resolve(__dirname, "../../../lib", path));

/** Two systems that share definitions: a widget, a gadget and what needs neither in one, a widget in the other. */
const PROGRAM = `
const { ApiObject, App, Chart } = require("cdk8s");
const { minikube } = require(${room("stacks/index.js")});
const { clusterProvider, deploy, deployDefinitions, fetchDefinitions } = require(${room("infra/pulumi/index.js")});

function system(name, ...kinds) {
  const app = new App();
  const chart = new Chart(app, name, { namespace: name });
  new ApiObject(chart, "home", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  new ApiObject(chart, "settings", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "b" } });
  for (const kind of kinds)
    new ApiObject(chart, kind, { apiVersion: "shop.example/v1", kind, metadata: { name: "it" }, spec: { size: 1 } });
  return app;
}

module.exports = async () => {
  const provider = clusterProvider(minikube);
  const source = JSON.parse(process.env.TEST_SOURCE);
  const definitions = deployDefinitions(await fetchDefinitions([source]), { provider });
  deploy(system("shop", "Widget", "Gadget"), { system: "shop", environment: "minikube", provider, definitions });
  deploy(system("office", "Widget"), { system: "office", environment: "minikube", provider, definitions });
};
`;

let server: Server;
let asked = 0;
let folder = "";
beforeAll(async () => {
  server = createServer((_request, response) => {
    asked += 1;
    response.end(WIDGETS);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  folder = mkdtempSync(join(tmpdir(), "tagenal-definitions-"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

test("a program fetches definitions once; objects of their kinds come after them, and nothing else does", async () => {
  const main = join(folder, "program.cjs");
  writeFileSync(main, PROGRAM);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/crds.yaml`;
  const source = { name: "widgets", version: "1.0.0", url, sha256: pin(WIDGETS) };
  const environment = { XDG_CACHE_HOME: join(folder, "cache"), TEST_SOURCE: JSON.stringify(source) };
  const run = (): Promise<ProgramRun> =>
    runProgram({ main, stack: "minikube", nodeArguments: ["--require", resolve("infra/pulumi/lazy.cjs")], environment });
  const [first, second] = [await run(), await run()];
  expect([first.errors, first.code, second.errors, second.code, asked]).toEqual([[], 0, [], 0, 1]);
  const [before, after] = [first, second].map(({ engine }) => engine.registered.toSorted((a, b) => (a.urn < b.urn ? -1 : 1)));
  expect(after).toEqual(before);
  expect(rendered(before ?? [])).toBe(DEPLOYED);
});

/** What the program registers, by URN. */
const DEPLOYED = `
apiextensions.k8s.io/v1:CustomResourceDefinition gadgets.shop.example  [by minikube, protected, create 2m, update 2m, waitFor: condition=Established=True]
apiextensions.k8s.io/v1:CustomResourceDefinition widgets.shop.example  [by minikube, protected, create 2m, update 2m, waitFor: condition=Established=True]
pulumi:providers:kubernetes minikube
pulumi:pulumi:Stack tagenal-minikube
core/v1:ConfigMap office/settings  [by minikube, goes with core/v1:Namespace office]
    after core/v1:Namespace office
core/v1:ConfigMap shop/settings  [by minikube, goes with core/v1:Namespace shop]
    after core/v1:Namespace shop
core/v1:Namespace office  [by minikube]
core/v1:Namespace shop  [by minikube]
shop.example/v1:Gadget shop/it  [by minikube, goes with core/v1:Namespace shop]
    after apiextensions.k8s.io/v1:CustomResourceDefinition gadgets.shop.example
    after core/v1:Namespace shop
shop.example/v1:Widget office/it  [by minikube, goes with core/v1:Namespace office]
    after apiextensions.k8s.io/v1:CustomResourceDefinition widgets.shop.example
    after core/v1:Namespace office
shop.example/v1:Widget shop/it  [by minikube, goes with core/v1:Namespace shop]
    after apiextensions.k8s.io/v1:CustomResourceDefinition widgets.shop.example
    after core/v1:Namespace shop
tagenal:index:System office
tagenal:index:System shop`.trim();

test("what is wrong with definitions is shown without a stack, and nothing is registered", async () => {
  const main = join(folder, "refused.cjs");
  writeFileSync(main, PROGRAM);
  const source = { name: "widgets", version: "1.0.0", url: "ftp://site.example/crds.yaml", sha256: pin(WIDGETS) };
  const { code, errors, engine } = await runProgram({
    main,
    stack: "minikube",
    environment: { XDG_CACHE_HOME: join(folder, "cache"), TEST_SOURCE: JSON.stringify(source) },
  });
  expect({ code, errors }).toEqual({
    code: 32,
    errors: [
      `1 problem in the definitions of custom resources:
  widgets 1.0.0: 'url' must be an address that begins with https:// or http://, got "ftp://site.example/crds.yaml"; of a file on this machine give \`folder\`, and the address that it came from`,
    ],
  });
  expect(engine.registered.map(({ type }) => type).sort()).toEqual(["pulumi:providers:kubernetes", "pulumi:pulumi:Stack"]);
});

describe("a definition as a resource", () => {
  const [widget, gadget] = [definition("Widget"), definition("Gadget")];
  const NAME = "apiextensions.k8s.io/v1:CustomResourceDefinition widgets.shop.example";

  test("is what was released, and says how it is waited for", async () => {
    const objects = await objectsOf(() => deployDefinitions([widget, gadget], { provider: clusterProvider(minikube) }));
    expect([...objects.keys()]).toEqual([NAME, NAME.replace("widgets", "gadgets")]);
    const annotations = { "pulumi.com/waitFor": "condition=Established=True" };
    expect(objects.get(NAME)).toMatchObject({
      urn: "urn:pulumi:stack::project::kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition::widgets.shop.example",
      inputs: { ...widget, metadata: { ...widget.metadata, annotations } },
      protect: true,
      dependencies: [],
      deletedWith: "",
      timeouts: { create: "2m", update: "2m" },
      aliases: ["kubernetes:apiextensions.k8s.io/v1beta1:CustomResourceDefinition"],
    });
  });

  test("is not protected when that is off, waits for what it is told to, and takes other options by what it defines", async () => {
    const objects = await objectsOf(() => {
      const provider = clusterProvider(minikube);
      return deployDefinitions([widget, gadget], {
        provider,
        protect: false,
        dependsOn: [provider],
        options: ({ metadata }) => (metadata.name.startsWith("widgets") ? { ignoreChanges: ["spec.conversion"] } : {}),
      });
    });
    const dependencies = ["urn:pulumi:stack::project::pulumi:providers:kubernetes::minikube"];
    expect([...objects.values()]).toEqual([
      expect.objectContaining({ protect: false, dependencies, ignoreChanges: ["spec.conversion"] }),
      expect.objectContaining({ protect: false, dependencies, ignoreChanges: [] }),
    ]);
  });

  test("is found by the kind that it defines", async () => {
    await objectsOf(() => {
      const definitions = deployDefinitions([widget, gadget], { provider: clusterProvider(minikube) });
      expect(definitions.resources).toEqual([definitions.of("Widget.shop.example"), definitions.of("Gadget.shop.example")]);
      expect(definitions.of("Widget.shop.example")).not.toBe(definitions.of("Gadget.shop.example"));
      expect([definitions.of("Widget"), definitions.of("Widget.office.example")]).toEqual([undefined, undefined]);
    });
  });

  test("comes before the custom resources that fill credentials from a store", async () => {
    const app = new App();
    const namespace = new Namespace(app, "Shop");
    new Credential(namespace, "Mysql", { description: "a password" });
    const objects = await objectsOf(() => {
      const provider = clusterProvider(minikube);
      const definitions = deployDefinitions([definition("ExternalSecret", "external-secrets.io"), widget], { provider });
      deploy(app, { system: "shop", environment: "minikube", provider, credentials: { store: { name: "vault" } }, definitions });
    });
    const [, external] = [...objects].find(([key]) => key.startsWith("external-secrets.io/v1:ExternalSecret ")) ?? [];
    expect(external?.dependencies.map((urn) => urn.split("::").at(-1))).toEqual(["externalsecrets.external-secrets.io", "shop"]);
  });

  test("refuses what is none, and a second one in the tree", async () => {
    const app = new App();
    const chart = new Chart(app, "Shop");
    for (const one of [widget, gadget, definition("Gizmo")]) new ApiObject(chart, one.metadata.name, { ...one });
    const plan = planOf(app, { system: "shop", environment: "minikube" });
    const home = { apiVersion: "v1", kind: "Namespace", metadata: { name: "operators" } };
    await objectsOf(() => {
      const provider = clusterProvider(minikube);
      expect(() => deployDefinitions([widget, home], { provider })).toThrow(
        "1 problem in the definitions of custom resources:\n  Namespace/operators: must be a CustomResourceDefinition; leave it out",
      );
      const twice = (all: Parameters<typeof deployDefinitions>[0]): string[] =>
        deployDefinitions(all, { provider })
          .twice(plan)
          .map(({ path }) => path);
      expect(twice([definition("Other")])).toEqual([]);
      expect(twice([widget, gadget])).toEqual([
        "CustomResourceDefinition.apiextensions.k8s.io/gadgets.shop.example",
        "CustomResourceDefinition.apiextensions.k8s.io/widgets.shop.example",
      ]);
    });
  });
});
