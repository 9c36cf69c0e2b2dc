import { kindOf, type Manifest, type Plan } from "../plan";

/** All objects of a kind, in the order in which they can be made. Fails with the kinds that there are. */
export function findObjects({ objects }: Plan, kind: string): Manifest[] {
  const found = objects.map(({ manifest }) => manifest).filter((manifest) => manifest.kind === kind || kindOf(manifest) === kind);
  if (found.length > 0) return found;
  const kinds = [...new Set(objects.map(({ manifest }) => manifest.kind))].sort((a, b) => (a < b ? -1 : 1));
  throw new Error(`there is no ${kind} at all, there are ${kinds.join(", ") || "no objects"}`);
}

/** One object of a Plan, by kind and "name" or "namespace/name". Fails with the list of what there is. */
export function findObject(plan: Plan, kind: string, name: string): Manifest {
  const ofKind = findObjects(plan, kind);
  const found = ofKind.filter(({ metadata }) => metadata.name === name || `${metadata.namespace}/${metadata.name}` === name);
  if (found.length > 1) throw new Error(`${found.length} objects are ${kind} ${name}, say in which namespace: ${list(found)}`);
  if (!found[0]) throw new Error(`there is no ${kind} ${name}, there are ${list(ofKind)}`);
  return found[0];
}

function list(manifests: readonly Manifest[]): string {
  return manifests.map(({ metadata: { namespace, name } }) => (namespace === undefined ? name : `${namespace}/${name}`)).join(", ");
}
