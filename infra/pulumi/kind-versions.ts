import type { Manifest } from "../../constructs/plan";

/** The API versions in which a kind is or was served, and the kinds: moving an object from one to another is no new object. */
const SERVED: readonly (readonly [versions: string, kinds: string])[] = [
  ["apps/v1 apps/v1beta1 apps/v1beta2 extensions/v1beta1", "Deployment"],
  ["apps/v1 apps/v1beta1 apps/v1beta2", "StatefulSet"],
  ["apps/v1 apps/v1beta2 extensions/v1beta1", "DaemonSet ReplicaSet"],
  ["autoscaling/v1 autoscaling/v2 autoscaling/v2beta1 autoscaling/v2beta2", "HorizontalPodAutoscaler"],
  ["batch/v1 batch/v1beta1 batch/v2alpha1", "CronJob"],
  ["policy/v1 policy/v1beta1", "PodDisruptionBudget"],
  ["extensions/v1beta1 networking.k8s.io/v1 networking.k8s.io/v1beta1", "Ingress"],
  ["extensions/v1beta1 networking.k8s.io/v1", "NetworkPolicy"],
  ["networking.k8s.io/v1 networking.k8s.io/v1beta1", "IngressClass"],
  [
    "rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1alpha1 rbac.authorization.k8s.io/v1beta1",
    "ClusterRole ClusterRoleBinding Role RoleBinding",
  ],
  ["scheduling.k8s.io/v1 scheduling.k8s.io/v1alpha1 scheduling.k8s.io/v1beta1", "PriorityClass"],
  ["storage.k8s.io/v1 storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass"],
  ["storage.k8s.io/v1 storage.k8s.io/v1alpha1 storage.k8s.io/v1beta1", "CSIStorageCapacity VolumeAttachment"],
  ["node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1", "RuntimeClass"],
  ["coordination.k8s.io/v1 coordination.k8s.io/v1beta1", "Lease"],
  ["discovery.k8s.io/v1 discovery.k8s.io/v1beta1", "EndpointSlice"],
  ["apiextensions.k8s.io/v1 apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"],
  ["apiregistration.k8s.io/v1 apiregistration.k8s.io/v1beta1 apiregistration/v1 apiregistration/v1beta1", "APIService"],
  ["admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration ValidatingWebhookConfiguration"],
  [
    "admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1",
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
  ],
];

/** The type that Pulumi knows a kind by: "kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Secret". */
export function tokenOf({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

const versionsOf = new Map(
  SERVED.flatMap(([versions, kinds]) =>
    kinds.split(" ").flatMap((kind) => versions.split(" ").map((version) => [`${version} ${kind}`, versions.split(" ")] as const)),
  ),
);

/** The types that the same object had, or will have, in other versions of its API. */
export function otherTokensOf({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): string[] {
  const versions = versionsOf.get(`${apiVersion} ${kind}`) ?? [];
  return versions.filter((version) => version !== apiVersion).map((version) => tokenOf({ apiVersion: version, kind }));
}
