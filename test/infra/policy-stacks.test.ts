import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { DeploymentPatch } from "@pulumi/kubernetes/apps/v1/deploymentPatch";
import { ConfigMap, Namespace, Secret, Service } from "@pulumi/kubernetes/core/v1";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { planOf } from "../../constructs/plan";
import { invariants } from "../../constructs/testing";
import { planFacts } from "../../infra/policy";
import { clusterProvider, type DeployOptions, deployPlan } from "../../infra/pulumi";
import { minikube } from "../../stacks";
import { ENVIRONMENTS } from "../../stacks/environments";
import { SYSTEMS } from "../../stacks/systems";
import { exampleTree } from "../constructs/plan/example-tree";
import { CONTAINER, made, planned, space, template, tree, WEB } from "../constructs/testing/good-tree";
import { resourceOf, resourcesOf, type StackResource, stackOf, violations } from "./policy-stack";
import { registrations } from "./pulumi/registrations";

const SYSTEM = "tagenal:index:System";
const plain = (value: unknown): StackResource["inputs"] => JSON.parse(JSON.stringify(value)) as StackResource["inputs"];

/** A manifest as a cluster answers: with its defaults, and with what only it knows. */
function answered(resource: StackResource): StackResource {
  const { metadata, spec, ...rest } = resource.inputs as { metadata: object; spec?: object };
  const outputs = { ...rest, metadata: { ...metadata, uid: "1-2-3", generation: 1 }, status: {}, spec: { replicas: 1, ...spec } };
  return { ...resource, outputs };
}

describe("Tagenal's systems, as the bridge registers them", () => {
  const cases = Object.keys(SYSTEMS).flatMap((system) => ["minikube", "eks"].map((environment) => [system, environment] as const));
  test.each(cases)("%s on %s breaks no policy", async (system, name) => {
    const environment = ENVIRONMENTS[name];
    const plan = planOf(SYSTEMS[system]?.(environment as never) as never, { system });
    const stack = stackOf(await registrations(() => deployPlan(plan, { provider: clusterProvider(environment as never) })));
    expect(stack.filter(({ type }) => type.startsWith("kubernetes:")).length).toBeGreaterThanOrEqual(plan.objects.length);
    expect(violations(stack)).toEqual([]);
    expect(violations(stack.map(answered))).toEqual([]);
  });
});

describe("a tree that says something of everything, as the bridge registers it", () => {
  const plan = planOf(exampleTree(), { system: "example" });
  // Secrets are no objects of the Plan.
  const except = { "labels-are-complete": true } as const;
  const stack = async (options: Partial<DeployOptions>): Promise<StackResource[]> => {
    const work = (): unknown => deployPlan(plan, { provider: clusterProvider(minikube), slots: { region: "eu" }, ...options });
    return stackOf(await registrations(work)).map((one) => (one.type === SYSTEM ? { ...one, outputs: plain(planFacts(plan)) } : one));
  };

  test.each([
    ["with generated credentials", {}],
    ["with credentials of a store", { credentials: { store: { name: "aws" } } }],
  ])("%s breaks the policies that its Plan breaks as invariants, and no other", async (_what, options) => {
    const inPlan = invariants(plan, { except }).map(({ rule, message }) => `${rule}: ${message}`);
    expect(inPlan.length).toBeGreaterThan(10);
    const inStack = violations(await stack(options), { except }).map((line) => line.replace(/ kubernetes:\S+ \S+:/, ":"));
    expect(inStack.sort()).toEqual(inPlan.sort());
  });

  test("is not protected where the deployment says so", async () => {
    const lines = violations(await stack({ protect: false }), { except }).filter((line) => line.startsWith("data-is-protected"));
    expect(lines.map((line) => line.split(" ").slice(1, 3).join(" "))).toEqual([
      "kubernetes:acme.example/v1:Cache shop/cache:",
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition caches.acme.example:",
      "kubernetes:apps/v1:StatefulSet shop/web:",
      "kubernetes:core/v1:Namespace shop:",
    ]);
  });
});

