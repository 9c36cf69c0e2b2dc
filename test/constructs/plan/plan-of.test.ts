import { ApiObject, App, Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import fc from "fast-check";
import { Namespace, needs, type Stage } from "../../../constructs/core";
import { demandOf, fillSlots, loadPlan, type Plan, planOf, savePlan, writeStream } from "../../../constructs/plan";
import { exampleTree } from "./example-tree";

const example = (options = {}): Plan => planOf(exampleTree(options), { system: "shop" });
const places = ({ objects }: Plan): string[] => objects.map(({ phase, id }) => `${phase} ${id}`);

describe("the Plan of a tree", () => {
  test("holds every object once, in phases: what must be ready or complete comes a phase earlier", () => {
    expect(places(example())).toEqual([
      "0 Namespace/shop",
      "0 CustomResourceDefinition.apiextensions.k8s.io/caches.acme.example",
      "0 NetworkPolicy.networking.k8s.io/shop/cache",
      "0 NetworkPolicy.networking.k8s.io/shop/default-deny",
      "1 Cache.acme.example/shop/cache",
      "2 Job.batch/shop/migrate-0a1b2c3d",
      "3 NetworkPolicy.networking.k8s.io/shop/web",
      "3 ConfigMap/shop/web",
      "3 Service/shop/web",
      "3 StatefulSet.apps/shop/web",
    ]);
  });

  test("follows an object whose name carries a hash under the name that stays", () => {
    const job = example().objects.find(({ manifest }) => manifest.kind === "Job");
    expect(job).toMatchObject({ id: "Job.batch/shop/migrate-0a1b2c3d", logicalId: "Job.batch/shop/migrate" });
  });

  test("knows when each object is ready", () => {
    const waits = Object.fromEntries(example().objects.map(({ id, wait }) => [id.split("/")[0], wait.until]));
    expect(waits).toMatchObject({
      "Cache.acme.example": "condition",
      "Job.batch": "complete",
      "StatefulSet.apps": "rollout",
      ConfigMap: "exists",
    });
  });

  test("keeps what holds data, the namespace around it and the definition of its kind", () => {
    expect(
      example()
        .objects.filter(({ keep }) => keep)
        .map(({ id }) => id),
    ).toEqual([
      "Namespace/shop",
      "CustomResourceDefinition.apiextensions.k8s.io/caches.acme.example",
      "Cache.acme.example/shop/cache",
      "StatefulSet.apps/shop/web",
    ]);
  });

  test("lists assets: those that were declared and all volumes", () => {
    expect(example().assets.map(({ kind, name, attributes }) => ({ kind, name, attributes }))).toEqual([
      {
        kind: "volume",
        name: "StatefulSet.apps/shop/web data",
        attributes: { bytes: 10 * 2 ** 30, storageClass: "", accessModes: ["ReadWriteOnce"] },
      },
      { kind: "cache", name: "shop/cache", attributes: { masters: 3 } },
    ]);
  });

  test("lists connections with addresses as the environment knows them, entry points, credentials, externals, slots", () => {
    const { connections, entryPoints, credentials, externals, slots } = example();
    expect(connections.map(({ client, server, port }) => `${client.name} → ${server.name}:${port}`)).toEqual([
      "anywhere → web:8080",
      "web → cache:6379",
      "web → s3:443",
    ]);
    expect(connections[2]?.server).toEqual({ kind: "outside", name: "s3", blocks: [{ cidr: "52.0.0.0/8" }], ports: [443] });
    expect(entryPoints).toMatchObject([{ name: "shop", url: "http://shop.example/", port: 8080 }]);
    expect(credentials).toEqual([
      {
        secret: "cache-password",
        key: "password",
        description: "password of the cache",
        source: { kind: "generated" },
        namespaces: ["shop"],
      },
    ]);
    expect(externals).toEqual([{ kind: "Secret", name: "web-tls", namespace: "shop", madeBy: "cert-manager" }]);
    expect(slots).toEqual([{ name: "region", type: "string", description: "the region of the cluster" }]);
  });

  test("sums up what is asked for, expected pods and all volumes included", () => {
    const plan = example();
    expect(demandOf(plan, { nodes: 1 })).toEqual({
      namespaces: 1,
      workloads: 3,
      pods: 2 + 1 + 3,
      cpu: 2 * 0.25 + 3 * 0.1,
      memory: 2 * 256 * 2 ** 20 + 3 * 128 * 2 ** 20,
      volumes: 2 + 3,
      storage: (2 * 10 + 3 * 1) * 2 ** 30,
      largestPod: { cpu: 0.25, memory: 256 * 2 ** 20 },
    });
  });

  test("is the same to the last byte when constructs move in the tree, and when it is made again", () => {
    expect(savePlan(example({ nest: true }))).toBe(savePlan(example()));
    expect(savePlan(example())).toBe(savePlan(example()));
  });

  test("takes the namespace of the chart out of objects that belong to none", () => {
    const chart = new Chart(new App(), "Plain", { namespace: "shop" });
    new k8s.KubeClusterRole(chart, "Role", { metadata: { name: "reader" } });
    expect(planOf(chart, { system: "test" }).objects[0]?.manifest.metadata).toEqual({ name: "reader" });
  });

  test("puts rights, policies and configuration before the pods that need them, in anybody's tree", () => {
    const chart = new Chart(new App(), "Plain", { namespace: "shop" });
    const metadata = (name: string) => ({ metadata: { name } });
    new k8s.KubeDeployment(chart, "Deployment", {
      ...metadata("a"),
      spec: {
        selector: {},
        template: { spec: { serviceAccountName: "z", containers: [{ name: "a", envFrom: [{ secretRef: { name: "z" } }] }] } },
      },
    });
    new k8s.KubeServiceAccount(chart, "Account", metadata("z"));
    new k8s.KubeSecret(chart, "Secret", metadata("z"));
    new k8s.KubeRoleBinding(chart, "Binding", {
      ...metadata("z"),
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "z" },
      subjects: [{ kind: "ServiceAccount", name: "z" }],
    });
    const { order } = planOf(chart, { system: "test" });
    const before = order.filter(({ after }) => after.includes("Deployment.apps/shop/a")).flatMap((one) => one.before);
    expect(before.sort()).toEqual(["RoleBinding.rbac.authorization.k8s.io/shop/z", "Secret/shop/z", "ServiceAccount/shop/z"]);
  });
});

