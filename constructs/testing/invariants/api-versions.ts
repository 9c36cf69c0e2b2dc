/** An API version that Kubernetes 1.34 to 1.36 does not serve any more, or says farewell to. */
export interface RetiredApi {
  /** "was removed in Kubernetes 1.25", "is deprecated since Kubernetes 1.33". */
  readonly state: string;
  /** What to write instead. */
  readonly use: string;
}

type Row = readonly [apiVersion: string, kinds: string, state: string, use: string];

const removed = (version: string): string => `was removed in Kubernetes ${version}`;
const deprecated = (version: string): string => `is deprecated since Kubernetes ${version}`;

/** After the life cycle that k8s.io/api 0.34 to 0.37 declares for each version; kinds "*" are all of the version. */
const ROWS: readonly Row[] = [
  [
    "admissionregistration.k8s.io/v1beta1",
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    removed("1.22"),
    "admissionregistration.k8s.io/v1",
  ],
  [
    "admissionregistration.k8s.io/v1alpha1",
    "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
    removed("1.32"),
    "admissionregistration.k8s.io/v1",
  ],
  [
    "admissionregistration.k8s.io/v1beta1",
    "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
    removed("1.34"),
    "admissionregistration.k8s.io/v1",
  ],
  [
    "admissionregistration.k8s.io/v1alpha1",
    "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
    deprecated("1.35"),
    "admissionregistration.k8s.io/v1beta1",
  ],
  ["apiextensions.k8s.io/v1beta1", "*", removed("1.22"), "apiextensions.k8s.io/v1"],
  ["apiregistration.k8s.io/v1beta1", "*", removed("1.22"), "apiregistration.k8s.io/v1"],
  ["apps/v1beta1", "*", removed("1.16"), "apps/v1"],
  ["apps/v1beta2", "*", removed("1.16"), "apps/v1"],
  ["autoscaling/v2beta1", "*", removed("1.25"), "autoscaling/v2"],
  ["autoscaling/v2beta2", "*", removed("1.26"), "autoscaling/v2"],
  ["batch/v1beta1", "*", removed("1.25"), "batch/v1"],
  ["batch/v2alpha1", "*", removed("1.21"), "batch/v1"],
  ["certificates.k8s.io/v1beta1", "CertificateSigningRequest", removed("1.22"), "certificates.k8s.io/v1"],
  ["certificates.k8s.io/v1alpha1", "ClusterTrustBundle", deprecated("1.34"), "certificates.k8s.io/v1beta1"],
  ["coordination.k8s.io/v1beta1", "Lease", removed("1.22"), "coordination.k8s.io/v1"],
  ["coordination.k8s.io/v1alpha2", "LeaseCandidate", deprecated("1.35"), "coordination.k8s.io/v1beta1"],
  ["discovery.k8s.io/v1beta1", "*", removed("1.25"), "discovery.k8s.io/v1"],
  ["events.k8s.io/v1beta1", "*", removed("1.25"), "events.k8s.io/v1"],
  ["extensions/v1beta1", "DaemonSet Deployment ReplicaSet", removed("1.16"), "apps/v1"],
  ["extensions/v1beta1", "NetworkPolicy", removed("1.16"), "networking.k8s.io/v1"],
  ["extensions/v1beta1", "PodSecurityPolicy", removed("1.16"), "the label pod-security.kubernetes.io/enforce of the namespace"],
  ["extensions/v1beta1", "Ingress", removed("1.22"), "networking.k8s.io/v1"],
  ["flowcontrol.apiserver.k8s.io/v1beta1", "*", removed("1.26"), "flowcontrol.apiserver.k8s.io/v1"],
  ["flowcontrol.apiserver.k8s.io/v1beta2", "*", removed("1.29"), "flowcontrol.apiserver.k8s.io/v1"],
  ["flowcontrol.apiserver.k8s.io/v1beta3", "*", removed("1.32"), "flowcontrol.apiserver.k8s.io/v1"],
  ["networking.k8s.io/v1beta1", "Ingress IngressClass", removed("1.22"), "networking.k8s.io/v1"],
  ["networking.k8s.io/v1beta1", "IPAddress ServiceCIDR", deprecated("1.34"), "networking.k8s.io/v1"],
  ["node.k8s.io/v1beta1", "*", removed("1.25"), "node.k8s.io/v1"],
  ["policy/v1beta1", "PodDisruptionBudget", removed("1.25"), "policy/v1"],
  ["policy/v1beta1", "PodSecurityPolicy", removed("1.25"), "the label pod-security.kubernetes.io/enforce of the namespace"],
  ["rbac.authorization.k8s.io/v1beta1", "*", removed("1.22"), "rbac.authorization.k8s.io/v1"],
  ["resource.k8s.io/v1alpha2", "*", removed("1.31"), "resource.k8s.io/v1"],
  ["resource.k8s.io/v1alpha3", "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", removed("1.34"), "resource.k8s.io/v1"],
  ["resource.k8s.io/v1alpha3", "DeviceTaintRule", deprecated("1.36"), "resource.k8s.io/v1beta2"],
  ["resource.k8s.io/v1beta1", "*", deprecated("1.35"), "resource.k8s.io/v1"],
  ["resource.k8s.io/v1beta2", "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", deprecated("1.36"), "resource.k8s.io/v1"],
  ["scheduling.k8s.io/v1beta1", "PriorityClass", removed("1.22"), "scheduling.k8s.io/v1"],
  ["storage.k8s.io/v1alpha1", "CSIStorageCapacity VolumeAttachment", removed("1.24"), "storage.k8s.io/v1"],
  ["storage.k8s.io/v1alpha1", "VolumeAttributesClass", removed("1.35"), "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "CSIDriver CSINode StorageClass VolumeAttachment", removed("1.22"), "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "CSIStorageCapacity", removed("1.27"), "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "VolumeAttributesClass", deprecated("1.34"), "storage.k8s.io/v1"],
  ["storagemigration.k8s.io/v1alpha1", "*", removed("1.35"), "storagemigration.k8s.io/v1beta1"],
  ["traefik.containo.us/v1alpha1", "*", "was removed in Traefik 3.0", "traefik.io/v1alpha1"],
  ["v1", "ComponentStatus", deprecated("1.19"), "the health endpoints of each component"],
  ["v1", "Endpoints", deprecated("1.33"), "discovery.k8s.io/v1 EndpointSlice"],
];

const BY_NAME = new Map(
  ROWS.flatMap(([apiVersion, kinds, state, use]) => kinds.split(" ").map((kind) => [`${apiVersion} ${kind}`, { state, use }])),
);

/** What became of an API version; undefined if it is in good health, or unknown here. */
export function retiredApi(apiVersion: string, kind: string): RetiredApi | undefined {
  return BY_NAME.get(`${apiVersion} ${kind}`) ?? BY_NAME.get(`${apiVersion} *`);
}
