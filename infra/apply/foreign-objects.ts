import { idOf, type ObjectId } from "../../constructs/plan";
import type { IKubectl } from "../cluster/kubectl";
import { type LiveObject, readList } from "../cluster/live-object";
import type { InventoryItem } from "./inventory";

/** What others have in a namespace, or of a kind, that would be removed. */
export interface Foreign {
  readonly container: ObjectId;
  readonly objects: readonly ObjectId[];
}

/** What Kubernetes puts into every namespace by itself, and what only tells of others. */
const OF_KUBERNETES = new Set(["ConfigMap/kube-root-ca.crt", "ServiceAccount/default"]);
const ONLY_TELLS = /^(events(\.|$)|endpoints$|endpointslices\.|leases\.|.*\.metrics\.k8s\.io$|.*\.coordination\.k8s\.io$)/;

/** Looks for what is not ours in a namespace, or among the resources of a definition. */
export async function foreignObjects(kubectl: IKubectl, container: InventoryItem, ours: ReadonlySet<ObjectId>): Promise<Foreign> {
  const inNamespace = container.kind === "Namespace";
  const resources = inNamespace ? await listable(kubectl) : container.name;
  const where = inNamespace ? ["-n", container.name] : ["-A"];
  const found = readList(await kubectl.run(["get", resources, ...where, "--ignore-not-found", "-o", "json"]));
  const objects = found.filter((object) => !goesByItself(object)).map(idOf);
  return { container: container.id, objects: [...new Set(objects)].filter((id) => !ours.has(id)) };
}

async function listable(kubectl: IKubectl): Promise<string> {
  const all = await kubectl.run(["api-resources", "--namespaced", "--verbs=list", "-o", "name"]);
  return all
    .split("\n")
    .filter((name) => name !== "" && !ONLY_TELLS.test(name))
    .join(",");
}

/** Kubernetes removes it with its owner, or with the namespace, or is at it already. */
function goesByItself({ kind, metadata: { name, ownerReferences = [], deletionTimestamp } }: LiveObject): boolean {
  return ownerReferences.length > 0 || deletionTimestamp !== undefined || OF_KUBERNETES.has(`${kind}/${name}`);
}
