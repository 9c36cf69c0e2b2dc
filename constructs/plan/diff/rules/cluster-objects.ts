import { type FieldRules, immutable, type Judge, says, specOf } from "../rule";

const LEVELS = ["privileged", "baseline", "restricted"];

const SECURITY: Judge = ({ path, before = "privileged", after = "privileged" }) => {
  if (!path.endsWith("[pod-security.kubernetes.io/enforce]")) return undefined;
  const rule = "pod-security";
  const isStricter = LEVELS.indexOf(String(after)) > LEVELS.indexOf(String(before));
  if (!isStricter) return { class: "safe", rule, event: "pod security loosened", why: "pods that were allowed stay allowed" };
  const why = `pods that are not ${String(after)} are refused the next time they are made; those that run stay until then`;
  return {
    class: "restart",
    rule,
    event: "pod security stricter",
    why,
    remedy: "set pod-security.kubernetes.io/warn first, and see who is named",
  };
};

/** What a change of a Namespace risks. */
export const NAMESPACE: FieldRules = [["metadata.labels", SECURITY]];

const RECLAIM: Judge = ({ after }) => {
  const rule = "volume-protection";
  if (after !== "Delete") return { class: "safe", rule, event: "volume kept", why: "the volume stays when its claim goes" };
  const why = "the volume and its data are deleted with its claim";
  return { class: "data at risk", rule, event: "volume no longer kept", why, remedy: "leave it at Retain" };
};

/** What a change of a PersistentVolume risks. */
export const VOLUME: FieldRules = [
  ["spec.persistentVolumeReclaimPolicy", RECLAIM],
  ["spec.capacity", says("safe", "volume-size", "capacity changed", "what is on it stays")],
  ["spec.mountOptions", says("safe", "volume-mount", "mount options changed", "counts for pods that are made from now on")],
  [
    "spec.claimRef",
    says(
      "data at risk",
      "volume-identity",
      "claim changed",
      "another claim may take the volume, with the data on it",
      "copy the data first",
    ),
  ],
  [
    "spec",
    says(
      "data at risk",
      "volume-identity",
      "source changed",
      "it cannot be changed in place: the volume would be made anew, and lead to other data",
      "make a second volume beside it",
    ),
  ],
];

const RECLAIM_OF_CLASS: Judge = ({ after = "Delete" }) => {
  const [rule, remedy] = ["volume-protection", "make a second class beside it"];
  if (after !== "Delete")
    return {
      class: "replace",
      rule,
      event: "volumes kept",
      why: "it cannot be changed in place: the class is made anew, volumes there stay as they are",
      remedy,
    };
  const why = "volumes that are made from now on are deleted with their claims; the class is made anew";
  return { class: "data at risk", rule, event: "volumes no longer kept", why, remedy };
};

/** What a change of a StorageClass risks. */
export const STORAGE_CLASS: FieldRules = [
  ["reclaimPolicy", RECLAIM_OF_CLASS],
  ...["provisioner", "parameters", "volumeBindingMode", "allowedTopologies"].map(
    (field) =>
      [
        field,
        immutable("storage-class", field, "the class is made anew, volumes there stay as they are", "make a second class beside it"),
      ] as const,
  ),
];

const VERSIONS: Judge = ({ path, before, after }) => {
  const rule = "definition-versions";
  if (/^spec\.versions(\[[^\]]*\])?$/.test(path)) {
    if (before === undefined) return { class: "safe", rule, event: "version added", why: "objects of the other versions stay" };
    const why = "objects that are stored in it can no longer be read";
    return {
      class: "data at risk",
      rule,
      event: "version removed",
      why,
      remedy: "stop serving it first, and rewrite what is stored in it",
    };
  }
  if (path.endsWith(".served") && after === false)
    return {
      class: "replace",
      rule,
      event: "version no longer served",
      why: "whoever still asks in it gets an error",
      remedy: "move all clients to the other versions first",
    };
  if (path.includes(".schema.")) return schemaChange(before, after, path, rule);
  return { class: "safe", rule, event: "version changed", why: "stored objects stay" };
};

function schemaChange(before: unknown, after: unknown, path: string, rule: string): ReturnType<Judge> {
  const isProperty = /\.properties(\.\w+|\[[^\]]*\])$/.test(path) || path.endsWith(".properties");
  if (isProperty && before !== undefined && after === undefined) {
    const why = "the field is dropped from stored objects when they are written the next time";
    return { class: "data at risk", rule, event: "field removed", why, remedy: "move what the field says elsewhere first" };
  }
  if (path.endsWith("x-kubernetes-preserve-unknown-fields") && before === true)
    return {
      class: "data at risk",
      rule,
      event: "unknown fields dropped",
      why: "fields without a schema are dropped from stored objects when they are written",
    };
  return { class: "safe", rule, event: "schema changed", why: "stored objects stay; new ones are judged by the new schema" };
}

const KIND = says(
  "data at risk",
  "definition",
  "kind changed",
  "it cannot be changed in place: with the definition all objects of the kind are deleted",
  "define the new kind beside it, and copy the objects",
);

/** What a change of a CustomResourceDefinition risks. */
export const DEFINITION: FieldRules = [
  ["spec.group", KIND],
  ["spec.scope", KIND],
  ["spec.names.kind", KIND],
  ["spec.names.plural", KIND],
  ["spec.versions", VERSIONS],
];

const HOOK: Judge = ({ after, before }) => {
  const rule = "webhook";
  if ((after ?? "Fail") !== "Fail" || before === undefined)
    return { class: "safe", rule, event: "failures ignored", why: "what its server does not answer goes through" };
  const why = "where its server does not answer, nothing that it matches can be made or changed";
  return { class: "replace", rule, event: "failures no longer ignored", why, remedy: "run its server more than once first" };
};

/** What a change of a webhook's configuration risks. */
export const WEBHOOKS: FieldRules = [["webhooks[].failurePolicy", HOOK]];

/** Kinds of which the API server changes only some fields. */
export const PRIORITY_CLASS: FieldRules = ["value", "preemptionPolicy"].map(
  (field) =>
    [
      field,
      immutable("priority-class", field, "the class is made anew; pods there keep their priority", "make a second class beside it"),
    ] as const,
);
/** An IngressClass keeps its controller. */
export const INGRESS_CLASS: FieldRules = [
  [
    "spec.controller",
    immutable(
      "ingress-class",
      "controller",
      "the class is made anew, another controller serves its routes",
      "make a second class beside it",
    ),
  ],
];
/** A RuntimeClass keeps its handler. */
export const RUNTIME_CLASS: FieldRules = [
  ["handler", immutable("runtime-class", "handler", "the class is made anew; pods there stay", "make a second class beside it")],
];

const SETTINGS = says("safe", "budget", "budget changed", "counts for evictions from now on");

/** What a change of a PodDisruptionBudget risks by itself. */
export const BUDGET: FieldRules = [["spec", SETTINGS]];

/** What a change of an autoscaler risks. */
export const AUTOSCALER: FieldRules = [
  [
    "spec",
    (_field, { to }) => {
      const { minReplicas = 1, maxReplicas = 1 } = specOf<{ minReplicas: number; maxReplicas: number }>(to.manifest);
      return {
        class: "safe",
        rule: "scaling",
        event: "scaling changed",
        why: `between ${minReplicas} and ${maxReplicas} pods from now on`,
      };
    },
  ],
];
/** A policy by itself; connections in use are judged by themselves. */
export const NETWORK_POLICY: FieldRules = [
  ["spec", says("safe", "network-policy", "rules changed", "a connection that it cuts is told by itself")],
];
