import type { Manifest } from "../../../constructs/plan";
import { CONTAINER, type Edit, made, template, WEB, wrongWith } from "./good-tree";

import { allowed, refused } from "./invariant-case";

type Fields = Readonly<Record<string, unknown>>;

const WEB_ID = "Deployment.apps/shop/web";
const POLICY = "NetworkPolicy.networking.k8s.io/shop/web";
const IN = (name: string): Fields => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
const DB = { podSelector: { matchLabels: { app: "db" } } };
const EXPECTED = {
  name: "db",
  namespace: "shop",
  labels: { app: "db" },
  count: 1,
  madeFrom: "VitessCluster.planetscale.com/shop/db",
  containers: [],
  ports: [{ name: "mysql", port: 3306 }],
  claims: [],
};
function spec(kind: string, fields: Fields, apiVersion = "v1"): Manifest {
  return made(apiVersion, kind, "web", { spec: fields });
}

function policy(fields: Fields): Manifest {
  return spec("NetworkPolicy", { podSelector: { matchLabels: WEB }, ...fields }, "networking.k8s.io/v1");
}

function monitor(kind: string, fields: Fields): Manifest {
  return spec(kind, { selector: { matchLabels: WEB }, ...fields }, "monitoring.coreos.com/v1");
}

describe("ports", () => {
  const probe = (port: number | string): Fields => ({ httpGet: { path: "/", port } });
  test.each([
    refused(
      "a Service that leads to a name that no container has",
      { service: { ports: [{ port: 80, targetPort: "web" }] } },
      "Service/shop/web: port 80 leads to TCP port 'web', which no container of its pods declares; they declare 8080 'http' (service-port-reaches-container)",
    ),
    refused(
      "a Service that leads to a number that no container has",
      { service: { ports: [{ port: 80 }] } },
      "Service/shop/web: port 80 leads to TCP port 80, which no container of its pods declares; they declare 8080 'http' (service-port-reaches-container)",
    ),
    refused(
      "a Service of another protocol",
      { service: { ports: [{ port: 8080, protocol: "UDP" }] } },
      "Service/shop/web: port 8080 leads to UDP port 8080, which no container of its pods declares; they declare 8080 'http' (service-port-reaches-container)",
    ),
    allowed("a Service that leads to a slot", { service: { ports: [{ port: 80, targetPort: "${slot:port}" }] } }),
    refused(
      "a probe of a port that its container has not",
      { container: { startupProbe: probe("admin") } },
      `${WEB_ID}: startupProbe of container 'web' wants port 'admin', but the container's named ports are 'http' (named-port-exists)`,
    ),
    refused(
      "a hook that calls another container's port",
      {
        pod: {
          initContainers: [
            {
              ...CONTAINER,
              name: "init",
              ports: [],
              readinessProbe: undefined,
              livenessProbe: undefined,
              lifecycle: { preStop: probe("http") },
            },
          ],
        },
      },
      `${WEB_ID}: lifecycle.preStop of container 'init' wants port 'http', but the container's named ports are none (named-port-exists)`,
    ),
    refused(
      "a policy of a port that its pods have not",
      { extra: [policy({ ingress: [{ ports: [{ port: "admin" }, { port: "http" }, { port: 9 }] }] })] },
      `${POLICY}: spec.ingress[0].ports[0] wants port 'admin', but the pods that listen declare 8080 'http' (named-port-exists)`,
    ),
    refused(
      "a policy of a port that its peers have not",
      { extra: [policy({ egress: [{ to: [DB], ports: [{ port: "http" }] }] })], facts: { expectedPods: [EXPECTED] } },
      `${POLICY}: spec.egress[0].ports[0] wants port 'http', but the pods that listen declare 3306 'mysql' (named-port-exists)`,
    ),
    allowed("a port of peers that are not known", {
      extra: [policy({ egress: [{ to: [{ ...DB, ...IN("data") }], ports: [{ port: "mysql" }] }, { ports: [{ port: "x" }] }] })],
    }),
    refused(
      "a monitor of a port that the Service has not",
      { extra: [monitor("ServiceMonitor", { endpoints: [{ port: "metrics" }] })] },
      "ServiceMonitor.monitoring.coreos.com/shop/web: endpoint 0 scrapes port 'metrics', but what is selected has 80 'http' (monitor-port-exists)",
    ),
    refused(
      "a monitor of a port that the pods have not",
      { extra: [monitor("PodMonitor", { podMetricsEndpoints: [{ port: "http" }, { port: "metrics" }] })] },
      "PodMonitor.monitoring.coreos.com/shop/web: endpoint 1 scrapes port 'metrics', but what is selected has 8080 'http' (monitor-port-exists)",
    ),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("references", () => {
  const variable = (valueFrom: Fields): Edit["container"] => ({ env: [{ name: "A", valueFrom }] });
  const volume = (source: Fields): Edit["pod"] => ({ volumes: [{ name: "tmp", ...source }] });
  const missing = (by: string, id: string, as = ""): string =>
    `${WEB_ID}: ${by} names ${id}, which is not in the Plan; add it${as}, or declare it with declareExternal if somebody else makes it (named-objects-exist)`;
  const PASSWORD = {
    secret: "keys",
    key: "password",
    description: "a password",
    source: { kind: "generated" },
    namespaces: ["shop"],
  } as const;
  const EXTERNAL = { kind: "Secret", name: "keys", namespace: "shop", madeBy: "hand" } as const;
  test.each([
    refused(
      "a variable from a ConfigMap that is not there",
      { container: variable({ configMapKeyRef: { name: "other", key: "a" } }) },
      missing("variable 'A' of container 'web'", "ConfigMap/shop/other"),
    ),
    refused(
      "a variable from a key that is not there",
      { container: variable({ configMapKeyRef: { name: "settings", key: "a" } }) },
      `${WEB_ID}: variable 'A' of container 'web' wants 'a' of ConfigMap/shop/settings, which has only 'mode'; add the key or name another (named-objects-exist)`,
    ),
    allowed("what is optional", { container: { env: [], envFrom: [{ configMapRef: { name: "other", optional: true } }] } }),
    refused(
      "all variables of a Secret that is not there",
      { container: { envFrom: [{ secretRef: { name: "keys" } }] } },
      missing("envFrom of container 'web'", "Secret/shop/keys", " as a Credential"),
    ),
    allowed("a credential", {
      container: variable({ secretKeyRef: { name: "keys", key: "password" } }),
      facts: { credentials: [PASSWORD] },
    }),
    refused(
      "a key that no credential has",
      {
        container: variable({ secretKeyRef: { name: "keys", key: "user" } }),
        facts: { credentials: [PASSWORD, { ...PASSWORD, key: "admin" }] },
      },
      `${WEB_ID}: variable 'A' of container 'web' wants 'user' of Secret/shop/keys, which has only 'admin', 'password'; add the key or name another (named-objects-exist)`,
    ),
    refused(
      "a credential of another namespace",
      {
        container: variable({ secretKeyRef: { name: "keys", key: "password" } }),
        facts: { credentials: [{ ...PASSWORD, namespaces: ["ops"] }] },
      },
      missing("variable 'A' of container 'web'", "Secret/shop/keys", " as a Credential"),
    ),
    allowed("any key of what others make", {
      container: variable({ secretKeyRef: { name: "keys", key: "user" } }),
      facts: { credentials: [PASSWORD], externals: [EXTERNAL] },
    }),
    refused(
      "a volume from a Secret that is not there",
      { pod: volume({ secret: { secretName: "keys" } }) },
      missing("volume 'tmp'", "Secret/shop/keys", " as a Credential"),
    ),
    refused(
      "a file of an empty ConfigMap",
      { pod: volume({ configMap: { name: "empty", items: [{ key: "a", path: "a" }] } }), extra: [made("v1", "ConfigMap", "empty")] },
      `${WEB_ID}: volume 'tmp' wants 'a' of ConfigMap/shop/empty, which is empty; add the key or name another (named-objects-exist)`,
    ),
    refused(
      "a projected volume of something that is not there",
      { pod: volume({ projected: { sources: [{ secret: { name: "keys" } }, { configMap: { name: "kube-root-ca.crt" } }] } }) },
      missing("volume 'tmp'", "Secret/shop/keys", " as a Credential"),
    ),
    refused(
      "a claim that is not there",
      { pod: volume({ persistentVolumeClaim: { claimName: "data" } }) },
      missing("volume 'tmp'", "PersistentVolumeClaim/shop/data"),
    ),
    allowed("the claim of a StatefulSet's pod", {
      pod: volume({ persistentVolumeClaim: { claimName: "data-db-0" } }),
      extra: [
        made("apps/v1", "StatefulSet", "db", {
          spec: {
            selector: { matchLabels: { app: "db" } },
            volumeClaimTemplates: [{ metadata: { name: "data" } }],
            template: template("db", { volumes: [], containers: [{ ...CONTAINER, volumeMounts: [{ name: "data", mountPath: "/" }] }] }),
          },
        }),
      ],
    }),
    refused("an account that is not there", { pod: { serviceAccountName: "clerk" } }, missing("the pod", "ServiceAccount/shop/clerk")),
    refused(
      "a pull secret that is not there",
      { pod: { imagePullSecrets: [{ name: "pull" }] } },
      missing("imagePullSecrets", "Secret/shop/pull", " as a Credential"),
    ),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("scaling", () => {
  const hpa = (name: string): Manifest =>
    spec(
      "HorizontalPodAutoscaler",
      { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name }, minReplicas: 2 },
      "autoscaling/v2",
    );
  test.each([
    refused(
      "a number of replicas that an autoscaler changes",
      { extra: [hpa("web")] },
      `${WEB_ID}: spec.replicas is 2, but HorizontalPodAutoscaler.autoscaling/shop/web scales this; leave it out, or the next update resets the number or fails with a conflict (scaled-workload-has-no-replicas)`,
    ),
    allowed("a number of replicas that is left to the autoscaler", { deployment: { replicas: undefined }, extra: [hpa("web")] }),
    refused(
      "an autoscaler of nothing",
      { extra: [hpa("api")] },
      "HorizontalPodAutoscaler.autoscaling/shop/web: spec.scaleTargetRef is Deployment.apps/shop/api, which is not in the Plan; name the workload to scale (scale-target-exists)",
    ),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("ingresses", () => {
  const ingress = (name: string, port: Fields, fields: Fields = {}): Manifest =>
    spec("Ingress", { rules: [{ http: { paths: [{ backend: { service: { name, port } } }] } }], ...fields }, "networking.k8s.io/v1");
  const AT = "Ingress.networking.k8s.io/shop/web";
  test.each([
    allowed("the port of a Service, by name or number", {
      extra: [ingress("web", { name: "http" }, { defaultBackend: { service: { name: "web", port: { number: 80 } } } })],
    }),
    refused(
      "a Service that is not there",
      { extra: [ingress("api", { number: 80 })] },
      `${AT}: spec.rules[0].http.paths[0].backend is Service/shop/api, which is not in the Plan; name a Service of the same namespace (ingress-backend-exists)`,
    ),
    refused(
      "a port that the Service has not",
      { extra: [ingress("web", { number: 8080 })] },
      `${AT}: spec.rules[0].http.paths[0].backend wants port 8080 of Service/shop/web, which has only 80 'http' (ingress-backend-exists)`,
    ),
    refused(
      "a certificate that is not there",
      { extra: [ingress("web", { name: "http" }, { tls: [{ secretName: "tls" }] })] },
      `${AT}: spec.tls[0] names Secret/shop/tls, which is not in the Plan; add it as a Credential, or declare it with declareExternal if somebody else makes it (named-objects-exist)`,
    ),
    allowed("a certificate that others make", {
      extra: [ingress("web", { name: "http" }, { tls: [{ secretName: "tls" }] })],
      facts: { externals: [{ kind: "Secret", name: "tls", namespace: "shop", madeBy: "cert-manager" }] },
    }),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});
