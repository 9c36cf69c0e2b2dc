import { canonical, parseQuantity } from "../../core";
import { type Data, isData } from "../data";
import { isCustomKind, kindOf } from "../manifest";
import type { Manifest } from "../plan";
import type { FieldChange } from "./change";
import { isDefault } from "./defaults";
import { listOrder } from "./lists";

/** What says how much of something: "1000m" and "1" are the same. */
const QUANTITY_AT =
  /(^|\.)(requests|limits|hard|capacity|overhead|divisor|averageValue|value|sizeLimit|storage|max|min|default|defaultRequest)\b/;
/** Pods of these are renewed when anything in their template is another, even the order of a list. */
const RENEWED = new Set(["Deployment.apps", "StatefulSet.apps", "DaemonSet.apps"]);
/** What the API server says of an object, and nobody has written. */
const OF_SERVER = new Set([
  "managedFields",
  "resourceVersion",
  "uid",
  "generation",
  "creationTimestamp",
  "selfLink",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
]);

/** Annotations that controllers and tools keep for themselves. */
const OF_CONTROLLERS = new Set([
  "deprecated.daemonset.template.generation",
  "deployment.kubernetes.io/revision",
  "kubectl.kubernetes.io/last-applied-configuration",
]);
/** The label that every namespace gets from the API server. */
const OF_NAMESPACES = "kubernetes.io/metadata.name";

/**
 * The fields in which two manifests of one object differ, as Kubernetes understands them: what it fills in by itself, the order of lists
 * without an order, and how a quantity is written do not count.
 */
export function differences(before: Manifest, after: Manifest): FieldChange[] {
  if (isSame(before, after)) return [];
  const kind = kindOf(after);
  const walk = new Walk(kind);
  const [from, to] = [content(before), content(after)];
  walk.objects("", from, to);
  return walk.found;
}

/** Whether two values are written alike: most objects are, and need no closer look. */
function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left))
    return Array.isArray(right) && left.length === right.length && left.every((one, index) => isSame(one, right[index]));
  if (!isData(left) || !isData(right)) return false;
  const fields = Object.keys(left);
  return fields.length === Object.keys(right).length && fields.every((field) => isSame(left[field], right[field]));
}

class Walk {
  readonly found: FieldChange[] = [];
  readonly #kind: string;
  readonly #isCustom: boolean;
  readonly #isRenewed: boolean;

  constructor(kind: string) {
    this.#kind = kind;
    this.#isCustom = isCustomKind(kind);
    this.#isRenewed = RENEWED.has(kind);
  }

  objects(path: string, from: Data, to: Data): void {
    for (const field of new Set([...Object.keys(from), ...Object.keys(to)])) {
      this.#values(join(path, field), from[field] ?? undefined, to[field] ?? undefined, field, from, to);
    }
  }

