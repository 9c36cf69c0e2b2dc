import { App, Chart, Size } from "cdk8s";
import { Cpu, Deployment, k8s } from "cdk8s-plus-27";
import { Foreign, Namespace, Outside, Pods, setSurroundings } from "../../../constructs/core";
import { loadPlan, savePlan } from "../../../constructs/plan";
import { expectPlan, withoutSecrets } from "../../../constructs/testing";

const LABELS = { app: "web" };

/** A pod that runs, with as little as the API asks for. */
function pod(chart: Chart, name: string, labels: Record<string, string>, more: Partial<k8s.PodSpec> = {}): k8s.KubePod {
  const resources = { requests: { cpu: k8s.Quantity.fromString("500m"), memory: k8s.Quantity.fromString("1Gi") } };
  return new k8s.KubePod(chart, `Pod-${name}`, {
    metadata: { name, labels },
    spec: { containers: [{ name, image: "registry.example/web:1", resources, ports: [{ containerPort: 8080 }] }], ...more },
  });
}

function tree(): { app: App; shop: Namespace; web: Pods; api: Pods } {
  const app = new App();
  const shop = new Namespace(app, "Shop");
  pod(shop, "web", LABELS);
  pod(shop, "api", { app: "api" });
  return { app, shop, web: new Pods(shop, "Web", { labels: LABELS }), api: new Pods(shop, "Api", { labels: { app: "api" } }) };
}

describe("toAllow and toDeny", () => {
  test("follow the policies, and say which of them decided", () => {
    const { app, web, api } = tree();
    const http = api.endpoint({ name: "http", port: 8080 });
    expect(() => expectPlan(app).toAllow(web, http)).toThrow(
      "web should reach http of api, but egress of shop/web: no rule of policies default-deny, web allows TCP 8080 to shop/api; ingress of shop/api: no rule of policies api, default-deny allows TCP 8080 from shop/web",
    );
    web.connect(http);
    expectPlan(app)
      .toAllow(web, http)
      .toDeny(api, web.endpoint({ name: "http", port: 8080 }));
    expect(() => expectPlan(app).toDeny(web, http)).toThrow(
      /^web should not reach http of api, but egress of shop\/web: policy web allows/,
    );
  });

  test("know strangers and what lies outside", () => {
    const { app, web } = tree();
    const [http, stranger] = [
      web.endpoint({ name: "http", port: 8080 }),
      Foreign.pods({ name: "x", labels: { x: "y" }, namespace: "theirs" }),
    ];
    expect(() => expectPlan(app).toDeny(stranger, http).toDeny(Outside.internet(), http).toDeny(Outside.anywhere(), http)).not.toThrow();
    web.allowFrom(stranger, http);
    web.allowFrom(Outside.anywhere(), http);
    expect(() => expectPlan(app).toAllow(stranger, http).toAllow(Outside.internet(), http)).not.toThrow();
    expect(() => expectPlan(app).toAllow(Outside.nodes(), http)).toThrow(`where the nodes is must be said by environment "no environment"`);
  });

  test("try every range and every port where something outside is, connected or not", () => {
    const app = new App();
    const services = { pay: { cidrs: ["52.0.0.0/24", "53.0.0.0/24"], ports: [8443] } };
    setSurroundings(app, {
      name: "example",
      network: { cluster: [], services, kubernetesApi: { cidrs: ["10.0.0.1/32"], ports: [443, 6443] } },
    });
    const shop = new Namespace(app, "Shop");
    pod(shop, "web", LABELS);
    const web = new Pods(shop, "Web", { labels: LABELS });
    const [pay, api] = [Outside.service("pay").endpoint(), Outside.kubernetesApi().endpoint()];
    web.connect(Outside.range("a part", "52.0.0.0/24").endpoint({ port: 8443 }));
    expectPlan(app).toDeny(web, api);
    expect(() => expectPlan(app).toAllow(web, pay)).toThrow("web should reach pay of pay");
    expect(() => expectPlan(app).toDeny(web, pay)).toThrow("web should not reach pay of pay");
    web.connect(api);
    expect(() => expectPlan(app).toAllow(web, api).toDeny(web, api)).toThrow("web should not reach the Kubernetes API");
  });

  test("refuse to speak of pods that no template makes", () => {
    const { app, shop, web } = tree();
    const ghost = new Pods(shop, "Ghost", { labels: { app: "ghost" } });
    expect(() => expectPlan(app).toDeny(ghost, web.endpoint({ name: "http", port: 8080 }))).toThrow(
      "no pod of the plan is one of ghost: none has the labels app=ghost",
    );
  });
});

