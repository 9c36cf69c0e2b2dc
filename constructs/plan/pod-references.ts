import { objectId } from "./manifest";
import type { Manifest, ObjectId } from "./plan";
import type { Container, PodSpec } from "./pod-groups";

type Named = { readonly name?: string; readonly secretName?: string; readonly claimName?: string } | undefined;

/** The objects that must be there before the pods of a workload can start: what its template names. */
export function podReferences(manifest: Manifest, spec: PodSpec): ReadonlySet<ObjectId> {
  const found = new Set<ObjectId>();
  const add = (kind: string, name: string | undefined, namespace = manifest.metadata.namespace): void => {
    if (name !== undefined) found.add(objectId(kind, namespace, name));
  };
  const source = ({
    configMap,
    secret,
    configMapRef,
    secretRef,
    configMapKeyRef,
    secretKeyRef,
  }: Readonly<Record<string, unknown>>): void => {
    for (const one of [configMap, configMapRef, configMapKeyRef] as Named[]) add("ConfigMap", one?.name);
    for (const one of [secret, secretRef, secretKeyRef] as Named[]) add("Secret", one?.secretName ?? one?.name);
  };

  add("ServiceAccount", spec.serviceAccountName);
  spec.imagePullSecrets?.forEach(({ name }) => add("Secret", name));
  if (typeof spec["priorityClassName"] === "string")
    found.add(objectId("PriorityClass.scheduling.k8s.io", undefined, spec["priorityClassName"]));
  for (const volume of spec.volumes ?? []) {
    source(volume);
    add("PersistentVolumeClaim", (volume["persistentVolumeClaim"] as Named)?.claimName);
    const projected = volume["projected"] as { readonly sources?: readonly Readonly<Record<string, unknown>>[] } | undefined;
    projected?.sources?.forEach(source);
  }
  for (const container of allContainers(spec)) {
    container.envFrom?.forEach(source);
    container.env?.forEach(({ valueFrom }) => valueFrom && source(valueFrom));
  }
  const service = (manifest["spec"] as { readonly serviceName?: string }).serviceName;
  add("Service", service);
  return found;
}

/** The containers of a pod, those that run before the others too. */
export function allContainers({ containers, initContainers = [] }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}
