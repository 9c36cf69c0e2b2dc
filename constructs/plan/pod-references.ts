import type { ExternalKind } from "../core";
import type { Container, PodSpec } from "./pod-groups";

/** An object that pods name. */
export interface Reference {
  readonly kind: ExternalKind;
  readonly name: string;
  /** The keys that it must have. */
  readonly keys: readonly string[];
  /** Who names it: "volume 'config'". */
  readonly by: string;
  /** The pods start without it, too. */
  readonly optional: boolean;
}

interface Source {
  readonly name?: string;
  readonly secretName?: string;
  readonly key?: string;
  readonly items?: readonly { readonly key: string }[];
  readonly optional?: boolean;
}
type Sources = Readonly<Record<string, Source | undefined>>;

/** The objects that a pod's specification names. */
export function referencesOf(spec: PodSpec): Reference[] {
  const { imagePullSecrets = [], volumes = [] } = spec;
  return [
    reference("ServiceAccount", accountOf(spec), "the pod"),
    ...imagePullSecrets.map(({ name }) => reference("Secret", name, "imagePullSecrets")),
    ...volumes.flatMap(referencesOfVolume),
    ...allContainers(spec).flatMap(referencesOfVariables),
  ];
}

/** The name of the ServiceAccount that pods run as. */
export function accountOf({ serviceAccountName, serviceAccount }: PodSpec): string {
  // An older name of the field, which Kubernetes still takes.
  return serviceAccountName || (serviceAccount as string | undefined) || "default";
}

/** The objects that a volume is made of. */
export function referencesOfVolume(volume: NonNullable<PodSpec["volumes"]>[number]): Reference[] {
  const by = `volume '${volume.name}'`;
  const { persistentVolumeClaim, projected } = volume as {
    readonly persistentVolumeClaim?: { readonly claimName: string };
    readonly projected?: { readonly sources?: readonly Sources[] };
  };
  const claim = persistentVolumeClaim ? [reference("PersistentVolumeClaim", persistentVolumeClaim.claimName, by)] : [];
  return [
    ...claim,
    ...[volume as unknown as Sources, ...(projected?.sources ?? [])].flatMap(({ configMap, secret }) => ofSources(by, configMap, secret)),
  ];
}

/** The objects that the variables of a container come from. */
export function referencesOfVariables({ name, env = [], envFrom = [] }: Container): Reference[] {
  return [
    ...env.flatMap((variable) => {
      const { configMapKeyRef, secretKeyRef } = (variable.valueFrom ?? {}) as Sources;
      return ofSources(`variable '${variable.name}' of container '${name}'`, configMapKeyRef, secretKeyRef);
    }),
    ...(envFrom as readonly Sources[]).flatMap(({ configMapRef, secretRef }) =>
      ofSources(`envFrom of container '${name}'`, configMapRef, secretRef),
    ),
  ];
}

function ofSources(by: string, configMap: Source | undefined, secret: Source | undefined): Reference[] {
  const sources = [
    ["ConfigMap", configMap],
    ["Secret", secret],
  ] as const;
  return sources.flatMap(([kind, source]) => {
    const name = source?.secretName ?? source?.name;
    if (name === undefined) return [];
    const keys = [...(source?.key === undefined ? [] : [source.key]), ...(source?.items ?? []).map(({ key }) => key)];
    return { ...reference(kind, name, by, keys), optional: source?.optional === true };
  });
}

function reference(kind: ExternalKind, name: string, by: string, keys: readonly string[] = []): Reference {
  return { kind, name, keys, by, optional: false };
}

/** The containers of a pod, those that run before the others too. */
export function allContainers({ containers = [], initContainers = [] }: Partial<PodSpec>): Container[] {
  return [...initContainers, ...containers];
}
