import { ApiObject, App, Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import {
  Credential,
  connect,
  Endpoint,
  Foreign,
  image,
  Namespace,
  needs,
  Outside,
  observe,
  Pods,
  type Problem,
  RefusedError,
  refuse,
  report,
  Slot,
} from "../../../constructs/core";
import { planOf } from "../../../constructs/plan";

const LABELS = { "app.kubernetes.io/name": "web" };

/** The problems that a tree is refused with. */
function refusal(build: (shop: Namespace, app: App) => void): string[] {
  const app = new App();
  try {
    build(new Namespace(app, "Shop"), app);
    planOf(app, { system: "test" });
  } catch (error) {
    if (error instanceof RefusedError) return error.problems.map(({ path, message }: Problem) => (path ? `${path}: ${message}` : message));
    throw error;
  }
  return [];
}

function configMap(scope: Construct, id: string, name = "settings"): k8s.KubeConfigMap {
  return new k8s.KubeConfigMap(scope, id, { metadata: { name } });
}

const CASES: readonly (readonly [what: string, build: (shop: Namespace, app: App) => void, message: string])[] = [
  [
    "a name that Kubernetes does not take",
    (_shop, app) => new Namespace(app, "Other", { name: "Shop_2" }),
    `other: 'name' must be at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit, got "Shop_2"`,
  ],
  [
    "a name that is too long",
    (shop) => new Pods(shop, "Web", { labels: LABELS, name: "a".repeat(64) }),
    `shop/web: 'name' must be at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit, got "${"a".repeat(64)}"`,
  ],
  [
    "a Pod Security level that does not exist",
    (_shop, app) => new Namespace(app, "Other", { podSecurity: "strict" as "restricted" }),
    `other: 'podSecurity' must be one of "restricted", "baseline", "privileged", got "strict"`,
  ],
  [
    "pods without labels",
    (shop) => new Pods(shop, "Web", { labels: {} }),
    "shop/web: 'labels' must be at least one label, got {}; none would select every pod of the namespace",
  ],
  [
    "a port out of range",
    (shop) => new Pods(shop, "Web", { labels: LABELS }).endpoint({ name: "http", port: 70000 }),
    "shop/web: 'port' must be an integer from 1 to 65535, got 70000",
  ],
  [
    "a port that is no whole number",
    (shop) => new Pods(shop, "Web", { labels: LABELS }).endpoint({ name: "http", port: 80.5 }),
    "shop/web: 'port' must be an integer from 1 to 65535, got 80.5",
  ],
  [
    "an image without a tag",
    (shop) => image(shop, "nginx"),
    "shop: 'image' must be an image with a tag other than 'latest' or a digest, got \"nginx\"; what runs would change without a change of the code",
  ],
  [
    "the image tag latest",
    (shop) => image(shop, "quay.io/acme/web:latest"),
    "shop: 'image' must be an image with a tag other than 'latest' or a digest, got \"quay.io/acme/web:latest\"; what runs would change without a change of the code",
  ],
  [
    "what is no image at all",
    (shop) => image(shop, "Acme Web:1"),
    "shop: 'image' must be an image with a tag other than 'latest' or a digest, got \"Acme Web:1\"",
  ],
  [
    "two objects with one identity",
    (shop) => {
      configMap(new Construct(shop, "One"), "Settings");
      configMap(new Construct(shop, "Two"), "Settings");
    },
    "shop/two/settings: ConfigMap/shop/settings is made twice, here and by shop/one/settings; give one of them another 'name'",
  ],
  [
    "a connection to what the environment does not know",
    (shop) => new Pods(shop, "Web", { labels: LABELS }).connect(Outside.service("s3").endpoint()),
    `shop/web: where s3 is must be said by environment "no environment", in 'network.services.s3'`,
  ],
  [
    "a connection across namespaces from a chart without one",
    (shop, app) => {
      const web = new Pods(new Chart(app, "Plain"), "Web", { labels: LABELS });
      web.connect(new Pods(shop, "Cache", { labels: { app: "cache" } }).endpoint({ name: "client", port: 6379 }));
    },
    "plain/web: web must have a namespace to connect across namespaces; give its chart one",
  ],
  [
    "an alert without a case in which it is silent",
    (shop) =>
      observe(shop, {
        alerts: [
          {
            name: "WebDown",
            expr: "up == 0",
            severity: "critical",
            summary: "the web is down",
            runbook: "kubectl get pods",
            tests: [],
          },
        ],
      }),
    `shop: 'alerts.WebDown.tests' must be at least one case that fires and one that is silent, got "0 that fire, 0 silent"`,
  ],
  [
    "an alert without words",
    (shop) =>
      observe(shop, {
        alerts: [
          {
            name: "WebDown",
            expr: "up == 0",
            severity: "critical",
            summary: "  ",
            runbook: "kubectl get pods",
            tests: [],
          },
        ],
      }),
    `shop: 'alerts.WebDown.summary' must be a text that is not empty, got "  "`,
  ],
  [
    "a metric with a name that Prometheus does not take",
    (shop) => {
      const endpoint = new Pods(shop, "Web", { labels: LABELS }).endpoint({ name: "metrics", port: 9090 });
      observe(shop, { targets: [{ job: "web", endpoint, metrics: [{ name: "requests-total", type: "counter", help: "" }] }] });
    },
    `shop: 'targets.web.metrics' must be named as Prometheus names metrics, got "requests-total"`,
  ],
  [
    "a generated credential that is easy to guess",
    (shop) => new Credential(shop, "Password", { description: "of the cache", source: { kind: "generated", length: 8 } }),
    "shop/password: 'source.length' must be an integer from 16 to 128, got 8",
  ],
  [
    "two credentials for one key of one Secret",
    (shop) => {
      new Credential(shop, "One", { description: "of the cache", secretName: "cache" });
      new Credential(shop, "Two", { description: "of the database", secretName: "cache" });
    },
    `Secret shop/cache, key 'password' is wanted by two credentials: "of the cache" and "of the database"`,
  ],
  [
    "a slot that nobody could fill, for want of a description",
    (shop) => new Slot(shop, "Host", { type: "string", description: "" }),
    "shop/host: 'description' must be a text that is not empty, got \"\"",
  ],
  [
    "waiting for the end of what never ends",
    (shop) => {
      const [one, two] = [new Construct(shop, "One"), new Construct(shop, "Two")];
      configMap(one, "Settings", "one");
      configMap(two, "Settings", "two");
      needs(two, one, "complete");
    },
    "shop/two: needs shop/one to be complete, but nothing in it ever is: only jobs are",
  ],
  [
    "an order that goes in a circle",
    (shop) => {
      const one = configMap(shop, "One", "one");
      const two = configMap(shop, "Two", "two");
      const three = configMap(shop, "Three", "three");
      needs(two, one);
      needs(three, two, "exists");
      needs(one, three);
    },
    "the order goes in a circle: ConfigMap/shop/one needs ConfigMap/shop/three to be ready, ConfigMap/shop/three needs ConfigMap/shop/two to exist, ConfigMap/shop/two needs ConfigMap/shop/one to be ready",
  ],
  [
    "foreign pods that would be all pods of a namespace",
    (shop) => {
      const all = Foreign.pods({ name: "mysql", labels: {}, namespace: "db" });
      new Pods(shop, "Web", { labels: LABELS }).connect(all.endpoint({ name: "sql", port: 3306 }));
    },
    "shop/web: 'labels of mysql' must be at least one label, got {}; none would mean every pod of the namespace",
  ],
  [
    "a list that hides objects",
    (shop) => new ApiObject(shop, "All", { apiVersion: "v1", kind: "List", items: [{ kind: "Pod" }] }),
    "shop/all: a List hides its objects from every check; make an object of each of its 1 items",
  ],
  [
    "two slots of one name",
    (shop) => {
      new Slot(shop, "One", { name: "host", type: "string", description: "a host" });
      new Slot(shop, "Two", { name: "host", type: "integer", description: "a host" });
    },
    'slot "host" is declared twice, with different types or descriptions',
  ],
  [
    "a name that is known only when it is deployed",
    (shop) => configMap(shop, "Settings", new Slot(shop, "Name", { type: "string", description: "a name" }).value),
    "shop/settings: ConfigMap/shop/${slot:name} is named by a slot; names must be known when the Plan is made",
  ],
  [
    "waiting for what is in another tree",
    (shop) => needs(configMap(shop, "Settings"), new Chart(new App(), "Elsewhere")),
    "shop/settings: needs elsewhere, which is not in this tree",
  ],
  [
    "an object that cannot be rendered, with its place",
    (shop) => new k8s.KubeConfigMap(shop, "Settings", { data: { date: new Map() as unknown as string } }),
    "shop/settings: can't render non-simple object of type 'Map'",
  ],
  [
    "what another library's construct calls invalid",
    (shop) => new Construct(shop, "Foreign").node.addValidation({ validate: () => ["is wrong in its own way"] }),
    "shop/foreign: is wrong in its own way",
  ],
];

describe("a tree is refused", () => {
  test.each(CASES)("for %s", (_what, build, message) => {
    expect(refusal(build)).toContain(message);
  });

  test("with everything that is wrong at once, sorted, under the name of the stack", () => {
    const app = new App();
    const shop = new Namespace(app, "Shop");
    new Pods(shop, "Web", { labels: {} });
    image(shop, "nginx");
    new Namespace(app, "Other", { podSecurity: "none" as "restricted" });
    expect(() => planOf(app, { system: "webshop", environment: "minikube" })).toThrow(RefusedError);
    expect(() => planOf(app, { system: "webshop", environment: "minikube" })).toThrow(
      [
        "3 problems in stack webshop (minikube):",
        `  other: 'podSecurity' must be one of "restricted", "baseline", "privileged", got "none"`,
        `  shop/web: 'labels' must be at least one label, got {}; none would select every pod of the namespace`,
        `  shop: 'image' must be an image with a tag other than 'latest' or a digest, got "nginx"; what runs would change without a change of the code`,
      ].join("\n"),
    );
  });

  test("by cdk8s' own synthesis too", () => {
    const app = new App({ outdir: "/nonexistent/never-written" });
    report(new Namespace(app, "Shop"), "'name' is wrong");
    expect(() => app.synthYaml()).toThrow("[Shop] 'name' is wrong");
  });

  test("together with what was found before, where a constructor cannot go on", () => {
    const app = new App();
    const shop = new Namespace(app, "Shop");
    image(shop, "nginx");
    expect(() => refuse(shop, "'shards' must cover every key")).toThrow(
      /^2 problems:\n {2}shop: 'image' .*\n {2}shop: 'shards' must cover every key$/,
    );
  });
});

describe("misuse that no tree could report is thrown at once", () => {
  const foreign = Foreign.pods({ name: "their-web", labels: { app: "web" }, namespace: "theirs" });

  test("a connection between two strangers", () => {
    const endpoint = Foreign.pods({ name: "their-cache", labels: { app: "cache" } }).endpoint({ name: "client", port: 6379 });
    expect(() => connect(foreign, endpoint)).toThrow(
      "their-web and their-cache are both made by others: there is no policy of ours to open",
    );
  });

  test("a variable for what an endpoint does not have", () => {
    const endpoint = new Endpoint({ name: "client", server: foreign, port: 6379 });
    expect(() => endpoint.variables({ host: "CACHE_HOST" })).toThrow(
      `endpoint "client" of their-web has no host, yet a variable asks for it`,
    );
    expect(() => endpoint.variables({ password: "CACHE_PASSWORD" })).toThrow(
      `endpoint "client" of their-web has no credential, yet a variable asks for it`,
    );
  });
});
