import { grouped } from "../grouped";
import { objectId } from "../manifest";
import type { ObjectId } from "../plan";
import type { PodGroup } from "../pod-groups";
import { allContainers, type Reference, referencesOfVariables, referencesOfVolume } from "../pod-references";

/** Pods that read a ConfigMap or Secret. */
export interface ContentReader {
  readonly owner: ObjectId;
  /** They see new content by themselves: files in volumes follow it, variables and single files (subPath) do not. */
  readonly live: boolean;
}

/** Who reads which ConfigMap or Secret, and how. */
export function contentReaders(groups: readonly PodGroup[]): ReadonlyMap<ObjectId, readonly ContentReader[]> {
  const all = groups.flatMap((group) => readsOf(group).map(({ id, live }) => ({ id, reader: { owner: group.owner, live } })));
  return new Map([...grouped(all, ({ id }) => [id])].map(([id, reads]) => [id, reads.map(({ reader }) => reader)]));
}

function readsOf({ namespace, spec }: PodGroup): { readonly id: ObjectId; readonly live: boolean }[] {
  if (!spec) return [];
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume]));
  const reads = (references: readonly Reference[], live: boolean): { id: ObjectId; live: boolean }[] =>
    references.map(({ kind, name }) => ({ id: objectId(kind, namespace, name), live }));
  return allContainers(spec).flatMap((container) => [
    ...(container.volumeMounts ?? []).flatMap((mount) => {
      const volume = volumes.get(mount.name);
      return volume ? reads(referencesOfVolume(volume), (mount as { readonly subPath?: string }).subPath === undefined) : [];
    }),
    ...reads(referencesOfVariables(container), false),
  ]);
}
