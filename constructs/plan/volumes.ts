import { type AttributeRisk, formatBytes, parseQuantity } from "../core";
import { kindOf } from "./manifest";
import type { Manifest, ObjectId, PlanAsset } from "./plan";

interface Claim {
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
}

const RISKS: Readonly<Record<string, readonly AttributeRisk[]>> = {
  bytes: [
    {
      when: "less",
      class: "data at risk",
      why: "a volume cannot shrink: it would have to be made anew, empty",
      remedy: "copy the data to a new volume first",
    },
    { when: "more", class: "safe", why: "the volume grows in place where its class allows it" },
  ],
  storageClass: [
    {
      class: "data at risk",
      why: "a volume cannot change its class: it would have to be made anew, empty",
      remedy: "copy the data to a new volume first",
    },
  ],
  accessModes: [{ class: "data at risk", why: "a volume cannot change how it is mounted: it would have to be made anew, empty" }],
};

/** The volumes that an object asks for, as assets: claims, and the claim templates of stateful sets. */
export function volumesOf(id: ObjectId, manifest: Manifest): PlanAsset[] {
  const kind = kindOf(manifest);
  if (kind === "PersistentVolumeClaim") return [volume(id, id, manifest)];
  if (kind !== "StatefulSet.apps") return [];
  const { volumeClaimTemplates = [] } = manifest["spec"] as { readonly volumeClaimTemplates?: readonly Claim[] };
  return volumeClaimTemplates.map((claim) => volume(id, `${id} ${claim.metadata?.name}`, claim));
}

function volume(id: ObjectId, name: string, { spec }: Claim): PlanAsset {
  const bytes = parseQuantity(spec?.resources?.requests?.storage ?? "0") ?? 0;
  return {
    kind: "volume",
    name,
    objects: [id],
    attributes: { bytes, storageClass: spec?.storageClassName ?? "", accessModes: spec?.accessModes ?? [] },
    risks: RISKS,
    removal: { class: "data at risk", why: `its volume of ${formatBytes(bytes)} would be left behind or deleted` },
  };
}
