import type { Manifest } from "../../../../../constructs/plan";
import { claim, config, deployment, job, object, service, set, statefulSet, template, withVolumes } from "./manifests";
import { home, shop } from "./shop";
import type { Trial } from "./trial";

const UNTOUCHED = { sees: "untouched" } as const;
const MAIN = "spec.template.spec.containers.0";
const web = deployment("web");
const db = withVolumes("db");
const front = service("web");
const files = claim("files");
const all = (manifest: Manifest, changes: Readonly<Record<string, unknown>>): Manifest =>
  Object.entries(changes).reduce((changed, [path, value]) => set(changed, path, value), manifest);

const policy = object("networking.k8s.io/v1", "NetworkPolicy", "web", {
  spec: {
    podSelector: { matchLabels: { app: "web" } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: "client" } } }], ports: [{ port: 8080 }, { port: 8081 }] }],
    egress: [{}],
  },
});
const role = (verbs: readonly string[]) =>
  object("rbac.authorization.k8s.io/v1", "Role", "reader", { rules: [{ apiGroups: [""], resources: ["configmaps"], verbs }] });
const nightly = object("batch/v1", "CronJob", "nightly", {
  spec: { schedule: "0 3 1 1 *", jobTemplate: { spec: job("nightly")["spec"] } },
});

