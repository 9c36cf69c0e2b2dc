import { type ObjectId, objectId, type PlanObject, type Reference, referencesOf } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject, specOf } from "../subject";

/** What every namespace has without anybody's doing. */
const GIVEN = new Set(["ServiceAccount/default", "ConfigMap/kube-root-ca.crt"]);

/** The configuration, secrets, volumes and identities that pods name are there, and have the keys. */
export function namedObjectsExist(subject: Subject): Finding[] {
  const known = knownKeys(subject);
  const claims = templateClaims(subject);
  const check = (object: ObjectId, namespace: string | undefined, { kind, name, keys, by, optional }: Reference): Finding[] => {
    if (optional) return [];
    if (GIVEN.has(`${kind}/${name}`) || (kind === "PersistentVolumeClaim" && claims.has(`${namespace ?? ""}/${name.replace(/-\d+$/, "")}`)))
      return [];
    const id = objectId(kind, namespace, name);
    const message = known.has(id)
      ? missingKeys(`${by} wants`, id, keys, known.get(id))
      : `${by} names ${id}, which is not in the Plan; add it${kind === "Secret" ? " as a Credential" : ""}, or declare it with declareExternal if somebody else makes it`;
    return message === undefined ? [] : [{ rule: "named-objects-exist", object, message }];
  };
  const ofPods = [...subject.templates.values()].flatMap(({ owner, namespace, spec }) =>
    referencesOf(spec).flatMap((reference) => check(owner, namespace, reference)),
  );
  const ofIngresses = ofKind(subject, "Ingress.networking.k8s.io").flatMap((ingress) =>
    (specOf<{ tls: readonly { secretName?: string }[] }>(ingress).tls ?? []).flatMap(({ secretName }, index) =>
      secretName === undefined
        ? []
        : check(ingress.id, ingress.manifest.metadata.namespace, {
            kind: "Secret",
            name: secretName,
            keys: [],
            by: `spec.tls[${index}]`,
            optional: false,
          }),
    ),
  );
  return [...ofPods, ...ofIngresses];
}

type Keys = ReadonlySet<string> | undefined;

/** What pods can name, with its keys; undefined where they are not known. */
function knownKeys(subject: Subject): ReadonlyMap<ObjectId, Keys> {
  const { plan } = subject;
  const known = new Map<ObjectId, Keys>();
  for (const object of ofKind(subject, "ConfigMap", "Secret")) known.set(object.id, keysOf(object));
  for (const { id } of ofKind(subject, "PersistentVolumeClaim", "ServiceAccount")) known.set(id, undefined);
  for (const { secret, key, namespaces } of plan.credentials) {
    for (const id of namespaces.map((namespace) => objectId("Secret", namespace, secret)))
      known.set(id, new Set([...(known.get(id) ?? []), key]));
  }
  // Last: what somebody else makes may have more keys than the Plan says.
  for (const { kind, namespace, name } of plan.externals) known.set(objectId(kind, namespace, name), undefined);
  return known;
}

function keysOf({ manifest }: PlanObject): ReadonlySet<string> {
  return new Set(["data", "binaryData", "stringData"].flatMap((field) => Object.keys(manifest[field] ?? {})));
}

/** "namespace/data-web" for claims "data-web-0", "data-web-1" and so on. */
function templateClaims(subject: Subject): ReadonlySet<string> {
  return new Set(
    ofKind(subject, "StatefulSet.apps").flatMap((object) => {
      const { name, namespace } = object.manifest.metadata;
      const { volumeClaimTemplates = [] } = specOf<{ volumeClaimTemplates: readonly { metadata: { name: string } }[] }>(object);
      return volumeClaimTemplates.map(({ metadata }) => `${namespace ?? ""}/${metadata.name}-${name}`);
    }),
  );
}

function missingKeys(wanting: string, id: ObjectId, keys: readonly string[], known: Keys): string | undefined {
  const missing = keys.filter((key) => known && !known.has(key));
  if (missing.length === 0) return undefined;
  const has = known?.size ? `has only ${quoted([...known].sort())}` : "is empty";
  return `${wanting} ${quoted(missing)} of ${id}, which ${has}; add the key or name another`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