describe("a stack of others", () => {
  const labels = { "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/managed-by": "tests", ...WEB };
  const typed = (pod: object = {}): Promise<StackResource[]> =>
    registrations(() => {
      const namespace = new Namespace("shop", { metadata: { name: "shop", labels } });
      const metadata = { namespace: namespace.metadata.name, labels };
      const password = new RandomPassword("password", { length: 20 }).result;
      new Secret("keys", { metadata: { ...metadata, name: "keys" }, stringData: { password } });
      new ConfigMap("settings", { metadata: { ...metadata, name: "settings" }, data: { mode: "fast" } });
      const env = [...CONTAINER.env, { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "keys", key: "password" } } }];
      const web = new Deployment("web", {
        metadata: { ...metadata, name: "web" },
        spec: {
          replicas: 1,
          selector: { matchLabels: WEB },
          template: {
            metadata: { labels: WEB },
            spec: { ...(template("web")["spec"] as object), containers: [{ ...CONTAINER, env }], ...pod } as never,
          },
        },
      });
      new DeploymentPatch("annotated", { metadata: { name: web.metadata.name, namespace: "shop", annotations: { a: "b" } } });
      new Service("web", { metadata: { ...metadata, name: "web" }, spec: { selector: WEB, ports: [{ port: 80, targetPort: "http" }] } });
    }).then(stackOf);

  test("made of typed classes is judged as any other", async () => {
    expect(violations(await typed())).toEqual([]);
    expect(violations(await typed({ automountServiceAccountToken: undefined, hostPID: true }))).toEqual([
      'pod-is-secure kubernetes:apps/v1:Deployment web: hostPID of the pod must not be true (Pod Security "restricted", host-namespaces)',
      "token-is-needed kubernetes:apps/v1:Deployment web: mounts the token of ServiceAccount 'default'; set automountServiceAccountToken to false, or name a ServiceAccount that a binding gives rights to",
    ]);
  });

  test("may hold what is no object: it is passed over", () => {
    const others: StackResource[] = [
      { type: "pulumi:pulumi:Stack", name: "tests", inputs: {} },
      { type: "pulumi:providers:kubernetes", name: "cluster", inputs: { kubeconfig: "x" } },
      { type: "aws:s3/bucket:Bucket", name: "web", inputs: { apiVersion: "v1", kind: "Bucket", metadata: { name: "WEB" } } },
      { type: "kubernetes:yaml/v2:ConfigGroup", name: "yaml", inputs: { files: ["*.yaml"] } },
      { type: "kubernetes:yaml:ConfigFile", name: "file", inputs: {} },
      { type: "kubernetes:helm.sh/v3:Release", name: "helm", inputs: { chart: "nginx", name: "nginx", namespace: "shop" } },
      {
        type: "kubernetes:core/v1:ConfigMapList",
        name: "list",
        inputs: { apiVersion: "v1", kind: "ConfigMapList", items: [], metadata: {} },
      },
      {
        type: "kubernetes:apps/v1:DeploymentPatch",
        name: "p",
        inputs: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "X" } },
      },
    ];
    expect(violations(others)).toEqual([]);
    expect(violations([...others, ...resourcesOf(tree({}))])).toEqual([]);
  });

  test("is read as far as it can be where objects are not of the shape that Kubernetes takes", () => {
    const shapeless = made("apps/v1", "Deployment", "odd", { spec: { template: { spec: { containers: "none" } } } });
    const lines = violations([resourceOf(shapeless)]);
    const said = "cannot be judged: something is not of the shape that Kubernetes takes";
    expect(lines).toContainEqual(expect.stringMatching(`^container-has-probes kubernetes:apps/v1:Deployment shop/odd: ${said}`));
    const spec = { selector: { matchLabels: WEB }, template: { metadata: { labels: 1 }, spec: { containers: 1 } } };
    expect(violations([resourceOf(made("apps/v1", "Deployment", "odd", { spec }))])).toContainEqual(
      expect.stringMatching(`^named-port-exists the stack: ${said}`),
    );
  });

  test("finds Secrets that controllers make", () => {
    const makers = [
      made("external-secrets.io/v1", "ExternalSecret", "web", { spec: { target: { name: "keys" } } }),
      made("external-secrets.io/v1", "ExternalSecret", "keys", {}),
      made("cert-manager.io/v1", "Certificate", "web", { spec: { secretName: "keys" } }),
      made("bitnami.com/v1alpha1", "SealedSecret", "keys", {}),
    ];
    const container = { env: [...CONTAINER.env, { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "keys", key: "password" } } }] };
    expect(violations(resourcesOf(tree({ container })))).toEqual([
      expect.stringMatching(/^named-objects-exist .* Secret\/shop\/keys, which is not/),
    ]);
    for (const maker of makers) expect(violations(resourcesOf(tree({ container, extra: [maker] })))).toEqual([]);
  });
});

describe("what the cluster adds", () => {
  const scaler = made("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, minReplicas: 2, maxReplicas: 4 },
  });
  const scaled = (replicas?: number): StackResource[] => resourcesOf(tree({ deployment: { replicas }, extra: [scaler] })).map(answered);
  const report = expect.stringMatching(
    /^scaled-workload-has-no-replicas kubernetes:apps\/v1:Deployment shop\/web: spec.replicas is 2, but/,
  ) as string;

  test("is nobody's fault: an autoscaled number is judged as it was written", () => {
    expect(violations(scaled())).toEqual([]);
    expect(violations(scaled(2))).toEqual([report]);
  });

  test("cannot be told from what was written where no resource was seen before: then the number is not judged, and all else is", () => {
    expect(violations(scaled(2), { stackOnly: true })).toEqual([]);
    const wrong = resourcesOf(tree({ service: { selector: { app: "other" } } })).map(answered);
    expect(violations(wrong, { stackOnly: true })).toEqual([
      expect.stringMatching(/^selector-matches-pods kubernetes:core\/v1:Service shop\/web/),
    ]);
  });

  test("may stay as it is where Pulumi ignores the number", () => {
    expect(violations(scaled(2).map((one) => ({ ...one, ignoreChanges: ["spec.replicas"] })))).toEqual([]);
  });
});

