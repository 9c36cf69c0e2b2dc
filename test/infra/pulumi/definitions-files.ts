import { createHash } from "node:crypto";
import type { Manifest } from "../../../constructs/plan";

/** A definition as operators release it. */
export function definition(kind: string, group = "shop.example"): Manifest {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
    },
  };
}

/** The sum by which a file is pinned. */
export function pin(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