/** What is written otherwise and means the same. */
export const SAME: readonly Trial[] = [
  {
    name: "a Deployment's defaults are written out",
    class: "nothing",
    because: "what is not said is filled in with these values",
    before: shop([web]),
    after: shop([
      all(web, {
        "spec.revisionHistoryLimit": 10,
        "spec.progressDeadlineSeconds": 600,
        "spec.strategy": { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
        "spec.template.spec.restartPolicy": "Always",
        "spec.template.spec.dnsPolicy": "ClusterFirst",
        "spec.template.spec.schedulerName": "default-scheduler",
        [`${MAIN}.imagePullPolicy`]: "IfNotPresent",
        [`${MAIN}.terminationMessagePath`]: "/dev/termination-log",
        [`${MAIN}.terminationMessagePolicy`]: "File",
        [`${MAIN}.ports.0.protocol`]: "TCP",
      }),
    ]),
    lab: UNTOUCHED,
  },
  {
    name: "a probe's defaults are written out",
    class: "nothing",
    because: "what is not said is filled in with these values",
    before: shop([set(web, `${MAIN}.readinessProbe`, { httpGet: { port: 8080, path: "/" }, initialDelaySeconds: 600 })]),
    after: shop([
      set(web, `${MAIN}.readinessProbe`, {
        httpGet: { port: 8080, path: "/", scheme: "HTTP" },
        initialDelaySeconds: 600,
        periodSeconds: 10,
        timeoutSeconds: 1,
        successThreshold: 1,
        failureThreshold: 3,
      }),
    ]),
  },
  {
    name: "a StatefulSet's defaults are written out, those of its claims too",
    class: "nothing",
    because: "what is not said is filled in with these values",
    before: shop([db]),
    after: shop([
      all(db, {
        "spec.updateStrategy": { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
        "spec.persistentVolumeClaimRetentionPolicy": { whenDeleted: "Retain", whenScaled: "Retain" },
        "spec.volumeClaimTemplates.0.apiVersion": "v1",
        "spec.volumeClaimTemplates.0.kind": "PersistentVolumeClaim",
        "spec.volumeClaimTemplates.0.spec.volumeMode": "Filesystem",
      }),
    ]),
    lab: UNTOUCHED,
  },
  {
    name: "a Service's defaults are written out",
    class: "nothing",
    because: "what is not said is filled in with these values",
    before: shop([front]),
    after: shop([
      all(front, {
        "spec.type": "ClusterIP",
        "spec.sessionAffinity": "None",
        "spec.internalTrafficPolicy": "Cluster",
        "spec.ports.0.protocol": "TCP",
      }),
    ]),
    lab: UNTOUCHED,
  },
  {
    name: "a claim's and a scheduled job's defaults are written out",
    class: "nothing",
    because: "what is not said is filled in with these values",
    before: shop([files, nightly]),
    after: shop([
      set(files, "spec.volumeMode", "Filesystem"),
      all(nightly, { "spec.concurrencyPolicy": "Allow", "spec.suspend": false, "spec.successfulJobsHistoryLimit": 3 }),
    ]),
    lab: UNTOUCHED,
  },
  {
    name: "a Job's defaults are written out",
    class: "nothing",
    because: "what is not said is filled in with these values",
    before: shop([job("migrate")]),
    after: shop([all(job("migrate"), { "spec.parallelism": 1, "spec.completions": 1, "spec.backoffLimit": 6, "spec.suspend": false })]),
    lab: UNTOUCHED,
  },
  {
    name: "quantities are written otherwise",
    class: "nothing",
    because: "quantities are kept in one canonical form",
    before: shop([set(web, `${MAIN}.resources`, { requests: { cpu: "10m", memory: "8Mi" }, limits: { memory: "32Mi" } }), db, files]),
    after: shop([
      set(web, `${MAIN}.resources`, { requests: { cpu: "0.01", memory: "8192Ki" }, limits: { memory: "33554432" } }),
      set(db, "spec.volumeClaimTemplates.0.spec.resources.requests.storage", "2048Mi"),
      set(files, "spec.resources.requests.storage", "2048Mi"),
    ]),
    lab: UNTOUCHED,
  },
  {
    name: "a Secret is written as text",
    class: "nothing",
    because: "stringData is written into data when the object is stored",
    before: shop([object("v1", "Secret", "key", { data: { password: "b25l" } })]),
    after: shop([object("v1", "Secret", "key", { stringData: { password: "one" }, type: "Opaque" })]),
    lab: UNTOUCHED,
  },
  {
    name: "objects stand in another order",
    class: "nothing",
    because: "objects are applied one by one",
    before: shop([home, web, front, files]),
    after: shop([files, front, web, home]),
  },
  {
    name: "fields and labels stand in another order",
    class: "nothing",
    because: "fields of an object have no order",
    before: shop([set(front, "metadata.labels", { a: "1", b: "2" })]),
    after: shop([{ ...turned(front), metadata: { namespace: "shop", name: "web", labels: { b: "2", a: "1" } } }]),
  },
  {
    name: "what the API server has noted is there",
    class: "nothing",
    because: "these fields are the server's",
    before: shop([config("settings", { a: "b" }), web]),
    after: shop([
      all(config("settings", { a: "b" }), {
        "metadata.managedFields": [{ manager: "kubectl", operation: "Apply", fieldsV1: {} }],
        "metadata.resourceVersion": "7",
        "metadata.uid": "0a",
        "metadata.creationTimestamp": "2026-11-21T12:00:00Z",
      }),
      all(web, { "metadata.generation": 3, "spec.template.metadata.creationTimestamp": null, status: { replicas: 1 } }),
    ]),
  },
  {
    name: "a Role's verbs stand in another order",
    class: "nothing",
    because: "verbs of a rule are a set",
    before: shop([role(["get", "list"])]),
    after: shop([role(["list", "get"])]),
  },
  {
    name: "a policy's ports and directions stand in another order",
    class: "nothing",
    because: "a rule allows what matches any of its ports",
    before: shop([policy]),
    after: shop([
      all(policy, { "spec.policyTypes": ["Egress", "Ingress"], "spec.ingress.0.ports": [{ port: 8081, protocol: "TCP" }, { port: 8080 }] }),
    ]),
  },
  {
    name: "empty lists are left out",
    class: "nothing",
    because: "an empty list says as much as none",
    before: shop([set(web, "spec.template.spec.volumes", []), config("settings", { a: "b" }), set(files, "metadata.annotations", {})]),
    after: shop([web, config("settings", { a: "b" }), files]),
    lab: UNTOUCHED,
  },
  {
    name: "a StatefulSet says how many pods it has by saying nothing",
    class: "nothing",
    because: "one is the default",
    before: shop([statefulSet("queue", { template: template("queue") })]),
    after: shop([set(statefulSet("queue", { template: template("queue") }), "spec.replicas", undefined)]),
  },
];

function turned(manifest: Manifest): Manifest {
  return Object.fromEntries(Object.entries(manifest).reverse()) as unknown as Manifest;
}
