import type { Manifest, ObjectId } from "./plan";

/** The kinds of Kubernetes itself that belong to no namespace, as "Kind.group". */
const CLUSTER_SCOPED = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ComponentStatus",
  "CustomResourceDefinition.apiextensions.k8s.io",
  "APIService.apiregistration.k8s.io",
  "ClusterRole.rbac.authorization.k8s.io",
  "ClusterRoleBinding.rbac.authorization.k8s.io",
  "StorageClass.storage.k8s.io",
  "CSIDriver.storage.k8s.io",
  "CSINode.storage.k8s.io",
  "VolumeAttachment.storage.k8s.io",
  "VolumeAttributesClass.storage.k8s.io",
  "PriorityClass.scheduling.k8s.io",
  "RuntimeClass.node.k8s.io",
  "IngressClass.networking.k8s.io",
  "IPAddress.networking.k8s.io",
  "ServiceCIDR.networking.k8s.io",
  "MutatingWebhookConfiguration.admissionregistration.k8s.io",
  "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
  "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
  "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
  "MutatingAdmissionPolicy.admissionregistration.k8s.io",
  "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io",
  "FlowSchema.flowcontrol.apiserver.k8s.io",
  "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io",
  "CertificateSigningRequest.certificates.k8s.io",
  "ClusterTrustBundle.certificates.k8s.io",
  "DeviceClass.resource.k8s.io",
  "ResourceSlice.resource.k8s.io",
]);

/** The API group of a manifest; empty for the core group. */
export function groupOf({ apiVersion }: Pick<Manifest, "apiVersion">): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

// The few kinds of a tree are asked for again and again.
const kinds = new Map<string, string>();

/** "Deployment.apps", "Secret": a kind that no other group can be mistaken for. */
export function kindOf({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): string {
  const key = `${apiVersion} ${kind}`;
  const known = kinds.get(key);
  if (known !== undefined) return known;
  const group = groupOf({ apiVersion });
  const found = group === "" ? kind : `${kind}.${group}`;
  kinds.set(key, found);
  return found;
}

/** Whether a kind of Kubernetes itself belongs to no namespace. Of custom resources nothing is known here. */
export function isClusterScoped(kind: string): boolean {
  return CLUSTER_SCOPED.has(kind);
}

/** Whether a kind, "Kind.group", is of an API that Kubernetes itself does not have: only an operator knows what its fields mean. */
export function isCustomKind(kind: string): boolean {
  return kind.includes(".") && !/\.(apps|batch|autoscaling|policy|([a-z.]+\.)?k8s\.io)$/.test(kind);
}

/** The identity of an object. */
export function objectId(kind: string, namespace: string | undefined, name: string): ObjectId {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** The identity of a manifest's object. */
export function idOf(manifest: Manifest): ObjectId {
  return objectId(kindOf(manifest), manifest.metadata.namespace, manifest.metadata.name);
}

/** The kind that a CustomResourceDefinition defines, as "Kind.group"; undefined for every other object. */
export function definedKind(manifest: Manifest): string | undefined {
  if (manifest.kind !== "CustomResourceDefinition" || groupOf(manifest) !== "apiextensions.k8s.io") return undefined;
  const { group, names } = (manifest["spec"] ?? {}) as { group?: string; names?: { kind?: string } };
  return `${names?.kind}.${group}`;
}

/** The kind that a definition defines for the whole cluster; undefined for every other object. */
export function definedForTheCluster(manifest: Manifest): string | undefined {
  const defined = definedKind(manifest);
  return defined !== undefined && (manifest["spec"] as { scope?: string }).scope === "Cluster" ? defined : undefined;
}

/** The manifest as Kubernetes takes it: charts put their namespace also into objects that belong to none. */
export function normalized(manifest: Manifest, definedForCluster: ReadonlySet<string | undefined>): Manifest {
  const kind = kindOf(manifest);
  if (manifest.metadata.namespace === undefined || !(isClusterScoped(kind) || definedForCluster.has(kind))) return manifest;
  const { namespace: _, ...metadata } = manifest.metadata;
  return { ...manifest, metadata };
}

/**
 * The same data in half the memory: what the typed objects render is made by spreading objects into one another and
 * full of undefined fields. What is no plain data stays as it is, for the writers to refuse by its place.
 */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy: Record<string, unknown> = {};
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (inner !== undefined) copy[key] = compact(inner);
  }
  return copy;
}
