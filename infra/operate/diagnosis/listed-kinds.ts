/** What is listed in every namespace of a Plan: kubectl's name of the resource, and the kind as a Plan calls it. */
export const LISTED: Readonly<Record<string, string>> = {
  pods: "Pod",
  events: "Event",
  services: "Service",
  serviceaccounts: "ServiceAccount",
  persistentvolumeclaims: "PersistentVolumeClaim",
  resourcequotas: "ResourceQuota",
  limitranges: "LimitRange",
  "replicasets.apps": "ReplicaSet.apps",
  "deployments.apps": "Deployment.apps",
  "statefulsets.apps": "StatefulSet.apps",
  "daemonsets.apps": "DaemonSet.apps",
  "jobs.batch": "Job.batch",
  "cronjobs.batch": "CronJob.batch",
  "endpointslices.discovery.k8s.io": "EndpointSlice.discovery.k8s.io",
  "horizontalpodautoscalers.autoscaling": "HorizontalPodAutoscaler.autoscaling",
  "networkpolicies.networking.k8s.io": "NetworkPolicy.networking.k8s.io",
  "poddisruptionbudgets.policy": "PodDisruptionBudget.policy",
};

/** What is listed once, as it belongs to the whole cluster. */
export const LISTED_FOR_CLUSTER: Readonly<Record<string, string>> = {
  nodes: "Node",
  namespaces: "Namespace",
  "storageclasses.storage.k8s.io": "StorageClass.storage.k8s.io",
};

/** Of these only names and keys are read, never values. */
export const KEYED: Readonly<Record<string, string>> = { secrets: "Secret", configmaps: "ConfigMap" };

/** The kinds by the names under which kubectl complains of them. */
export const KIND_OF_RESOURCE: Readonly<Record<string, string>> = { ...LISTED, ...LISTED_FOR_CLUSTER, ...KEYED };
