// Within a phase, what others refer to comes first. The same order in which people read a system.
const KINDS = [
  "Namespace",
  "CustomResourceDefinition.apiextensions.k8s.io",
  "PriorityClass.scheduling.k8s.io",
  "StorageClass.storage.k8s.io",
  "IngressClass.networking.k8s.io",
  "ResourceQuota",
  "LimitRange",
  "NetworkPolicy.networking.k8s.io",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "ClusterRole.rbac.authorization.k8s.io",
  "ClusterRoleBinding.rbac.authorization.k8s.io",
  "Role.rbac.authorization.k8s.io",
  "RoleBinding.rbac.authorization.k8s.io",
  "Service",
];
const LATE_KINDS = [
  "Pod",
  "DaemonSet.apps",
  "Deployment.apps",
  "StatefulSet.apps",
  "Job.batch",
  "CronJob.batch",
  "PodDisruptionBudget.policy",
  "HorizontalPodAutoscaler.autoscaling",
  "Ingress.networking.k8s.io",
  "APIService.apiregistration.k8s.io",
  "MutatingWebhookConfiguration.admissionregistration.k8s.io",
  "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
];
const RANKS = new Map([
  ...KINDS.map((kind, index) => [kind, index] as const),
  ...LATE_KINDS.map((kind, index) => [kind, KINDS.length + 1 + index] as const),
]);

/** Where a kind stands in the usual order. Unknown kinds (custom resources) stand between Services and workloads. */
export function kindRank(kind: string): number {
  return RANKS.get(kind) ?? KINDS.length;
}
