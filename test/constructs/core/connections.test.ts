import { App, Chart } from "cdk8s";
import { Deployment, k8s } from "cdk8s-plus-27";
import {
  Credential,
  Foreign,
  image,
  imagePullSecrets,
  Namespace,
  Outside,
  Pods,
  type Surroundings,
  setSurroundings,
} from "../../../constructs/core";
import { type Manifest, planOf } from "../../../constructs/plan";
import { expectPlan } from "../../../constructs/testing";

const SURROUNDINGS: Surroundings = {
  name: "example",
  namespacePrefix: "test-",
  registry: {
    mirrors: { "docker.io": "mirror.example/hub", "docker.io/acme": "mirror.example/acme" },
    pullSecrets: ["pull"],
  },
  network: { cluster: ["10.0.0.0/8"], kubernetesApi: { cidrs: ["10.0.0.1/32"], ports: [6443] } },
};

function tree(): { app: App; shop: Namespace; data: Namespace } {
  const app = new App();
  setSurroundings(app, SURROUNDINGS);
  return { app, shop: new Namespace(app, "Shop"), data: new Namespace(app, "Data") };
}

/** The rules of a policy, ingress and egress without name queries. */
function rules(app: App, name: string): { ingress?: object[]; egress?: object[] } {
  const { spec } = expectPlan(app).object("NetworkPolicy", name) as Manifest & { spec: { ingress?: object[]; egress: object[] } };
  return { ingress: spec.ingress, egress: spec.egress.slice(1) };
}

const peer = (namespace: string, labels: Record<string, string>): object => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  podSelector: { matchLabels: labels },
});
const tcp = (...ports: number[]): object[] => ports.map((port) => ({ port, protocol: "TCP" }));

describe("a connection", () => {
  test("opens the policies of both sides, on the port of the pods, and nothing else", () => {
    const { app, shop, data } = tree();
    const web = new Pods(shop, "Web", { labels: { app: "web" } });
    const cache = new Pods(data, "Cache", { labels: { app: "cache" } });
    const client = cache.endpoint({ name: "client", port: 6379, servicePort: 80, service: "cache" });
    web.connect(client);
    expect(rules(app, "web")).toEqual({ egress: [{ to: [peer("test-data", { app: "cache" })], ports: tcp(6379) }] });
    expect(rules(app, "cache")).toEqual({ ingress: [{ from: [peer("test-shop", { app: "web" })], ports: tcp(6379) }], egress: [] });
  });

  test("within a namespace needs no namespace selector", () => {
    const { app, shop } = tree();
    const web = new Pods(shop, "Web", { labels: { app: "web" } });
    web.connect(new Pods(shop, "Api", { labels: { app: "api" } }).endpoint({ name: "http", port: 8080 }));
    expect(rules(app, "web").egress).toEqual([{ to: [{ podSelector: { matchLabels: { app: "api" } } }], ports: tcp(8080) }]);
  });

  test("made twice or in another order gives the same policies, one rule for each peer", () => {
    const policies = (ports: readonly number[]): Manifest[] => {
      const { app, shop } = tree();
      const [web, api] = [new Pods(shop, "Web", { labels: { app: "web" } }), new Pods(shop, "Api", { labels: { app: "api" } })];
      for (const port of ports) web.connect(api.endpoint({ name: `p${port}`, port }));
      expect(rules(app, "web").egress).toHaveLength(1);
      return planOf(app, { system: "test" }).objects.map(({ manifest }) => manifest);
    };
    expect(policies([80, 443, 80])).toEqual(policies([443, 80]));
  });

  test("gives the client the address under the names it wants, and the credential in its own namespace", () => {
    const { app, shop, data } = tree();
    const password = new Credential(data, "Password", { description: "of the cache", secretName: "cache" });
    const cache = new Pods(data, "Cache", { labels: { app: "cache" } });
    const client = cache.endpoint({ name: "client", port: 6379, servicePort: 7000, service: "cache", credential: password });
    const web = new Pods(shop, "Web", { labels: { app: "web" } });
    web.connect(client);
    expect(client.variables({ host: "H", port: "P", address: "A", password: "S" })).toEqual([
      { name: "H", value: "cache.test-data.svc" },
      { name: "P", value: "7000" },
      { name: "A", value: "cache.test-data.svc:7000" },
      { name: "S", valueFrom: { secretKeyRef: { name: "cache", key: "password" } } },
    ]);
    expect(planOf(app, { system: "test" }).credentials).toMatchObject([{ secret: "cache", namespaces: ["test-data", "test-shop"] }]);
  });
});