describe("what is only read", () => {
  test("is there for others, and is not judged itself", () => {
    const read = resourceOf(
      made("v1", "ConfigMap", "settings", { data: { mode: "fast" }, metadata: { name: "settings", namespace: "shop" } }),
    );
    const others = resourcesOf(tree({})).filter(({ name }) => name !== "shop/settings");
    expect(violations(others)).toEqual([expect.stringMatching(/^named-objects-exist /)]);
    expect(violations([...others, { ...read, isRead: true }])).toEqual([]);
    expect(violations([...others, read])).toEqual([
      expect.stringMatching(/^labels-are-complete kubernetes:core\/v1:ConfigMap shop\/settings/),
    ]);
  });

  test("is no second object where it is made as well", () => {
    const [web] = resourcesOf(tree({}));
    const twin = { ...(web as StackResource), name: "web-again" };
    expect(violations([...resourcesOf(tree({})), { ...twin, isRead: true }])).toEqual([]);
    expect(violations([...resourcesOf(tree({})), twin])).toEqual([
      "identity-is-unique kubernetes:apps/v1:Deployment web-again: is in the Plan 2 times; give each object a name of its own",
    ]);
  });
});

describe("what a Plan says beside its manifests", () => {
  const pods = {
    name: "db",
    namespace: "shop",
    labels: { app: "db" },
    count: 1,
    containers: [],
    ports: [{ name: "mysql", port: 3306 }],
    claims: [],
  };
  const plan = {
    ...planned(
      [
        space("shop"),
        made("planetscale.com/v2", "VitessCluster", "db"),
        made("v1", "Service", "db", { spec: { selector: { app: "db" }, ports: [{ port: 3306 }] } }),
        made("networking.k8s.io/v1", "NetworkPolicy", "web", {
          spec: { podSelector: { matchLabels: { app: "db" } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: "theirs" } } }] }] },
        }),
      ],
      {
        expectedPods: [{ ...pods, madeFrom: "VitessCluster.planetscale.com/shop/db" }],
        connections: [
          {
            client: { kind: "pods", name: "theirs", namespace: "shop", labels: { app: "theirs" }, foreign: true },
            server: { kind: "pods", name: "db", namespace: "shop", labels: { app: "db" }, foreign: false },
            endpoint: "mysql",
            port: 3306,
            protocol: "TCP",
          },
        ],
      },
    ),
  };
  const kept = { ...plan, objects: plan.objects.map((object) => ({ ...object, keep: object.manifest.kind === "VitessCluster" })) };
  const system: StackResource = { type: SYSTEM, name: "shop", inputs: {}, outputs: plain(planFacts(kept)) };

  test("is known from the component of its system", () => {
    expect(violations([system, ...resourcesOf(kept)])).toEqual([]);
    expect(violations(resourcesOf(kept)).map((line) => line.split(":")[0])).toEqual([
      "selector-matches-pods kubernetes",
      "selector-matches-pods kubernetes",
      "selector-matches-pods kubernetes",
    ]);
  });

  test("says what holds data", () => {
    expect(violations([system, ...resourcesOf(plan)])).toEqual([
      "data-is-protected kubernetes:planetscale.com/v2:VitessCluster shop/db: holds data, or something in it does, and is not protected; set protect: true",
    ]);
  });
});

describe("data-is-protected", () => {
  const claim = made("v1", "PersistentVolumeClaim", "data", { spec: { accessModes: ["ReadWriteOnce"] } });
  const wants = (what: string): string =>
    `data-is-protected kubernetes:${what}: holds data, or something in it does, and is not protected; set protect: true`;

  test("wants what holds volumes protected, and the namespace around it", () => {
    const volume = made("v1", "PersistentVolume", "disk", {}, "");
    const set = made("apps/v1", "StatefulSet", "store", {
      spec: {
        selector: { matchLabels: { app: "store" } },
        volumeClaimTemplates: [{ metadata: { name: "tmp" } }],
        template: template("store", { volumes: [], containers: [{ ...CONTAINER, env: [] }] }),
      },
    });
    const stack = resourcesOf(planned([space("shop"), space("other"), claim, volume, set]));
    expect(violations(stack)).toEqual([
      wants("apps/v1:StatefulSet shop/store"),
      wants("core/v1:Namespace shop"),
      wants("core/v1:PersistentVolume disk"),
      wants("core/v1:PersistentVolumeClaim shop/data"),
    ]);
    expect(violations(stack.map((one) => ({ ...one, protect: true })))).toEqual([]);
  });

  test("is content with a StatefulSet without volumes", () => {
    const set = made("apps/v1", "StatefulSet", "none", {
      spec: { selector: { matchLabels: { app: "none" } }, template: template("none") },
    });
    expect(violations(resourcesOf(tree({ extra: [set] })))).toEqual([]);
  });
});
