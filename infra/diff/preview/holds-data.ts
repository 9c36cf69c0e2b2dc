import { isCustomKind, isData, type Manifest, type ObjectId } from "../../../constructs/plan";
import type { PreviewObject } from "./kubernetes-object";

const ALWAYS = new Set(["PersistentVolumeClaim", "PersistentVolume", "Namespace", "CustomResourceDefinition.apiextensions.k8s.io"]);

/** Whether an object holds data, or something within it does: by what is said of it, by its kind, or by how it was protected. */
export function isKept({ kind, resource, before, after }: PreviewObject, keep: ReadonlySet<ObjectId>): boolean {
  if ([before, after].some((side) => side && keep.has(side.id)) || holdsData(kind, (before ?? after)?.manifest)) return true;
  // What only its operator knows, somebody has protected for a reason.
  return isCustomKind(kind) && resource.before?.protect === true;
}

/** Whether an object of this kind holds data, as far as it is shown: of a stateful set that is not shown the worst is assumed. */
function holdsData(kind: string, manifest: Manifest | undefined): boolean {
  if (ALWAYS.has(kind)) return true;
  if (kind !== "StatefulSet.apps") return false;
  const claims = isData(manifest?.["spec"]) ? manifest["spec"]["volumeClaimTemplates"] : [];
  return manifest === undefined || (Array.isArray(claims) && claims.length > 0);
}
