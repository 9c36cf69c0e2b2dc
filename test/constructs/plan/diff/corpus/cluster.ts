import { claim, deployment, ofCluster, set, template } from "./manifests";
import { bare, HOME, home, shop } from "./shop";
import type { Trial } from "./trial";

const web = deployment("web");
const other = ofCluster("v1", "Namespace", "other", {});
const storage = ofCluster("storage.k8s.io/v1", "StorageClass", "disks", {
  provisioner: "example.com/trials",
  parameters: { type: "ssd" },
  reclaimPolicy: "Retain",
  volumeBindingMode: "WaitForFirstConsumer",
});
const priority = ofCluster("scheduling.k8s.io/v1", "PriorityClass", "first", { value: 1000, description: "goes first" });
const runtime = ofCluster("node.k8s.io/v1", "RuntimeClass", "sandboxed", { handler: "one" });
const webhook = ofCluster("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "judge", {
  webhooks: [
    {
      name: "judge.example.com",
      failurePolicy: "Ignore",
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
      clientConfig: { service: { name: "judge", namespace: HOME } },
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": HOME } },
      rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
    },
  ],
});
const enforced = (level: string) => set(home, "metadata.labels", { "pod-security.kubernetes.io/enforce": level });
const lax = deployment("web", { template: template("web", { securityContext: {} }, { securityContext: {} }) });
const IMMUTABLE = "provisioner, parameters, reclaimPolicy and volumeBindingMode of a StorageClass cannot be changed";

/** What the whole cluster shares. */
export const CLUSTER: readonly Trial[] = [
  {
    name: "a namespace goes",
    class: "data at risk",
    because: "deleting a namespace deletes everything in it, claims too",
    before: shop([web, claim("files"), other]),
    after: bare([other]),
    lab: { sees: "answer gone", ask: ["get", "pvc,deployments", "-o", "name"] },
  },
  {
    name: "a namespace of which we know no object goes",
    class: "data at risk",
    because: "deleting a namespace deletes everything in it, what others made too",
    before: shop([web, other]),
    after: shop([web]),
  },
  {
    name: "a namespace gets a label",
    class: "safe",
    because: "a label by itself does nothing",
    before: shop([web]),
    after: shop([set(home, "metadata.labels.team", "shop"), web]),
    lab: { sees: "kept" },
  },
  {
    name: "a namespace is restricted while its pods are not",
    class: "restart",
    because: "enforcement is for new pods: those that run stay, their successors are not admitted",
    before: shop([enforced("privileged"), lax]),
    after: shop([home, lax]),
    lab: { sees: "no successor", says: /violates PodSecurity/ },
  },
  {
    name: "a namespace is no longer restricted",
    class: "safe",
    because: "whatever was admitted is still",
    before: shop([home, web]),
    after: shop([enforced("baseline"), web]),
    lab: { sees: "kept" },
  },
  {
    name: "a StorageClass deletes its volumes from now on",
    class: "data at risk",
    because: "volumes of a class with reclaimPolicy Delete are deleted with their claims",
    before: shop([storage]),
    after: shop([set(storage, "reclaimPolicy", "Delete")]),
    lab: { sees: "refused", says: /reclaimPolicy.*(immutable|forbidden)|updates to reclaimPolicy are forbidden/is },
  },
  {
    name: "a StorageClass has other parameters",
    class: "replace",
    because: IMMUTABLE,
    before: shop([storage]),
    after: shop([set(storage, "parameters.type", "hdd")]),
    lab: { sees: "refused", says: /updates to parameters are forbidden/ },
  },
  {
    name: "a StorageClass has another provisioner",
    class: "replace",
    because: IMMUTABLE,
    before: shop([storage]),
    after: shop([set(storage, "provisioner", "example.com/other")]),
    lab: { sees: "refused", says: /updates to provisioner are forbidden/ },
  },
  {
    name: "a StorageClass binds at once",
    class: "replace",
    because: IMMUTABLE,
    before: shop([storage]),
    after: shop([set(storage, "volumeBindingMode", "Immediate")]),
    lab: { sees: "refused", says: /volumeBindingMode.*field is immutable/s },
  },
  {
    name: "a StorageClass allows its volumes to grow",
    class: "safe",
    because: "allowVolumeExpansion may be changed",
    before: shop([storage]),
    after: shop([set(storage, "allowVolumeExpansion", true)]),
  },
  {
    name: "a StorageClass goes",
    class: "replace",
    because: "claims that name it stay pending",
    before: shop([storage, claim("files", { storageClassName: storage.metadata.name })]),
    after: shop([claim("files", { storageClassName: storage.metadata.name })]),
  },
  {
    name: "a PriorityClass has another value",
    class: "replace",
    because: "the value of a PriorityClass is immutable",
    before: shop([priority]),
    after: shop([set(priority, "value", 2000)]),
    lab: { sees: "refused", says: /value.*(may not be changed|immutable)/is },
  },
  {
    name: "a PriorityClass pre-empts nobody",
    class: "replace",
    because: "the preemptionPolicy of a PriorityClass is immutable",
    before: shop([priority]),
    after: shop([set(priority, "preemptionPolicy", "Never")]),
    lab: { sees: "refused", says: /preemptionPolicy.*field is immutable/s },
  },
  {
    name: "a PriorityClass is described in other words",
    class: "safe",
    because: "the description is for people",
    before: shop([priority]),
    after: shop([set(priority, "description", "goes before others")]),
  },
  {
    name: "a RuntimeClass has another handler",
    class: "replace",
    because: "the handler of a RuntimeClass is immutable",
    before: shop([runtime]),
    after: shop([set(runtime, "handler", "two")]),
    lab: { sees: "refused", says: /handler.*field is immutable/s },
  },
  {
    name: "a webhook is asked for certain",
    class: "replace",
    because: "failurePolicy Fail: what it should judge is rejected while it cannot be asked",
    before: shop([webhook]),
    after: shop([set(webhook, "webhooks.0.failurePolicy", "Fail")]),
    lab: { sees: "answer gone", ask: ["create", "configmap", "judged", "--dry-run=server", "-o", "name"] },
  },
  {
    name: "a webhook may fail",
    class: "safe",
    because: "failurePolicy Ignore: what it should judge goes on without it",
    before: shop([set(webhook, "webhooks.0.failurePolicy", "Fail")]),
    after: shop([webhook]),
  },
];