describe("the order", () => {
  test("puts webhooks after the pods that answer them are ready", () => {
    const chart = new Chart(new App(), "Plain", { namespace: "shop" });
    const labels = { app: "hook" };
    new k8s.KubeValidatingWebhookConfiguration(chart, "Hook", {
      metadata: { name: "a-hook" },
      webhooks: [
        {
          name: "a.example",
          admissionReviewVersions: ["v1"],
          sideEffects: "None",
          clientConfig: { service: { name: "hook", namespace: "shop" } },
        },
      ],
    });
    new k8s.KubeService(chart, "Service", { metadata: { name: "hook" }, spec: { selector: labels, ports: [{ port: 443 }] } });
    new k8s.KubeDeployment(chart, "Server", {
      metadata: { name: "hook" },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: "hook" }] } } },
    });
    expect(places(planOf(chart, { system: "test" }))).toEqual([
      "0 Service/shop/hook",
      "0 Deployment.apps/shop/hook",
      "1 ValidatingWebhookConfiguration.admissionregistration.k8s.io/a-hook",
    ]);
  });

  test("that somebody declares wins over rights before pods", () => {
    const chart = new Chart(new App(), "Plain", { namespace: "shop" });
    const operator = new k8s.KubePod(chart, "Operator", {
      metadata: { name: "operator" },
      spec: { serviceAccountName: "operator", containers: [{ name: "operator" }] },
    });
    const data = new Construct(chart, "Data");
    new k8s.KubeRoleBinding(data, "Binding", {
      metadata: { name: "data" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "data" },
      subjects: [{ kind: "ServiceAccount", name: "operator" }],
    });
    needs(data, operator);
    expect(places(planOf(chart, { system: "test" }))).toEqual(["0 Pod/shop/operator", "1 RoleBinding.rbac.authorization.k8s.io/shop/data"]);
  });

  test("lets a namespace wait for a job of its own: the namespace itself comes first", () => {
    const shop = new Namespace(new App(), "Shop");
    const job = new k8s.KubeJob(shop, "Migrate", {
      metadata: { name: "migrate" },
      spec: { template: { spec: { containers: [{ name: "c" }] } } },
    });
    new k8s.KubeConfigMap(shop, "Settings", { metadata: { name: "settings" } });
    needs(shop, job, "complete");
    expect(places(planOf(shop, { system: "test" })).filter((place) => !place.includes("NetworkPolicy"))).toEqual([
      "0 Namespace/shop",
      "0 Job.batch/shop/migrate",
      "1 ConfigMap/shop/settings",
    ]);
  });

  test("gives no phase of its own to what only follows from the objects", () => {
    const app = new App();
    const [api, jobs] = [new Chart(app, "Api", { namespace: "api" }), new Chart(app, "Jobs", { namespace: "jobs" })];
    new k8s.KubePod(api, "Pod", { metadata: { name: "api" }, spec: { containers: [{ name: "api" }] } });
    new k8s.KubeRoleBinding(jobs, "Binding", {
      metadata: { name: "api" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "x" },
      subjects: [{ kind: "ServiceAccount", name: "default", namespace: "api" }],
    });
    expect(planOf(app, { system: "test" }).objects.map(({ phase }) => phase)).toEqual([0, 0]);
  });

  /** Objects in two namespaces, and orders between those of lower and higher number, so that there is no circle. */
  const graphs = fc.array(fc.record({ a: fc.nat(11), b: fc.nat(11), stage: fc.constantFrom<Stage>("exists", "ready") }), { maxLength: 30 });

  test("is kept by phases and by the sequence of files, whatever is ordered", () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const chart = new Chart(new App(), "Plain");
        const objects = Array.from({ length: 12 }, (_, index) => {
          const kind = ["ConfigMap", "Deployment", "Namespace"][index % 3] as string;
          // "n" and "n-x": as file names they sort the other way round than as names.
          const metadata = { name: `o${index}`, ...(kind === "Namespace" ? {} : { namespace: ["n", "n-x"][(index * 7) % 2] }) };
          return new ApiObject(chart, `O${index}`, { apiVersion: kind === "Deployment" ? "apps/v1" : "v1", kind, metadata });
        });
        for (const { a, b, stage } of edges) if (a < b) needs(objects[b] as ApiObject, objects[a] as ApiObject, stage);
        const plan = planOf(chart, { system: "test" });
        const position = new Map(plan.objects.map(({ manifest }, index) => [manifest.metadata.name, index]));
        const phase = new Map(plan.objects.map((object) => [object.manifest.metadata.name, object.phase]));
        const file = (index: number): string => `${(objects[index] as ApiObject).metadata.namespace ?? "\0"}.yaml`;
        for (const { a, b, stage } of edges.filter((edge) => edge.a < edge.b)) {
          const [first, second] = [phase.get(`o${a}`) as number, phase.get(`o${b}`) as number];
          expect(position.get(`o${a}`)).toBeLessThan(position.get(`o${b}`) as number);
          expect(second - first).toBeGreaterThanOrEqual(stage === "ready" || file(a) > file(b) ? 1 : 0);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test("of many after many is one node, not their product: a chain of 20 charts visits each object a few times", () => {
    const app = new App();
    let previous: Chart | undefined;
    for (let index = 0; index < 20; index += 1) {
      const chart = new Chart(app, `Chart${index}`, { namespace: `n${index}` });
      for (let object = 0; object < 20; object += 1) new k8s.KubeConfigMap(chart, `Map${object}`, { metadata: { name: `m${object}` } });
      if (previous) chart.addDependency(previous);
      if (previous) needs(chart, previous);
      previous = chart;
    }
    const { objects, order } = planOf(app, { system: "test" });
    expect(objects.at(-1)?.phase).toBe(19);
    expect(order.reduce((sum, { before, after }) => sum + before.length + after.length, 0)).toBeLessThanOrEqual(2 * 2 * objects.length);
  });
});

