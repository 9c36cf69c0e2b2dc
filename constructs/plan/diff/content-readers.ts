import { grouped } from "../grouped";
import { objectId } from "../manifest";
import type { ObjectId } from "../plan";
import type { Container, PodGroup } from "../pod-groups";
import { allContainers } from "../pod-references";

/** Pods that read a ConfigMap or Secret. */
export interface ContentReader {
  readonly owner: ObjectId;
  /** They see new content by themselves: files in volumes follow it, variables and single files (subPath) do not. */
  readonly live: boolean;
}

type Sources = Readonly<Record<string, { readonly name?: string; readonly secretName?: string } | undefined>>;

/** Who reads which ConfigMap or Secret, and how. */
export function contentReaders(groups: readonly PodGroup[]): ReadonlyMap<ObjectId, readonly ContentReader[]> {
  const all = groups.flatMap((group) => readsOf(group).map(({ id, live }) => ({ id, reader: { owner: group.owner, live } })));
  return new Map([...grouped(all, ({ id }) => [id])].map(([id, reads]) => [id, reads.map(({ reader }) => reader)]));
}

function readsOf({ namespace, spec }: PodGroup): { readonly id: ObjectId; readonly live: boolean }[] {
  if (!spec) return [];
  const read = (kind: string, name: string | undefined, live: boolean): { id: ObjectId; live: boolean }[] =>
    name === undefined ? [] : [{ id: objectId(kind, namespace, name), live }];
  const named = (sources: Sources, live: boolean): { id: ObjectId; live: boolean }[] => [
    ...read("ConfigMap", sources["configMap"]?.name, live),
    ...read("Secret", sources["secret"]?.secretName ?? sources["secret"]?.name, live),
  ];
  const volumes = new Map(
    (spec.volumes ?? []).map((volume) => {
      const { sources = [] } = (volume["projected"] ?? {}) as { readonly sources?: readonly Sources[] };
      return [volume.name, [volume as unknown as Sources, ...sources]] as const;
    }),
  );
  return allContainers(spec).flatMap((container) => [
    ...(container.volumeMounts ?? []).flatMap((mount) => {
      const isWhole = (mount as { readonly subPath?: string }).subPath === undefined;
      return (volumes.get(mount.name) ?? []).flatMap((source) => named(source, isWhole));
    }),
    ...variablesOf(container).flatMap(({ kind, name }) => read(kind, name, false)),
  ]);
}

function variablesOf({ env = [], envFrom = [] }: Container): { readonly kind: string; readonly name: string | undefined }[] {
  return [
    ...env.flatMap(({ valueFrom }) => [
      { kind: "ConfigMap", name: valueFrom?.["configMapKeyRef"]?.name },
      { kind: "Secret", name: valueFrom?.["secretKeyRef"]?.name },
    ]),
    ...(envFrom as readonly Sources[]).flatMap(({ configMapRef, secretRef }) => [
      { kind: "ConfigMap", name: configMapRef?.name },
      { kind: "Secret", name: secretRef?.name },
    ]),
  ];
}
