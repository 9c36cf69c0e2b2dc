import { isCustomKind, kindOf, type Manifest, type Plan, type PlanObject, podGroupOf, referencesOf } from "../../constructs/plan";
import { type CredentialOptions, keyOf, nameIn } from "./credentials";

/** Pods of these are renewed when their template changes; a job would run again. */
const RENEWED = new Set(["DaemonSet.apps", "Deployment.apps", "StatefulSet.apps"]);
/** The annotation of a pod template that changes with the generation of a credential that the pods read. */
const GENERATION = "tagenal.dev/credential-generation";

/**
 * Which of some Secrets, "namespace/name", an object needs: those that its pods read, and of a custom resource all in its namespace,
 * since nobody knows where its kind names them.
 */
export function secretsRead({ id, manifest }: PlanObject, names: readonly string[]): string[] {
  const { namespace } = manifest.metadata;
  if (isCustomKind(kindOf(manifest))) return names.filter((name) => name === nameIn(namespace, name.slice(name.indexOf("/") + 1)));
  const read = new Set(references({ id, manifest }).map(({ name }) => nameIn(namespace, name)));
  return names.filter((name) => read.has(name));
}

/** The manifest, its pods marked with the generations of the credentials that they read: with a new one they are renewed. */
export function withGenerations(object: PlanObject, manifest: Manifest, plan: Plan, { generation = {} }: CredentialOptions): Manifest {
  if (Object.keys(generation).length === 0 || !RENEWED.has(kindOf(manifest))) return manifest;
  const { namespace } = manifest.metadata;
  const read = references(object);
  const marks = plan.credentials.flatMap((credential) => {
    const mark = generation[keyOf(credential)];
    const isRead = read.some(({ name, keys }) => name === credential.secret && (keys.length === 0 || keys.includes(credential.key)));
    return mark !== undefined && isRead && credential.namespaces.includes(namespace) ? [`${keyOf(credential)}=${mark}`] : [];
  });
  if (marks.length === 0) return manifest;
  const { template, ...spec } = manifest["spec"] as { readonly template: { readonly metadata?: Manifest["metadata"] } };
  const annotations = { ...template.metadata?.annotations, [GENERATION]: marks.sort().join(",") };
  return { ...manifest, spec: { ...spec, template: { ...template, metadata: { ...template.metadata, annotations } } } };
}

function references({ id, manifest }: Pick<PlanObject, "id" | "manifest">): ReturnType<typeof referencesOf> {
  const pods = podGroupOf(manifest, id);
  return pods?.spec ? referencesOf(pods.spec).filter(({ kind }) => kind === "Secret") : [];
}
