import { ApiObject, App, Chart, Size } from "cdk8s";
import { Cpu, k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import {
  addAsset,
  ContainerSize,
  Credential,
  checksum,
  declareExternal,
  Labels,
  Namespace,
  needs,
  Outside,
  observe,
  Pods,
  Slot,
  setLogicalName,
  setReady,
  setSurroundings,
} from "../../../constructs/core";

/** A tree that says something of everything a Plan can hold. `nest` moves parts of it deeper. */
export function exampleTree({ nest = false, slot = true }: { nest?: boolean; slot?: boolean } = {}): App {
  const app = new App();
  setSurroundings(app, {
    name: "example",
    network: { cluster: ["10.0.0.0/8"], services: { s3: { cidrs: ["52.0.0.0/8"], ports: [443] } } },
  });
  const cluster = new Chart(app, "Cluster");
  const shop = new Namespace(app, "Shop");
  let depth = 0;
  const within = (scope: Construct): Construct => (nest ? new Construct(new Construct(scope, `Deeper${depth++}`), "Still") : scope);

  const definition = new k8s.KubeCustomResourceDefinition(cluster, "Definition", {
    metadata: { name: "caches.acme.example" },
    spec: {
      group: "acme.example",
      names: { kind: "Cache", plural: "caches" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openApiv3Schema: { type: "object" } } }],
    },
  });
  const cache = new ApiObject(within(shop), "Cache", { apiVersion: "acme.example/v1", kind: "Cache", metadata: { name: "cache" } });
  setReady(cache, { kind: "condition", type: "Ready" });
  addAsset(cache, {
    kind: "cache",
    name: "shop/cache",
    objects: [cache],
    attributes: { masters: 3 },
    risks: { masters: [{ when: "less", class: "data at risk", why: "keys of the master would be lost" }] },
    removal: { class: "data at risk", why: "all keys would be lost" },
  });
  const password = new Credential(shop, "CachePassword", { description: "password of the cache" });
  const cachePods = new Pods(within(shop), "CachePods", {
    name: "cache",
    labels: { "acme.example/cache": "cache" },
    expected: {
      count: 3,
      madeFrom: cache,
      containers: [{ name: "cache", size: new ContainerSize({ cpu: Cpu.millis(100), memory: Size.mebibytes(128) }) }],
      ports: [{ name: "client", port: 6379 }],
      claims: [{ name: "data", size: Size.gibibytes(1) }],
    },
  });
  const client = cachePods.endpoint({ name: "client", port: 6379, service: "cache", credential: password });

  const region = slot ? new Slot(shop, "Region", { type: "string", description: "the region of the cluster" }).value : "eu-central-1";
  const configuration = { "app.conf": `region = ${region}\nlevel = info\n` };
  const web = new Construct(within(shop), "Web");
  const { all: labels, selector } = new Labels({ name: "web", instance: "web", version: "1.2.3" });
  const pods = new Pods(web, "Pods", { name: "web", labels: selector });
  pods.connect(client);
  pods.connect(Outside.service("s3").endpoint());
  const http = pods.endpoint({ name: "http", port: 8080, servicePort: 80, service: "web" });
  pods.exposeTo(Outside.anywhere(), http, { name: "shop", url: "http://shop.example/" });
  new k8s.KubeConfigMap(web, "Configuration", { metadata: { name: "web" }, data: configuration });
  declareExternal(web, { kind: "Secret", name: "web-tls", madeBy: "cert-manager" });
  new k8s.KubeStatefulSet(web, "Set", {
    metadata: { name: "web", labels },
    spec: {
      replicas: 2,
      serviceName: "web",
      selector: { matchLabels: { ...selector } },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: k8s.Quantity.fromString("10Gi") } } },
        },
      ],
      template: {
        metadata: { labels, annotations: { "tagenal.dev/config-checksum": checksum(configuration) } },
        spec: {
          containers: [
            {
              name: "web",
              image: "registry.example/web:1.2.3",
              env: client.variables({ host: "CACHE_HOST", port: "CACHE_PORT", password: "CACHE_PASSWORD" }),
              resources: new ContainerSize({ cpu: Cpu.millis(250), memory: Size.mebibytes(256) }).resources,
              volumeMounts: [{ name: "data", mountPath: "/data" }],
            },
          ],
          volumes: [{ name: "configuration", configMap: { name: "web" } }],
        },
      },
    },
  });
  new k8s.KubeService(web, "Service", {
    metadata: { name: "web" },
    spec: { selector: { ...selector }, ports: [{ port: 80, targetPort: k8s.IntOrString.fromNumber(8080) }] },
  });
  observe(web, { targets: [{ job: "web", endpoint: http, metrics: [{ name: "up", type: "gauge", help: "whether it answers" }] }] });

  const migrate = new k8s.KubeJob(within(shop), "Migrate", {
    metadata: { name: "migrate-0a1b2c3d" },
    spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "migrate", image: "registry.example/migrate:1" }] } } },
  });
  setLogicalName(migrate, "migrate");
  needs(migrate, cache, "ready");
  needs(web, migrate, "complete");
  // cdk8s' own way to say it means: to exist.
  cache.node.addDependency(definition);
  return app;
}