describe("a Plan", () => {
  test("is saved and loaded again unchanged", () => {
    const plan = example();
    expect(savePlan(loadPlan(savePlan(plan)))).toBe(savePlan(plan));
  });

  test("is loaded with credentials of the context's own namespace", () => {
    const credential = {
      secret: "key",
      key: "password",
      description: "a key",
      source: { kind: "generated" as const },
      namespaces: [undefined],
    };
    expect(loadPlan(savePlan({ ...example(), credentials: [credential] })).credentials).toEqual([credential]);
  });

  test.each([
    ["what is no JSON", "apiVersion: v1", /^this is no saved plan: /],
    ["what is no plan", "{}", `this is no saved plan: its 'format' is not "tagenal/plan"`],
    [
      "a plan of another version",
      `{"format":"tagenal/plan","version":99}`,
      "the plan was saved in version 99, this Tagenal reads version 1; render it anew",
    ],
  ])("is not loaded from %s", (_what, text, message) => {
    expect(() => loadPlan(text)).toThrow(message);
  });

  test("with open slots is not written, and names them", () => {
    expect(() => writeStream(example())).toThrow(
      `1 problem in stack shop (example):\n  slot "region" (string: the region of the cluster) is open: only a deployment that knows its value can write it`,
    );
  });

  test("filled is to the last byte what it were if the values had been known", () => {
    const filled = fillSlots(example(), { region: "eu-central-1" });
    expect(savePlan(filled)).toBe(savePlan(example({ slot: false })));
  });

  test("filled keeps what looks like a slot and was never declared", () => {
    const chart = new Chart(new App(), "Plain");
    const data = { a: "hi ${slot:other}", b: "${slot:UPPER}", c: "${slot:other}" };
    new k8s.KubeConfigMap(chart, "Map", { metadata: { name: "map" }, data });
    expect(fillSlots(planOf(chart, { system: "test" }), {}).objects[0]?.manifest).toMatchObject({ data });
  });

  test.each([
    ["a value is missing", {}, `slot "region" (the region of the cluster) must be filled with a value of type string, got nothing`],
    [
      "a value has another type",
      { region: 1 },
      `slot "region" (the region of the cluster) must be filled with a value of type string, got 1`,
    ],
    ["nobody asked for a value", { region: "eu", zone: "a" }, `slot "zone" is not in the plan, there are "region"`],
  ])("is not filled when %s", (_what, values, message) => {
    expect(() => fillSlots(example(), values as Record<string, string>)).toThrow(message);
  });
});
