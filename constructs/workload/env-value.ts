import type { k8s } from "cdk8s-plus-27";
import { Credential } from "../core";

/** The value of a variable: a text, a credential, or something that a pod knows of itself ("metadata.name", "status.podIP"). */
export type EnvValue = string | Credential | { readonly field: string };

/** Variables as a container has them. A credential is wanted in the namespace of the pods from now on. */
export function environmentVariables(values: Readonly<Record<string, EnvValue>>, namespace: string | undefined): k8s.EnvVar[] {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === "string") return { name, value };
    if ("field" in value) return { name, valueFrom: { fieldRef: { fieldPath: value.field } } };
    value.wantIn(namespace);
    return value.asEnv(name);
  });
}
