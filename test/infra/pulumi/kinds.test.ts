import * as kubernetes from "@pulumi/kubernetes";
import { KubernetesObject } from "../../../infra/pulumi/kubernetes-object";
import { objectsOf, registrations } from "./registrations";

type TypedClass = new (name: string, args: object) => unknown;
type Rooms = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, TypedClass>>>>>>;

/** Kinds of Kubernetes itself that a Plan may hold, by the module of the typed class. */
const KINDS: readonly (readonly [group: string, version: string, apiVersion: string, kinds: string])[] = [
  [
    "core",
    "v1",
    "v1",
    "Namespace ConfigMap Secret Service ServiceAccount PersistentVolume PersistentVolumeClaim Pod LimitRange ResourceQuota Endpoints",
  ],
  ["apps", "v1", "apps/v1", "Deployment StatefulSet DaemonSet ReplicaSet"],
  ["batch", "v1", "batch/v1", "Job CronJob"],
  ["autoscaling", "v2", "autoscaling/v2", "HorizontalPodAutoscaler"],
  ["autoscaling", "v1", "autoscaling/v1", "HorizontalPodAutoscaler"],
  ["policy", "v1", "policy/v1", "PodDisruptionBudget"],
  ["networking", "v1", "networking.k8s.io/v1", "Ingress IngressClass NetworkPolicy"],
  ["rbac", "v1", "rbac.authorization.k8s.io/v1", "ClusterRole ClusterRoleBinding Role RoleBinding"],
  ["scheduling", "v1", "scheduling.k8s.io/v1", "PriorityClass"],
  ["storage", "v1", "storage.k8s.io/v1", "StorageClass CSIDriver CSINode CSIStorageCapacity VolumeAttachment"],
  ["node", "v1", "node.k8s.io/v1", "RuntimeClass"],
  ["coordination", "v1", "coordination.k8s.io/v1", "Lease"],
  ["discovery", "v1", "discovery.k8s.io/v1", "EndpointSlice"],
  ["apiextensions", "v1", "apiextensions.k8s.io/v1", "CustomResourceDefinition"],
  ["apiregistration", "v1", "apiregistration.k8s.io/v1", "APIService"],
  [
    "admissionregistration",
    "v1",
    "admissionregistration.k8s.io/v1",
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
  ],
];
const EVERY_ARGUMENT = {
  metadata: { name: "x" },
  spec: {},
  roleRef: {},
  webhooks: [],
  endpoints: [],
  addressType: "IPv4",
  handler: "runc",
  value: 1,
  provisioner: "none",
  storageClassName: "x",
};
const rows = KINDS.flatMap(([group, version, apiVersion, kinds]) => kinds.split(" ").map((kind) => ({ group, version, apiVersion, kind })));

test.each(rows)("$apiVersion $kind is the same resource as the typed class", async ({ group, version, apiVersion, kind }) => {
  const Typed = (kubernetes as unknown as Rooms)[group]?.[version]?.[kind];
  if (!Typed) throw new Error(`@pulumi/kubernetes has no ${group}.${version}.${kind}`);
  const [typed] = await registrations(() => new Typed("x", EVERY_ARGUMENT));
  const [ours] = await registrations(() => new KubernetesObject("x", { apiVersion, kind, metadata: { name: "x" } }, {}));
  expect(ours).toMatchObject({ type: typed?.type, name: "x", version: typed?.version, secretOutputs: typed?.secretOutputs });
  expect(ours?.aliases.toSorted()).toEqual(typed?.aliases.toSorted());
});

test("a custom resource has its group and version in its type", async () => {
  const args = { apiVersion: "planetscale.com/v2", kind: "VitessCluster", metadata: { name: "data", namespace: "shop" } };
  expect([...(await objectsOf(() => new KubernetesObject("shop/data", args, {}))).keys()]).toEqual([
    "planetscale.com/v2:VitessCluster shop/data",
  ]);
});
