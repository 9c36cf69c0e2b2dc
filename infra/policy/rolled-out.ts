import type { PolicyResource } from "@pulumi/policy";
import { type Data, idOf, isData, isNoteOfPulumi, type Manifest, type ObjectId, slotsOf } from "../../constructs/plan";
import { isUnknown } from "./known";
import { manifestOf, type Registered } from "./manifest-of";
import type { Seen } from "./written";

/** What stands where a value is known only after a preview. */
const OPEN = Symbol("known only after a preview");

/** What a program writes, to be compared with what was rolled out before: each resource as it was written, not as the cluster answered. */
export class RolledOut {
  readonly #written = new Map<string, Seen["manifest"]>();

  /** Notes a resource before it is made. */
  note(resource: Registered & { readonly urn: string }): void {
    this.#written.set(resource.urn, read(resource));
  }

  /** The resources of a stack, where what nobody knows yet is as it was before. */
  beside(before: ReadonlyMap<ObjectId, Manifest>): { readonly of: (resource: PolicyResource) => Seen } {
    const of = (resource: PolicyResource): Seen => {
      const isNoted = this.#written.has(resource.urn);
      const manifest = isNoted ? this.#written.get(resource.urn) : read(resource);
      const isOurs = isNoted || this.#written.size === 0;
      if (!manifest || manifest === "open") return { manifest, isOurs };
      return { manifest: asSaid(before.get(idOf(manifest)), manifest) as Manifest, isOurs };
    };
    return { of };
  }
}

function read(resource: Registered): Seen["manifest"] {
  if (!resource.type.startsWith("kubernetes:")) return undefined;
  const { apiVersion, kind, metadata } = openly(resource.props) as Data;
  const { name, namespace }: Data = isData(metadata) ? metadata : {};
  if ([apiVersion, kind, metadata, name, namespace].includes(OPEN)) return "open";
  return manifestOf(resource, openly);
}

/** The properties of a resource as plain data, in which a sign stands for what is not known yet. */
function openly(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return Array.from(value.keys(), (index) => opened(value, index));
  return Object.fromEntries(
    Object.keys(value)
      .map((key) => [key, opened(value, key)] as const)
      .filter(([, inner]) => inner !== null && inner !== undefined),
  );
}

function opened(value: object, key: string | number): unknown {
  try {
    return openly((value as Readonly<Record<string | number, unknown>>)[key]);
  } catch (error) {
    if (isUnknown(error)) return OPEN;
    throw error;
  }
}

/** What is written now; as it was before where nobody knows it yet, or where a slot of the saved Plan says nothing of it. */
function asSaid(before: unknown, after: unknown): unknown {
  if (after === OPEN) return before;
  if (typeof before === "string" && slotsOf(before).length > 0) return before;
  if (Array.isArray(after)) {
    const of = Array.isArray(before) ? entriesOf(before) : (): unknown => undefined;
    return after.map((entry: unknown, index) => asSaid(of(entry, index), entry)).filter((entry) => entry !== undefined);
  }
  if (!isData(after)) return after;
  const was = isData(before) ? before : {};
  const fields = Object.entries(after)
    .map(([field, inner]) => [field, field === "annotations" && isData(inner) ? withoutNotes(inner) : inner] as const)
    .map(([field, inner]) => [field, asSaid(was[field], inner)] as const);
  return Object.fromEntries(fields.filter(([, inner]) => inner !== undefined));
}

/** The entry of a list that an entry of another list means: the one of its name, else the one in its place. */
function entriesOf(list: readonly unknown[]): (entry: unknown, index: number) => unknown {
  const named = new Map(list.filter(isData).map((entry) => [entry["name"], entry]));
  return (entry, index) => (isData(entry) && typeof entry["name"] === "string" ? named.get(entry["name"]) : list[index]);
}

function withoutNotes(annotations: Data): Data | undefined {
  const kept = Object.entries(annotations).filter(([name]) => !isNoteOfPulumi(name));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
