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

/** The order that follows from the objects themselves, whoever made them. */
export interface ImpliedOrder {
  /** Namespaces before what is in them, definitions before custom resources, configuration before pods, servers before their webhooks. */
  readonly firm: readonly Order[];
  /** Policies and rights before pods: better so, but what somebody declares comes first. */
  readonly soft: readonly Order[];
}

/** Reads the order that follows from the objects. */
export function impliedOrder(items: readonly Item[]): ImpliedOrder {
  const known = new Set(items.map(({ id }) => id));
  const [firm, soft] = [new Map<string, Group>(), new Map<string, Group>()];
  const group = (key: string, stage: Stage = "exists", groups = firm): Group => {
    const found = groups.get(key) ?? { before: [], after: [], stage };
    groups.set(key, found);
    return found;
  };
  const rights = (account: string): Group => group(account, "exists", soft);

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
    if (BINDINGS.has(kind)) for (const account of accountsOf(manifest)) rights(account).before.push(id);

    const own = podGroupOf(manifest, id);
    if (!own?.spec) continue;
    pods.push(own);
    rights(`${namespace}/${accountOf(own.spec)}`).after.push(id);
    const references = needed(manifest, own.spec).filter((reference) => known.has(reference));
    if (references.length > 0) firm.set(`references/${id}`, { before: references, after: [id], stage: "exists" });
  }
  const index = new LabelIndex(pods);
  return {
    firm: [...firm.values(), ...servers(items, index)].filter(isOrder),
    soft: [...soft.values(), ...policies(items, index)].filter(isOrder),
  };
}

interface Group extends Order {
  readonly before: ObjectId[];
  readonly after: ObjectId[];
}

function isOrder({ before, after }: Order): boolean {
  return before.length > 0 && after.length > 0;
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
function policies(items: readonly Item[], pods: LabelIndex<PodGroup>): Order[] {
  return items
    .filter(({ manifest }) => kindOf(manifest) === "NetworkPolicy.networking.k8s.io")
    .map(({ id, manifest }) => {
      const { podSelector = {} } = (manifest["spec"] ?? {}) as { podSelector?: LabelSelector };
      return { before: [id], after: pods.find(manifest.metadata.namespace, podSelector).map(({ owner }) => owner), stage: "exists" };
    });
}

interface ServedBy {
  readonly namespace?: string;
  readonly name: string;
}

/** The API server asks webhooks and extensions as soon as they are there: before that their pods must be ready. */
function servers(items: readonly Item[], pods: LabelIndex<PodGroup>): Order[] {
  const asking = items.flatMap(({ id, manifest }) => servicesOf(manifest).map((service) => ({ id, service })));
  if (asking.length === 0) return [];
  const byId = new Map(items.map((item) => [item.id, item.manifest]));
  return asking.map(({ id, service: { namespace, name } }) => {
    const { selector } = (byId.get(objectId("Service", namespace, name))?.["spec"] ?? {}) as {
      selector?: Readonly<Record<string, string>>;
    };
    const before = selector ? pods.find(namespace, { matchLabels: selector }).map(({ owner }) => owner) : [];
    return { before, after: [id], stage: "ready" };
  });
}

function servicesOf(manifest: Manifest): ServedBy[] {
  if (manifest.kind === "APIService") return [(manifest["spec"] as { service?: ServedBy }).service ?? []].flat();
  if (!manifest.kind.endsWith("WebhookConfiguration")) return [];
  const webhooks = (manifest["webhooks"] ?? []) as readonly { readonly clientConfig?: { readonly service?: ServedBy } }[];
  return webhooks.flatMap(({ clientConfig }) => clientConfig?.service ?? []);
}

const BINDINGS = new Set(["RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io"]);

/** The ServiceAccounts that a binding gives rights to, as "namespace/name". */
function accountsOf({ metadata, ...manifest }: Manifest): string[] {
  const subjects = (manifest["subjects"] ?? []) as readonly { kind: string; name: string; namespace?: string }[];
  return subjects.filter(({ kind }) => kind === "ServiceAccount").map(({ name, namespace = metadata.namespace }) => `${namespace}/${name}`);
}
