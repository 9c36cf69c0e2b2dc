import type { Stage } from "../core";
import { LabelIndex } from "./label-index";
import { definedKind, kindOf, objectId } from "./manifest";
import type { Manifest, ObjectId, Order } from "./plan";
import { type PodGroup, type PodSpec, podGroupOf } from "./pod-groups";
import { accountOf, referencesOf } from "./pod-references";
import type { LabelSelector } from "./selector";

interface Item {
  readonly id: ObjectId;
  readonly manifest: Manifest;
}

/**
 * The order that follows from the objects themselves, whoever made them: namespaces before what is in them,
 * definitions before custom resources, policies, rights and configuration before the pods that need them.
 */
export function impliedOrder(items: readonly Item[]): Order[] {
  const known = new Set(items.map(({ id }) => id));
  const groups = new Map<string, { readonly before: ObjectId[]; readonly after: ObjectId[]; readonly stage: Stage }>();
  const group = (key: string, stage: Stage = "exists") => {
    const found = groups.get(key) ?? { before: [], after: [], stage };
    groups.set(key, found);
    return found;
  };

  const defined = new Set(items.map(({ manifest }) => definedKind(manifest)));
  const pods: PodGroup[] = [];
  for (const { id, manifest } of items) {
    const { namespace } = manifest.metadata;
    const kind = kindOf(manifest);
    const home = objectId("Namespace", undefined, namespace ?? "");
    if (kind === "Namespace") group(id).before.push(id);
    else if (namespace !== undefined && known.has(home)) group(home).after.push(id);
    const definition = definedKind(manifest);
    if (definition !== undefined) group(`custom/${definition}`, "ready").before.push(id);
    else if (defined.has(kind)) group(`custom/${kind}`, "ready").after.push(id);
    if (BINDINGS.has(kind)) for (const account of accountsOf(manifest)) group(`rights/${account}`).before.push(id);

    const own = podGroupOf(manifest, id);
    if (!own?.spec) continue;
    pods.push(own);
    group(`rights/${namespace}/${accountOf(own.spec)}`).after.push(id);
    const references = needed(manifest, own.spec).filter((reference) => known.has(reference));
    if (references.length > 0) groups.set(`references/${id}`, { before: references, after: [id], stage: "exists" });
  }
  return [...policies(items, pods), ...groups.values()].filter(({ before, after }) => before.length > 0 && after.length > 0);
}

/** What must be there before pods of a template can start, or before they work as they should. */
function needed({ metadata: { namespace }, ...manifest }: Manifest, spec: PodSpec): ObjectId[] {
  const { serviceName } = manifest["spec"] as { readonly serviceName?: string };
  return [
    ...referencesOf(spec).map(({ kind, name }) => objectId(kind, namespace, name)),
    ...(serviceName === undefined ? [] : [objectId("Service", namespace, serviceName)]),
    ...(typeof spec["priorityClassName"] === "string"
      ? [objectId("PriorityClass.scheduling.k8s.io", undefined, spec["priorityClassName"])]
      : []),
  ];
}

/** Policies come before the pods they are for: a pod is never open, not even for a moment. */
function policies(items: readonly Item[], pods: readonly PodGroup[]): Order[] {
  const found = items.filter(({ manifest }) => kindOf(manifest) === "NetworkPolicy.networking.k8s.io");
  if (found.length === 0) return [];
  const index = new LabelIndex(pods);
  return found.map(({ id, manifest }) => {
    const { podSelector = {} } = (manifest["spec"] ?? {}) as { podSelector?: LabelSelector };
    return { before: [id], after: index.find(manifest.metadata.namespace, podSelector).map(({ owner }) => owner), stage: "exists" };
  });
}

const BINDINGS = new Set(["RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io"]);

/** The ServiceAccounts that a binding gives rights to, as "namespace/name". */
function accountsOf({ metadata, ...manifest }: Manifest): string[] {
  const subjects = (manifest["subjects"] ?? []) as readonly { kind: string; name: string; namespace?: string }[];
  return subjects.filter(({ kind }) => kind === "ServiceAccount").map(({ name, namespace = metadata.namespace }) => `${namespace}/${name}`);
}
