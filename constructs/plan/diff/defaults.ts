/** What Kubernetes fills in where nothing is said: by the path, list entries as "[]", the specification of pods as "pod", of jobs as "job". */
const OF_PODS: Readonly<Record<string, unknown>> = {
  "pod.restartPolicy": "Always",
  "pod.dnsPolicy": "ClusterFirst",
  "pod.schedulerName": "default-scheduler",
  "pod.terminationGracePeriodSeconds": 30,
  "pod.enableServiceLinks": true,
  "pod.hostNetwork": false,
  "pod.hostPID": false,
  "pod.hostIPC": false,
  "pod.shareProcessNamespace": false,
  "pod.preemptionPolicy": "PreemptLowerPriority",
  "pod.serviceAccountName": "default",
  "pod.serviceAccount": "default",
  "pod.priority": 0,
  ...ofContainers("pod.containers[]"),
  ...ofContainers("pod.initContainers[]"),
  ...ofVolumes("pod.volumes[]"),
  "pod.topologySpreadConstraints[].nodeAffinityPolicy": "Honor",
  "pod.topologySpreadConstraints[].nodeTaintsPolicy": "Ignore",
};

function ofContainers(at: string): Record<string, unknown> {
  const probes = ["livenessProbe", "readinessProbe", "startupProbe"].flatMap((probe): [string, unknown][] => [
    [`${at}.${probe}.timeoutSeconds`, 1],
    [`${at}.${probe}.periodSeconds`, 10],
    [`${at}.${probe}.successThreshold`, 1],
    [`${at}.${probe}.failureThreshold`, 3],
    [`${at}.${probe}.initialDelaySeconds`, 0],
    [`${at}.${probe}.httpGet.scheme`, "HTTP"],
    [`${at}.${probe}.httpGet.path`, "/"],
    [`${at}.${probe}.grpc.service`, ""],
  ]);
  return {
    ...Object.fromEntries(probes),
    [`${at}.terminationMessagePath`]: "/dev/termination-log",
    [`${at}.terminationMessagePolicy`]: "File",
    [`${at}.ports[].protocol`]: "TCP",
    [`${at}.env[].value`]: "",
    [`${at}.env[].valueFrom.fieldRef.apiVersion`]: "v1",
    [`${at}.env[].valueFrom.secretKeyRef.optional`]: false,
    [`${at}.env[].valueFrom.configMapKeyRef.optional`]: false,
    [`${at}.volumeMounts[].readOnly`]: false,
    [`${at}.stdin`]: false,
    [`${at}.stdinOnce`]: false,
    [`${at}.tty`]: false,
    [`${at}.securityContext.procMount`]: "Default",
    [`${at}.lifecycle.preStop.httpGet.scheme`]: "HTTP",
    [`${at}.lifecycle.postStart.httpGet.scheme`]: "HTTP",
  };
}

function ofVolumes(at: string): Record<string, unknown> {
  const modes = ["configMap", "secret", "downwardAPI", "projected"].flatMap((source): [string, unknown][] => [
    [`${at}.${source}.defaultMode`, 420],
    [`${at}.${source}.optional`, false],
  ]);
  return {
    ...Object.fromEntries(modes),
    [`${at}.hostPath.type`]: "",
    [`${at}.emptyDir.medium`]: "",
    [`${at}.persistentVolumeClaim.readOnly`]: false,
    [`${at}.projected.sources[].serviceAccountToken.expirationSeconds`]: 3600,
    [`${at}.ephemeral.volumeClaimTemplate.spec.volumeMode`]: "Filesystem",
  };
}

const OF_JOBS: Readonly<Record<string, unknown>> = {
  "job.parallelism": 1,
  "job.completions": 1,
  "job.backoffLimit": 6,
  "job.suspend": false,
  "job.completionMode": "NonIndexed",
  "job.podReplacementPolicy": "TerminatingOrFailed",
  "job.manualSelector": false,
};

