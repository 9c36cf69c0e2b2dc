import type { Manifest } from "../../../constructs/plan";

type Data = Readonly<Record<string, unknown>>;

/** A manifest in the namespace "ta". */
export function object(apiVersion: string, kind: string, name: string, content: Data = {}): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "ta" }, ...content };
}

/** The same with another specification. */
export function respec(manifest: Manifest, spec: Data): Manifest {
  return { ...manifest, spec: { ...(manifest["spec"] as Data), ...spec } };
}

const template = (image: string, env: readonly Data[] = []): Data => ({
  metadata: { labels: { app: "api" } },
  spec: { containers: [{ name: "web", image, env }] },
});

export const api = (image = "api:1", spec: Data = {}): Manifest =>
  object("apps/v1", "Deployment", "api", {
    spec: { replicas: 3, selector: { matchLabels: { app: "api" } }, template: template(image), ...spec },
  });

export const store = (storage = "1Gi", spec: Data = {}): Manifest =>
  object("apps/v1", "StatefulSet", "store", {
    spec: {
      replicas: 3,
      serviceName: "store",
      selector: { matchLabels: { app: "store" } },
      template: template("store:1"),
      volumeClaimTemplates: [
        { metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } } },
      ],
      ...spec,
    },
  });

export const schema = (image = "schema:1", name = "schema"): Manifest =>
  object("batch/v1", "Job", name, { spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "m", image }] } } } });

export const claim = (storage = "1Gi"): Manifest =>
  object("v1", "PersistentVolumeClaim", "files", {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
  });

export const service = (spec: Data = {}): Manifest =>
  object("v1", "Service", "api", { spec: { selector: { app: "api" }, ports: [{ port: 80, targetPort: 8080 }], ...spec } });

export const settings = (data: Data = { "app.yaml": "a: 1" }): Manifest => object("v1", "ConfigMap", "settings", { data });
export const secret = (data: unknown = "[secret]"): Manifest => object("v1", "Secret", "db", { type: "Opaque", data });
export const namespace = (labels: Readonly<Record<string, string>> = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "ta", labels },
});
export const definition: Manifest = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "caches.acme.example" },
  spec: { group: "acme.example", scope: "Namespaced", names: { kind: "Cache", plural: "caches" }, versions: [] },
};
export const cache = (size = 1): Manifest => object("acme.example/v1", "Cache", "cache", { spec: { size } });