  #values(path: string, from: unknown, to: unknown, field: string, fromSiblings: Data, toSiblings: Data): void {
    if (from === to) return;
    if (Array.isArray(from) && Array.isArray(to)) return this.#lists(path, field, from, to);
    if (isData(from) && isData(to)) return this.objects(path, from, to);
    const [left, right] = [from ?? [], to ?? []];
    if (Array.isArray(left) && Array.isArray(right) && this.#isNamed(field, left) && this.#isNamed(field, right))
      return this.#lists(path, field, left, right);
    if (from === undefined && isDefault(this.#kind, path, to, toSiblings)) return;
    if (to === undefined && isDefault(this.#kind, path, from, fromSiblings)) return;
    // A whole that is new or gone is told by its parts where it is but an envelope: "strategy", "securityContext".
    if (isEnvelope(path) && (from === undefined || to === undefined)) {
      const [small, large] = [from ?? {}, to ?? {}];
      if (isData(small) && isData(large)) return this.objects(path, small, large);
    }
    if (isScalar(from) && isScalar(to) && QUANTITY_AT.test(path)) {
      const [much, more] = [parseQuantity(from), parseQuantity(to)];
      if (much !== undefined && much === more) return;
    }
    this.found.push({ path, before: from, after: to });
  }

  #lists(path: string, field: string, from: readonly unknown[], to: readonly unknown[]): void {
    const [left, right] = [from, to].map((list) => listOrder(field, this.#kind, this.#isCustom, list));
    if (left?.by === "name" && right?.by === "name") {
      const count = this.found.length;
      for (const key of new Set([...left.keys.keys(), ...right.keys.keys()])) {
        this.#values(`${path}[${key}]`, left.keys.get(key), right.keys.get(key), "", {}, {});
      }
      const isOrderKept = [...left.keys.keys()].join("\n") === [...right.keys.keys()].join("\n");
      if (this.found.length > count || isOrderKept || !(left.ordered || this.#isOrderSeen(path))) return;
      this.found.push({ path, before: [...left.keys.keys()], after: [...right.keys.keys()] });
      return;
    }
    if (left?.by === "place" && right?.by === "place" && from.length === to.length && from.every(isData) && to.every(isData)) {
      from.forEach((entry, index) => this.#values(`${path}[${index}]`, entry, to[index], "", {}, {}));
      return;
    }
    const isSame = left?.by === "content" && !this.#isOrderSeen(path) ? sameContent(from, to) : canonical(from) === canonical(to);
    if (!isSame) this.found.push({ path, before: from, after: to });
  }

  #isNamed(field: string, list: readonly unknown[]): boolean {
    return listOrder(field, this.#kind, this.#isCustom, list).by === "name";
  }

  #isOrderSeen(path: string): boolean {
    return this.#isRenewed && path.startsWith("spec.template.");
  }
}

/** What somebody has written of an object; the values of Secrets in one form. */
function content(manifest: Manifest): Data {
  const { status: _, metadata, ...rest } = manifest;
  const { annotations, labels, ...own } = metadata;
  const tags = Object.entries(labels ?? {}).filter(([name]) => name !== OF_NAMESPACES || manifest.kind !== "Namespace");
  const marks = Object.entries(annotations ?? {}).filter(([name]) => !OF_CONTROLLERS.has(name));
  const fields = Object.entries(own).filter(([field]) => !OF_SERVER.has(field));
  const named = {
    ...Object.fromEntries(fields),
    ...(tags.length > 0 ? { labels: Object.fromEntries(tags) } : {}),
    ...(marks.length > 0 ? { annotations: Object.fromEntries(marks) } : {}),
  };
  if (kindOf(manifest) !== "Secret" || !isData(rest["stringData"])) return { metadata: named, ...rest };
  const { stringData, data, ...others } = rest as Data;
  const written = Object.entries(stringData as Readonly<Record<string, string>>).map(([key, value]) => [key, base64(value)]);
  return { metadata: named, ...others, data: { ...(data as Data), ...Object.fromEntries(written) } };
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

function sameContent(from: readonly unknown[], to: readonly unknown[]): boolean {
  if (from.length !== to.length) return false;
  const [left, right] = [from, to].map((list) => list.map(canonicalSet).sort());
  return canonical(left) === canonical(right);
}

/** The text of an entry whose own lists are sets as well: rules of roles and policies. */
function canonicalSet(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalSet).sort().join(",")}]`;
  if (!isData(value)) return JSON.stringify(value) ?? "";
  const fields = Object.entries(value).filter(([field, inner]) => inner !== undefined && !(field === "protocol" && inner === "TCP"));
  return `{${fields
    .map(([field, inner]) => `${field}:${canonicalSet(inner)}`)
    .sort()
    .join(",")}}`;
}

function isEnvelope(path: string): boolean {
  return /(^|\.)(strategy|updateStrategy|rollingUpdate|securityContext|resources|requests|limits|metadata|labels|annotations|data|binaryData|spec|persistentVolumeClaimRetentionPolicy|ordinals)$/.test(
    path,
  );
}

function join(path: string, field: string): string {
  if (!/^[\w-]+$/.test(field)) return `${path}[${field}]`;
  return path === "" ? field : `${path}.${field}`;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
