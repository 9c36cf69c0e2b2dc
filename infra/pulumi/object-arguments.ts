import { type Inputs, secret } from "@pulumi/pulumi";
import { annotated, kindOf, type Manifest } from "../../constructs/plan";
import type { KubernetesObjectArgs } from "./kubernetes-object";

/** A manifest as a resource takes it: with Pulumi's annotations, and each value of a Secret secret by itself. */
export function argumentsOf(manifest: Manifest, annotations: Readonly<Record<string, string>>): KubernetesObjectArgs {
  const own = kindOf(manifest) === "Secret" ? withSecretLeaves(manifest) : manifest;
  return Object.keys(annotations).length > 0 ? annotated(own, annotations) : own;
}

/** One value that is not known yet hides no other: the map as a whole would. */
function withSecretLeaves(manifest: Manifest): Manifest {
  const { data, stringData } = manifest;
  return { ...manifest, ...(data ? { data: leaves(data) } : {}), ...(stringData ? { stringData: leaves(stringData) } : {}) };
}

function leaves(values: unknown): Inputs {
  return Object.fromEntries(Object.entries(values as object).map(([key, value]) => [key, secret(value as unknown)]));
}
