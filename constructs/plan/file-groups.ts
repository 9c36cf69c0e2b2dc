import { grouped } from "./grouped";
import type { Manifest, Plan, PlanObject } from "./plan";

/** The objects of one phase that belong to one namespace, or to none. */
export interface FileGroup {
  readonly phase: number;
  /** Of the phase, with leading zeros. */
  readonly number: string;
  /** The name of the file. */
  readonly file: string;
  readonly objects: readonly PlanObject[];
}

/** The name of an object's file within its phase: cluster-wide objects come first. */
export function fileOf({ metadata: { namespace } }: Manifest): string {
  return namespace === undefined ? "0-cluster.yaml" : `1-${namespace}.yaml`;
}

/**
 * The objects by phase and namespace, what belongs to no namespace first. A change moves an object to another
 * group only when what it waits for changes, so reviews show changes and no shuffling.
 */
export function fileGroups({ objects }: Pick<Plan, "objects">): FileGroup[] {
  const digits = Math.max(2, String(objects.at(-1)?.phase ?? 0).length);
  const groups = grouped(objects, ({ phase, manifest }) => [`${String(phase).padStart(digits, "0")} ${fileOf(manifest)}`]);
  return [...groups.keys()].sort().map((key) => {
    const [number = "", file = ""] = key.split(" ");
    return { phase: Number(number), number, file, objects: groups.get(key) ?? [] };
  });
}
