import type { Manifest } from "./plan";

/** The manifest with more annotations. */
export function annotated(manifest: Manifest, more: Readonly<Record<string, string>>): Manifest {
  const { annotations, ...metadata } = manifest.metadata;
  return { ...manifest, metadata: { ...metadata, annotations: { ...annotations, ...more } } };
}
