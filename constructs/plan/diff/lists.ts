import { type Data, isData } from "../data";

/** What names an entry of a list, by the list's field; undefined where nothing does. */
const NAMED: Readonly<Record<string, (entry: Data, kind: string) => unknown>> = {
  containers: byName,
  initContainers: byName,
  ephemeralContainers: byName,
  env: byName,
  volumes: byName,
  imagePullSecrets: byName,
  resourceClaims: byName,
  webhooks: byName,
  versions: byName,
  volumeMounts: ({ mountPath }) => mountPath,
  volumeDevices: ({ devicePath }) => devicePath,
  hostAliases: ({ ip }) => ip,
  topologySpreadConstraints: ({ topologyKey }) => topologyKey,
  volumeClaimTemplates: ({ metadata }) => (metadata as Data | undefined)?.["name"],
  ports: ({ containerPort, port, protocol = "TCP" }, kind) =>
    kind === "NetworkPolicy.networking.k8s.io" ? undefined : [containerPort ?? port, protocol],
  rules: ({ host = "*", http, verbs }) => (verbs === undefined && http !== undefined ? host : undefined),
  paths: ({ path = "/", pathType }) => [path, pathType],
  items: ({ key }) => key,
};

/** Lists whose order has a meaning, although their entries have names. */
const ORDERED = new Set(["initContainers"]);

/** Lists of Kubernetes in which only the content counts. */
const SETS = new Set(
  `verbs apiGroups resources resourceNames nonResourceURLs rules subjects aggregationRule
   accessModes finalizers policyTypes ingress egress from to ports except tls
   hosts tolerations matchExpressions values add drop supplementalGroups metrics shortNames
   categories mountOptions externalIPs loadBalancerSourceRanges operations matchConditions required`.split(/\s+/),
);

/** How a list is compared: by what names its entries, by its content alone, or place by place. */
export type ListOrder =
  | { readonly by: "name"; readonly keys: ReadonlyMap<string, unknown>; readonly ordered: boolean }
  | { readonly by: "content" | "place" };

/** How to compare a list of this field, in an object of this kind; custom resources have lists whose meaning only entries' names tell. */
export function listOrder(field: string, kind: string, isCustom: boolean, list: readonly unknown[]): ListOrder {
  const keys = new Map<string, unknown>();
  for (const entry of list) {
    const key = isData(entry) ? keyOf(field, kind, isCustom, entry) : undefined;
    if (key === undefined || keys.has(key)) return { by: !isCustom && SETS.has(field) ? "content" : "place" };
    keys.set(key, entry);
  }
  return { by: "name", keys, ordered: ORDERED.has(field) };
}

function keyOf(field: string, kind: string, isCustom: boolean, entry: Data): string | undefined {
  const key = isCustom ? byName(entry) : Object.hasOwn(NAMED, field) ? NAMED[field]?.(entry, kind) : undefined;
  const parts = Array.isArray(key) ? key : [key];
  return parts.every((part) => ["string", "number", "boolean"].includes(typeof part)) ? parts.join("/") : undefined;
}

function byName({ name }: Data): unknown {
  return name;
}
