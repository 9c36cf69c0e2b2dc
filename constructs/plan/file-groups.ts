import type { Plan, PlanObject } from "./plan";

/** The objects of one phase that belong to one namespace, or to none. */
export interface FileGroup {
  readonly phase: number;
  /** Of the phase, with leading zeros. */
  readonly number: string;
  /** "1-" and the namespace, or "0-cluster": as file names, cluster-wide objects come first. */
  readonly name: string;
  readonly objects: readonly PlanObject[];
}

/**
 * The objects by phase and namespace, what belongs to no namespace first. A change moves an object to another
 * group only when what it waits for changes, so reviews show changes and no shuffling.
 */
export function fileGroups({ objects }: Plan): FileGroup[] {
  const digits = Math.max(2, String(objects.at(-1)?.phase ?? 0).length);
  const groups = new Map<string, { phase: number; namespace?: string; objects: PlanObject[] }>();
  for (const object of objects) {
    const { phase, manifest } = object;
    const { namespace } = manifest.metadata;
    const key = `${phase}/${namespace ?? ""}`;
    const group = groups.get(key) ?? { phase, namespace, objects: [] };
    group.objects.push(object);
    groups.set(key, group);
  }
  return [...groups.values()]
    .sort((a, b) => a.phase - b.phase || ((a.namespace ?? "") < (b.namespace ?? "") ? -1 : 1))
    .map(({ phase, namespace, objects: own }) => ({
      phase,
      number: String(phase).padStart(digits, "0"),
      name: namespace === undefined ? "0-cluster" : `1-${namespace}`,
      objects: own,
    }));
}
