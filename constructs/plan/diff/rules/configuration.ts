import type { ObjectId } from "../../plan";
import type { PodGroup } from "../../pod-groups";
import { allContainers } from "../../pod-references";
import { type FieldRules, immutable, type Judge, type Pair } from "../rule";

const ANEW = "it is deleted and made anew; pods that start meanwhile wait for it";
const FROZEN = immutable("immutable-content", "immutable content", ANEW, "give the new content a new name");

/** New content of a ConfigMap or Secret: who sees it, and when. */
const CONTENT: Judge = (field, pair) => {
  if (pair.from.manifest["immutable"] === true) return FROZEN(field, pair);
  return { class: "safe", rule: "content", event: "content changed", why: seenBy(pair) };
};

function seenBy({ kind, to, after }: Pair): string {
  const users = after.groupsIn(to.manifest.metadata.namespace);
  const uses = users.flatMap((group) => usesOf(group, kind, to.manifest.metadata.name));
  const once = [...new Set(uses.filter(({ live }) => !live).map(({ owner }) => owner))];
  const live = [...new Set(uses.filter((use) => use.live).map(({ owner }) => owner))].filter((owner) => !once.includes(owner));
  if (uses.length === 0) return "no pod of the system reads it";
  return [
    ...(live.length > 0 ? [`${live.join(", ")} see it in their files within about a minute`] : []),
    ...(once.length > 0 ? [`${once.join(", ")} see it only when their pods start anew`] : []),
  ].join("; ");
}

/** How pods read an object: files in volumes follow it, variables and single files (subPath) do not. */
function usesOf({ owner, spec }: PodGroup, kind: string, name: string): { readonly owner: ObjectId; readonly live: boolean }[] {
  if (!spec) return [];
  const [source, ref, keyRef] =
    kind === "Secret" ? ["secret", "secretRef", "secretKeyRef"] : ["configMap", "configMapRef", "configMapKeyRef"];
  const named = (value: unknown): boolean => {
    const { name: one, secretName } = (value ?? {}) as { readonly name?: string; readonly secretName?: string };
    return (secretName ?? one) === name;
  };
  const volumes = (spec.volumes ?? []).filter((volume) => {
    const { sources = [] } = (volume["projected"] ?? {}) as { readonly sources?: readonly Readonly<Record<string, unknown>>[] };
    return [volume, ...sources].some((one) => one[source] !== undefined && named(one[source]));
  });
  const mounted = new Set(volumes.map((volume) => volume.name));
  return allContainers(spec).flatMap((container) => {
    const mounts = (container.volumeMounts ?? []).filter((mount) => mounted.has(mount.name));
    const variables = [
      ...(container.env ?? []).map(({ valueFrom }) => valueFrom?.[keyRef]),
      ...(container.envFrom ?? []).map((from) => from[ref]),
    ].filter((one) => one !== undefined && named(one));
    return [
      ...mounts.map((mount) => ({ owner, live: (mount as { readonly subPath?: string }).subPath === undefined })),
      ...variables.map(() => ({ owner, live: false })),
    ];
  });
}

const IMMUTABLE: Judge = (field, pair) =>
  field.after === true
    ? { class: "safe", rule: "immutable-content", event: "made immutable", why: "from now on its content cannot be changed" }
    : FROZEN(field, pair);

/** What a change of a ConfigMap risks. */
export const CONFIG_MAP: FieldRules = [
  ["immutable", IMMUTABLE],
  ["data", CONTENT],
  ["binaryData", CONTENT],
];

/** What a change of a Secret risks. */
export const SECRET: FieldRules = [["type", immutable("secret-type", "type", ANEW, "give the new type a new name")], ...CONFIG_MAP];