describe("what is not ours", () => {
  test("the Kubernetes API is where the environment says, on the port behind its Service", () => {
    const { app, shop } = tree();
    new Pods(shop, "Web", { labels: { app: "web" } }).connect(Outside.kubernetesApi().endpoint());
    expect(rules(app, "web").egress).toEqual([{ to: [{ ipBlock: { cidr: "10.0.0.1/32" } }], ports: tcp(6443) }]);
  });

  test("the internet is everything but the cluster and the metadata of the cloud", () => {
    const { app, shop } = tree();
    new Pods(shop, "Web", { labels: { app: "web" } }).connect(Outside.internet().endpoint({ port: 443 }));
    const ipBlock = { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "169.254.0.0/16"] };
    expect(rules(app, "web").egress).toEqual([{ to: [{ ipBlock }], ports: tcp(443) }]);
  });

  test("callers from anywhere come in on the pods' port, by an entry point that the Plan lists", () => {
    const { app, shop } = tree();
    const web = new Pods(shop, "Web", { labels: { app: "web" } });
    web.exposeTo(Outside.anywhere(), web.endpoint({ name: "http", port: 8080, servicePort: 80 }), {
      name: "shop",
      url: "http://shop.example",
    });
    expect(rules(app, "web").ingress).toEqual([{ from: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(8080) }]);
    expect(planOf(app, { system: "test" }).entryPoints).toHaveLength(1);
  });

  test("a cdk8s-plus workload can be client or server: only our side gets a policy", () => {
    const { app, shop } = tree();
    const theirs = new Chart(app, "Theirs", { namespace: "theirs" });
    const deployment = new Deployment(theirs, "Api", { containers: [{ image: "acme/api:1", portNumber: 8080 }] });
    const service = deployment.exposeViaService({ name: "api", ports: [{ port: 80, targetPort: 8080 }] });
    const web = new Pods(shop, "Web", { labels: { app: "web" } });
    web.connect(Foreign.service(service));
    web.allowFrom(Foreign.workload(deployment), web.endpoint({ name: "http", port: 8080 }));
    expect(rules(app, "web")).toEqual({
      ingress: [{ from: [peer("theirs", deployment.matchLabels)], ports: tcp(8080) }],
      egress: [{ to: [peer("theirs", deployment.matchLabels)], ports: tcp(8080) }],
    });
    expect(
      expectPlan(app).plan.objects.filter(({ manifest }) => manifest.kind === "NetworkPolicy" && manifest.metadata.namespace === "theirs"),
    ).toEqual([]);
  });

  test("foreign pods of no namespace are in that of whoever connects, and no name server is not everybody", () => {
    const app = new App();
    setSurroundings(app, { name: "example", network: { cluster: [], dns: [] } });
    const shop = new Namespace(app, "Shop");
    const web = new Pods(shop, "Web", { labels: { app: "web" } });
    web.connect(Foreign.pods({ name: "db", labels: { app: "db" } }).endpoint({ name: "sql", port: 3306 }));
    const { spec } = expectPlan(app).object("NetworkPolicy", "web") as Manifest & { spec: { egress: object[] } };
    expect(spec.egress).toEqual([{ to: [{ podSelector: { matchLabels: { app: "db" } } }], ports: tcp(3306) }]);
    expect(expectPlan(app).object("NetworkPolicy", "default-deny")).not.toHaveProperty("spec.egress.0");
  });

  test.each([
    ["which port is meant", [{ port: 80 }, { port: 443 }], "Service api has no port (say which), it has 80, 443"],
    [
      "a number behind a named port",
      [{ port: 80, targetPort: k8s.IntOrString.fromString("http") }],
      `Service api: the target port of 80 must be a number here, got "http"`,
    ],
  ])("a foreign Service must say %s", (_what, ports, message) => {
    const chart = new Chart(new App(), "Theirs");
    const service = new k8s.KubeService(chart, "Service", { metadata: { name: "api" }, spec: { selector: { app: "api" }, ports } });
    expect(() => Foreign.service(service)).toThrow(message);
  });
});

describe("the environment", () => {
  test("prefixes namespaces, and closes them: restricted pods, nothing but name queries", () => {
    const { app } = tree();
    const plan = expectPlan(app).toBeRestricted();
    expect(plan.object("Namespace", "test-shop").metadata).not.toHaveProperty("namespace");
    expect(plan.object("NetworkPolicy", "test-shop/default-deny")).toMatchObject({
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], egress: [{ ports: [{ port: 53 }, { port: 53 }] }] },
    });
  });

  test.each([
    ["nginx:1.27", "mirror.example/hub/library/nginx:1.27"],
    ["acme/web:1", "mirror.example/acme/web:1"],
    ["index.docker.io/acme/web:1", "mirror.example/acme/web:1"],
    ["${slot:web-image}", "${slot:web-image}"],
    ["quay.io/acme/web:1", "quay.io/acme/web:1"],
    [`localhost:5000/web@sha256:${"0".repeat(64)}`, `localhost:5000/web@sha256:${"0".repeat(64)}`],
  ])("takes image %s from %s", (given, taken) => {
    const { shop } = tree();
    expect(image(shop, given)).toBe(taken);
    expect(imagePullSecrets(shop)).toEqual([{ name: "pull" }]);
  });
});
