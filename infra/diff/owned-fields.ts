import { canonical } from "../../constructs/core";
import { type Data, isData, type Manifest } from "../../constructs/plan";
import type { LiveObject, ManagedFields } from "../cluster/live-object";

/** Of a live object only the fields that some managers have set, with the values that they have now. */
export function ownedFields(object: LiveObject, isTheirs: (manager: ManagedFields) => boolean): Manifest {
  const { apiVersion, kind, metadata } = object;
  const sets = (object.metadata.managedFields ?? []).filter((hold) => hold.subresource !== "status" && isTheirs(hold));
  const parts = sets.map(({ fieldsV1 = {} }) => pick(object, fieldsV1));
  const owned = parts.reduce<unknown>((all, part) => merge(all, part), {}) as Data & Pick<Manifest, "metadata">;
  const named = { name: metadata.name, ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }) };
  const { metadata: marks, ...content } = owned;
  return { apiVersion, kind, metadata: { ...marks, ...named }, ...content };
}

/** The part of a value that a set of fields means; lists keep the order that they have. */
function pick(value: unknown, fields: Data): unknown {
  const entries = Object.entries(fields).filter(([key]) => key !== ".");
  if (entries.length === 0 || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const kept = value.map((entry) => pickEntry(entry, entries));
    return kept.filter((entry) => entry !== undefined);
  }
  const data = value as Data;
  const picked = entries.flatMap(([key, inner]): [string, unknown][] => {
    const field = key.startsWith("f:") ? key.slice(2) : undefined;
    return field !== undefined && data[field] !== undefined ? [[field, pick(data[field], inner as Data)]] : [];
  });
  return Object.fromEntries(picked);
}

/** An entry of a list, if the fields mean it by its keys ("k:") or by its value ("v:"). */
function pickEntry(entry: unknown, fields: readonly (readonly [string, unknown])[]): unknown {
  for (const [key, inner] of fields) {
    if (key.startsWith("v:") && canonical(JSON.parse(key.slice(2))) === canonical(entry)) return entry;
    if (!key.startsWith("k:")) continue;
    const keys = JSON.parse(key.slice(2)) as Data;
    const data = entry as Data;
    if (Object.entries(keys).every(([name, value]) => data[name] === value)) return { ...(pick(data, inner as Data) as Data), ...keys };
  }
  return undefined;
}

/** Two parts of one object together. */
function merge(left: unknown, right: unknown): unknown {
  if (Array.isArray(left) && Array.isArray(right)) return mergeLists(left, right);
  if (!isData(left) || !isData(right)) return right;
  const merged: Record<string, unknown> = { ...left };
  for (const [field, value] of Object.entries(right)) merged[field] = field in merged ? merge(merged[field], value) : value;
  return merged;
}

/** Parts of one list: what both have of an entry belongs together. */
function mergeLists(left: readonly unknown[], right: readonly unknown[]): unknown[] {
  if (canonical(left) === canonical(right)) return [...left];
  const merged = new Map(left.map((entry) => [nameOf(entry), entry]));
  for (const entry of right) merged.set(nameOf(entry), merged.has(nameOf(entry)) ? merge(merged.get(nameOf(entry)), entry) : entry);
  return [...merged.values()];
}

/** What names an entry among the others of its list; its content, where nothing does. */
export function nameOf(entry: unknown): unknown {
  const data = isData(entry) ? entry : {};
  const port = data["containerPort"] ?? data["port"];
  return data["name"] ?? data["mountPath"] ?? (port === undefined ? canonical(entry) : canonical([port, data["protocol"] ?? "TCP"]));
}
