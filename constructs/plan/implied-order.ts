import type { Stage } from "../core";
import { definedKind, kindOf, objectId } from "./manifest";
import type { Manifest, ObjectId, Order } from "./plan";
import { podGroupOf } from "./pod-groups";
import { podReferences } from "./pod-references";

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

  for (const { id, manifest } of items) {
    const { namespace } = manifest.metadata;
    const kind = kindOf(manifest);
    const home = objectId("Namespace", undefined, namespace ?? "");
    if (namespace !== undefined && known.has(home)) group(home).after.push(id);
    if (kind === "Namespace") group(id).before.push(id);
    if (kind === "NetworkPolicy.networking.k8s.io") group(`policies/${namespace}`).before.push(id);
    const defined = definedKind(manifest);
    if (defined !== undefined) group(`custom/${defined}`, "ready").before.push(id);
    if (BINDINGS.has(kind)) accountsOf(manifest).forEach((account) => group(`rights/${account}`).before.push(id));
    else group(`custom/${kind}`, "ready").after.push(id);

    const pods = podGroupOf(manifest, id);
    if (!pods?.spec) continue;
    group(`policies/${namespace}`).after.push(id);
    if (pods.spec.serviceAccountName) group(`rights/${namespace}/${pods.spec.serviceAccountName}`).after.push(id);
    const references = [...podReferences(manifest, pods.spec)].filter((reference) => known.has(reference));
    group(`references/${id}`).before.push(...references);
    group(`references/${id}`).after.push(id);
  }
  return [...groups.values()].filter((order) => order.before.length > 0 && order.after.length > 0);
}

const BINDINGS = new Set(["RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io"]);

/** The ServiceAccounts that a binding gives rights to, as "namespace/name". */
function accountsOf({ metadata, ...manifest }: Manifest): string[] {
  const subjects = (manifest["subjects"] ?? []) as readonly { kind: string; name: string; namespace?: string }[];
  return subjects.filter(({ kind }) => kind === "ServiceAccount").map(({ name, namespace = metadata.namespace }) => `${namespace}/${name}`);
}