test("toChangeAtMost says what is worse than accepted, and lets pass what is allowed", () => {
  const deployed = (image: string, name = "web"): App => {
    const app = new App();
    const template = { metadata: { labels: LABELS }, spec: { containers: [{ name: "web", image }] } };
    new k8s.KubeDeployment(new Chart(app, "Shop"), "Web", { metadata: { name }, spec: { selector: { matchLabels: LABELS }, template } });
    return app;
  };
  const released = loadPlan(savePlan(expectPlan(deployed("web:1")).plan));
  expectPlan(deployed("web:1")).toChangeAtMost("safe", released);
  expectPlan(deployed("web:2")).toChangeAtMost("restart", released);
  expect(() => expectPlan(deployed("web:2")).toChangeAtMost("safe", released)).toThrow(
    "the plan changes more than safe, in 1 place:\n  Deployment web pods renewed: image web:1 → web:2, new ones are ready before old ones stop, 1 pod (restart)",
  );
  expect(() => expectPlan(deployed("web:1", "shop")).toChangeAtMost("restart", released)).toThrow(
    /Deployment web renamed: now Deployment shop/,
  );
  const allow = [{ change: "Deployment web renamed", until: "2027-01-31", why: "a better name" }];
  expectPlan(deployed("web:1", "shop")).toChangeAtMost("restart", released, { allow, today: "2027-01-31" });
  expect(() => expectPlan(deployed("web:1", "shop")).toChangeAtMost("restart", released, { allow, today: "2027-02-01" })).toThrow(
    /renamed/,
  );
});

test("toFit adds up requests, and says what is missing", () => {
  const { app } = tree();
  expect(() => expectPlan(app).toFit({ cpu: Cpu.units(1), memory: Size.gibibytes(2), pods: 2 })).not.toThrow();
  expect(() => expectPlan(app).toFit({ cpu: Cpu.millis(900), memory: Size.gibibytes(1), pods: 1 })).toThrow(
    "the plan does not fit: it needs 1 of CPU, there is room for 900m; it needs 2Gi of memory, there is room for 1Gi; it needs 2 pods, there is room for 1",
  );
});

test("toBeRestricted names every pod and namespace that is not", () => {
  const app = new App();
  pod(new Namespace(app, "Shop", { podSecurity: "baseline" }), "web", LABELS, { hostNetwork: true });
  expect(() => expectPlan(app).toBeRestricted()).toThrow(/^the plan is not restricted, in \d places:\n {2}Pod\/shop\/web: .*hostNetwork/);
  expect(() => expectPlan(app).toBeRestricted()).toThrow(
    `Namespace/shop: must enforce the level "restricted", got "baseline" (namespace-restricted)`,
  );
});

test("toHoldInvariants names every rule that is broken, but for what is excepted, in anybody's tree", () => {
  const chart = new Chart(new App(), "Theirs", { namespace: "theirs" });
  new Deployment(chart, "Web", { containers: [{ image: "nginx", portNumber: 80 }] });
  expect(() => expectPlan(chart).toHoldInvariants()).toThrow(/nginx.*\(image-is-pinned\)/);
  const [deployment] = expectPlan(chart).plan.objects.map(({ id }) => id);
  const rules = [
    "container-has-probes",
    "image-is-pinned",
    "labels-are-complete",
    "pod-is-secure",
    "replicas-have-budget",
    "selector-is-stable",
  ];
  const except = Object.fromEntries(rules.map((rule) => [rule, [deployment as string]]));
  expect(() => expectPlan(chart).toHoldInvariants({ except })).not.toThrow();
  const whole = Object.fromEntries(rules.map((rule) => [rule, true as const]));
  expect(() => expectPlan(chart).toHoldInvariants({ except: whole })).not.toThrow();
  expect(() => expectPlan(chart).toHoldInvariants({ except: { ...whole, "name-is-legal": true } })).toThrow(
    "nothing breaks 'name-is-legal'",
  );
});

test("object finds one, or says what there is", () => {
  const { app, shop } = tree();
  pod(new Namespace(app, "Other"), "web", LABELS);
  const plan = expectPlan(app);
  expect(plan.object("Pod", "shop/web").metadata.namespace).toBe(shop.name);
  expect(plan.object("Namespace", "shop").metadata.name).toBe("shop");
  expect(plan.objects("NetworkPolicy.networking.k8s.io").length).toBeGreaterThan(0);
  expect(() => plan.object("Pod", "web")).toThrow("2 objects are Pod web, say in which namespace: other/web, shop/web");
  expect(() => plan.object("Pod", "db")).toThrow("there is no Pod db, there are other/web, shop/api, shop/web");
  expect(plan.objects("Pod").map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
    "other/web",
    "shop/api",
    "shop/web",
  ]);
  expect(() => plan.objects("Job")).toThrow("there is no Job at all, there are Namespace, NetworkPolicy, Pod");
  expect(() => plan.object("Job", "db")).toThrow("there is no Job at all, there are Namespace, NetworkPolicy, Pod");
});

test("a snapshot is YAML, one for each chart, and never holds a secret", () => {
  const app = new App();
  const chart = new Chart(app, "Theirs", { namespace: "theirs" });
  new k8s.KubeSecret(chart, "Secret", {
    metadata: { name: "password" },
    stringData: { password: "hunter2" },
    data: { key: "aHVudGVyMg==" },
  });
  new k8s.KubeConfigMap(new Chart(app, "Second"), "Settings", { metadata: { name: "settings" }, data: { "app.conf": "a = 1\nb = 2\n" } });
  const secret = expectPlan(app).toMatchSnapshot().object("Secret", "password");
  expect(withoutSecrets(secret)).toMatchObject({ stringData: { password: "<secret>" }, data: { key: "<secret>" } });
});

test("a saved Plan is expected as well as a tree", () => {
  const { app, web, api } = tree();
  const http = api.endpoint({ name: "http", port: 8080 });
  web.connect(http);
  const saved = loadPlan(savePlan(expectPlan(app).plan));
  expect(expectPlan(saved).toAllow(web, http).toMatchSnapshot("saved").plan).toBe(saved);
});
