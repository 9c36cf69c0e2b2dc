import { App, Chart, Cron, Size } from "cdk8s";
import * as kplus from "cdk8s-plus-27";
import { Construct } from "constructs";
import { clusterProvider, deploy } from "../../../infra/pulumi";
import { minikube } from "../../../stacks";
import type { Registered } from "../../engine/registered";
import { objectsOf } from "./registrations";

/** Another team's workloads, of high-level constructs with names of their own. */
function theirs(scope: Construct): void {
  const metadata = (name: string): { metadata: { name: string; namespace: string } } => ({ metadata: { name, namespace: "shop" } });
  const containers = [{ image: "registry.example/web:1", name: "web", portNumber: 8080 }];
  const web = new kplus.Deployment(scope, "web", { ...metadata("web"), containers });
  web.scheduling.spread();
  web.exposeViaService({ name: "web" });
  new kplus.HorizontalPodAutoscaler(scope, "scale", { ...metadata("web"), target: web, maxReplicas: 3 });
  const claim = new kplus.PersistentVolumeClaim(scope, "claim", { ...metadata("data"), storage: Size.gibibytes(1) });
  const service = new kplus.Service(scope, "peers", { ...metadata("peers"), clusterIP: "None", ports: [{ port: 80 }] });
  const data = new kplus.StatefulSet(scope, "data", {
    ...metadata("data"),
    containers: [{ image: "registry.example/data:1", name: "data" }],
    service,
  });
  data.containers[0]?.mount("/data", kplus.Volume.fromPersistentVolumeClaim(scope, "volume", claim));
  new kplus.Job(scope, "migrate", { ...metadata("migrate"), containers: [{ image: "registry.example/migrate:1", name: "migrate" }] });
  new kplus.CronJob(scope, "tidy", {
    ...metadata("tidy"),
    schedule: Cron.daily(),
    containers: [{ image: "registry.example/tidy:1", name: "tidy" }],
  });
  new kplus.DaemonSet(scope, "logs", { ...metadata("logs"), containers: [{ image: "registry.example/logs:1", name: "logs" }] });
  new kplus.NetworkPolicy(scope, "policy", {
    ...metadata("web"),
    selector: web,
    egress: { default: kplus.NetworkPolicyTrafficDefault.DENY },
  });
}

const registered = (place: (app: App) => Construct): Promise<ReadonlyMap<string, Registered>> =>
  objectsOf(() => {
    const app = new App();
    theirs(place(app));
    return deploy(app, { system: "shop", provider: clusterProvider(minikube) });
  });

test("moving another team's cdk8s-plus workloads in the tree changes no name and no field", async () => {
  const before = await registered((app) => new Chart(app, "shop"));
  const after = await registered((app) => new Construct(new Chart(new Construct(app, "platform"), "systems"), "shop"));
  expect([...before.keys()]).toEqual(
    expect.arrayContaining([
      "apps/v1:Deployment shop/web",
      "core/v1:Service shop/web",
      "apps/v1:StatefulSet shop/data",
      "batch/v1:Job shop/migrate",
    ]),
  );
  const sorted = (found: ReadonlyMap<string, Registered>): unknown => [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(after)).toEqual(sorted(before));
});

test("what selects them still does: Services, policies, rules of scheduling", async () => {
  const found = await registered((app) => new Chart(app, "shop"));
  const web = found.get("apps/v1:Deployment shop/web")?.inputs["spec"] as {
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> } };
  };
  const address = web.template.metadata.labels["cdk8s.io/metadata.addr"];
  expect(address).toMatch(/^[0-9a-f]{8}$/);
  expect(web.selector.matchLabels["cdk8s.io/metadata.addr"]).toBe(address);
  expect(found.get("core/v1:Service shop/web")?.inputs).toMatchObject({ spec: { selector: { "cdk8s.io/metadata.addr": address } } });
  const expressions = [{ key: "cdk8s.io/metadata.addr", operator: "In", values: [address] }];
  expect(found.get("networking.k8s.io/v1:NetworkPolicy shop/web")?.inputs).toMatchObject({
    spec: { podSelector: { matchLabels: { "cdk8s.io/metadata.addr": address } } },
  });
  expect(JSON.stringify(web)).toContain(JSON.stringify(expressions[0]?.values ?? address).slice(1, -1));
});

test("two workloads never get one address", async () => {
  const found = await registered((app) => new Chart(app, "shop"));
  const addresses = [...found.values()].flatMap(({ inputs }) => {
    const { template } = (inputs["spec"] ?? {}) as { template?: { metadata?: { labels?: Readonly<Record<string, string>> } } };
    return template?.metadata?.labels?.["cdk8s.io/metadata.addr"] ?? [];
  });
  expect(new Set(addresses).size).toBe(addresses.length);
  expect(addresses.length).toBe(4);
});