const OF_KINDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "Deployment.apps": {
    "spec.replicas": 1,
    "spec.revisionHistoryLimit": 10,
    "spec.progressDeadlineSeconds": 600,
    "spec.minReadySeconds": 0,
    "spec.paused": false,
    "spec.strategy.type": "RollingUpdate",
    "spec.strategy.rollingUpdate.maxSurge": "25%",
    "spec.strategy.rollingUpdate.maxUnavailable": "25%",
  },
  "StatefulSet.apps": {
    "spec.replicas": 1,
    "spec.revisionHistoryLimit": 10,
    "spec.minReadySeconds": 0,
    "spec.podManagementPolicy": "OrderedReady",
    "spec.serviceName": "",
    "spec.ordinals.start": 0,
    "spec.updateStrategy.type": "RollingUpdate",
    "spec.updateStrategy.rollingUpdate.partition": 0,
    "spec.updateStrategy.rollingUpdate.maxUnavailable": 1,
    "spec.persistentVolumeClaimRetentionPolicy.whenDeleted": "Retain",
    "spec.persistentVolumeClaimRetentionPolicy.whenScaled": "Retain",
    "spec.volumeClaimTemplates[].spec.volumeMode": "Filesystem",
    "spec.volumeClaimTemplates[].apiVersion": "v1",
    "spec.volumeClaimTemplates[].kind": "PersistentVolumeClaim",
  },
  "DaemonSet.apps": {
    "spec.revisionHistoryLimit": 10,
    "spec.minReadySeconds": 0,
    "spec.updateStrategy.type": "RollingUpdate",
    "spec.updateStrategy.rollingUpdate.maxSurge": 0,
    "spec.updateStrategy.rollingUpdate.maxUnavailable": 1,
  },
  "ReplicaSet.apps": { "spec.replicas": 1, "spec.minReadySeconds": 0 },
  "CronJob.batch": {
    "spec.concurrencyPolicy": "Allow",
    "spec.suspend": false,
    "spec.successfulJobsHistoryLimit": 3,
    "spec.failedJobsHistoryLimit": 1,
  },
  Service: {
    "spec.type": "ClusterIP",
    "spec.sessionAffinity": "None",
    "spec.internalTrafficPolicy": "Cluster",
    "spec.externalTrafficPolicy": "Cluster",
    "spec.allocateLoadBalancerNodePorts": true,
    "spec.publishNotReadyAddresses": false,
    "spec.ipFamilyPolicy": "SingleStack",
    "spec.ports[].protocol": "TCP",
  },
  PersistentVolumeClaim: { "spec.volumeMode": "Filesystem" },
  PersistentVolume: { "spec.volumeMode": "Filesystem", "spec.persistentVolumeReclaimPolicy": "Retain" },
  "StorageClass.storage.k8s.io": { reclaimPolicy: "Delete", volumeBindingMode: "Immediate", allowVolumeExpansion: false },
  "HorizontalPodAutoscaler.autoscaling": {
    "spec.minReplicas": 1,
    "spec.behavior.scaleUp.stabilizationWindowSeconds": 0,
    "spec.behavior.scaleUp.selectPolicy": "Max",
    "spec.behavior.scaleDown.selectPolicy": "Max",
  },
  "PriorityClass.scheduling.k8s.io": { globalDefault: false, preemptionPolicy: "PreemptLowerPriority" },
  "IngressClass.networking.k8s.io": { "spec.parameters.scope": "Cluster" },
  ConfigMap: { immutable: false },
  Secret: { immutable: false, type: "Opaque" },
  ServiceAccount: { automountServiceAccountToken: true },
  "ValidatingWebhookConfiguration.admissionregistration.k8s.io": ofWebhooks(),
  "MutatingWebhookConfiguration.admissionregistration.k8s.io": { ...ofWebhooks(), "webhooks[].reinvocationPolicy": "Never" },
  "CustomResourceDefinition.apiextensions.k8s.io": { "spec.conversion.strategy": "None", "spec.preserveUnknownFields": false },
};

function ofWebhooks(): Record<string, unknown> {
  return {
    "webhooks[].failurePolicy": "Fail",
    "webhooks[].matchPolicy": "Equivalent",
    "webhooks[].timeoutSeconds": 10,
    "webhooks[].clientConfig.service.port": 443,
    "webhooks[].rules[].scope": "*",
  };
}

/** Where pods and jobs are specified within an object of a kind. */
const PODS_AT: readonly (readonly [string, string])[] = [
  ["spec.jobTemplate.spec.template.spec.", "pod."],
  ["spec.template.spec.", "pod."],
  ["spec.jobTemplate.spec.", "job."],
];

/** Whether a value is what Kubernetes fills in where nothing is said. */
export function isDefault(kind: string, path: string, value: unknown, siblings: Readonly<Record<string, unknown>>): boolean {
  if (value === undefined || value === null) return true;
  const place = path.replaceAll(/\[[^\]]*\]/g, "[]");
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === "object") {
    // A volume of this type, even though nothing is said of it; a peer that means everybody.
    if (place !== "spec.podSelector" && /\.(emptyDir|podSelector|namespaceSelector|ipBlock)$/.test(place)) return false;
    const inner = value as Readonly<Record<string, unknown>>;
    return Object.entries(inner).every(([field, one]) => isDefault(kind, `${path}.${field}`, one, inner));
  }
  if (place.endsWith(".targetPort")) return value === siblings["port"];
  if (place.endsWith(".imagePullPolicy"))
    return value === (/:(?!latest$|.*\/)|@/.test(String(siblings["image"])) ? "IfNotPresent" : "Always");
  if (place.endsWith(".serviceAccount")) return value === siblings["serviceAccountName"];
  const table = Object.hasOwn(OF_KINDS, kind) ? OF_KINDS[kind] : undefined;
  const known = table && Object.hasOwn(table, place) ? table[place] : generalDefault(kind, place);
  return known !== undefined && known === value;
}

function generalDefault(kind: string, place: string): unknown {
  if (kind === "Job.batch" && place.startsWith("spec.") && !place.startsWith("spec.template.")) return OF_JOBS[`job.${place.slice(5)}`];
  if (kind === "Pod" && place.startsWith("spec.")) return OF_PODS[`pod.${place.slice(5)}`];
  for (const [at, short] of PODS_AT) {
    if (place.startsWith(at)) return (short === "pod." ? OF_PODS : OF_JOBS)[`${short}${place.slice(at.length)}`];
  }
  return undefined;
}
