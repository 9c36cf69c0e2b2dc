import type { Manifest } from "../../../constructs/plan";

/** What is for the tool alone. */
const TOOLS = /^(argocd\.argoproj\.io|kustomize\.toolkit\.fluxcd\.io)\//;

/** Manifests by identity, without the annotations that Argo CD and Flux are given: what all outputs have in common. */
export function commonObjects(manifests: readonly Manifest[]): Record<string, Manifest> {
  const entries = manifests.map((manifest) => [identity(manifest), withoutTools(manifest)] as const);
  if (new Set(entries.map(([id]) => id)).size < entries.length) throw new Error("an object stands twice");
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Kind, namespace and name. */
export function identity({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
}

function withoutTools(manifest: Manifest): Manifest {
  const { annotations, ...metadata } = manifest.metadata;
  const own = Object.entries(annotations ?? {}).filter(([key]) => !TOOLS.test(key));
  return { ...manifest, metadata: own.length > 0 ? { ...metadata, annotations: Object.fromEntries(own) } : metadata };
}
