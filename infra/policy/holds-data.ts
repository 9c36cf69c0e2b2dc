import { kindOf, type Manifest, type ObjectId, objectId } from "../../constructs/plan";

const VOLUMES = new Set(["PersistentVolume", "PersistentVolumeClaim"]);

/** The objects that hold data as far as their kind says so, and the namespaces around them: deleting those deletes the data. */
export function holdsData(objects: readonly { readonly id: ObjectId; readonly manifest: Manifest }[]): ObjectId[] {
  return objects
    .filter(({ manifest }) => VOLUMES.has(kindOf(manifest)) || claims(manifest) > 0)
    .flatMap(({ id, manifest: { metadata } }) => [
      id,
      ...(metadata.namespace === undefined ? [] : [objectId("Namespace", undefined, metadata.namespace)]),
    ]);
}

/** How many volumes each pod of a stateful set gets. */
function claims(manifest: Manifest): number {
  const { volumeClaimTemplates } = (manifest["spec"] ?? {}) as { readonly volumeClaimTemplates?: readonly unknown[] };
  return kindOf(manifest) === "StatefulSet.apps" ? (volumeClaimTemplates ?? []).length : 0;
}
