import type { Manifest, Plan } from "../plan";

/** One object of a Plan, by kind and "name" or "namespace/name". Fails with the list of what there is. */
export function findObject({ objects }: Plan, kind: string, name: string): Manifest {
  const ofKind = objects.map(({ manifest }) => manifest).filter((manifest) => manifest.kind === kind);
  const found = ofKind.filter(({ metadata }) => metadata.name === name || `${metadata.namespace}/${metadata.name}` === name);
  if (found.length === 1 && found[0]) return found[0];
  if (found.length > 1) throw new Error(`${found.length} objects are ${kind} ${name}, say in which namespace: ${list(found)}`);
  if (ofKind.length > 0) throw new Error(`there is no ${kind} ${name}, there are ${list(ofKind)}`);
  const kinds = [...new Set(objects.map(({ manifest }) => manifest.kind))].sort((a, b) => (a < b ? -1 : 1));
  throw new Error(`there is no ${kind} at all, there are ${kinds.join(", ") || "no objects"}`);
}

function list(manifests: readonly Manifest[]): string {
  return manifests.map(({ metadata: { namespace, name } }) => (namespace === undefined ? name : `${namespace}/${name}`)).join(", ");
}
