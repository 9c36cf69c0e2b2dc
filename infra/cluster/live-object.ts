import { idOf, kindOf, type Manifest, type ObjectId } from "../../constructs/plan";
import type { IKubectl, KubectlCall } from "./kubectl";

/** Who set which fields of an object, as the API server keeps account of it. */
export interface ManagedFields {
  readonly manager?: string;
  readonly operation?: "Apply" | "Update";
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

/** Who owns an object: it goes when they go. */
export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** An object as it is in the cluster. */
export interface LiveObject extends Manifest {
  readonly metadata: Manifest["metadata"] & {
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly OwnerReference[];
    readonly managedFields?: readonly ManagedFields[];
  };
}

/** What names an object: enough to ask for it. */
export type Named = Pick<Manifest, "apiVersion" | "kind"> & { readonly metadata: Pick<Manifest["metadata"], "name" | "namespace"> };

/** Live objects by the identity under which they were asked for. */
export type LiveObjects = ReadonlyMap<ObjectId, LiveObject>;

/** Objects as kubectl takes them on its standard input. */
export function asList(items: readonly unknown[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** The objects in what kubectl prints as JSON: a list, one object, or nothing at all. */
export function readList(output: string): LiveObject[] {
  if (output.trim() === "") return [];
  const read = JSON.parse(output) as LiveObject & { readonly items?: readonly LiveObject[] };
  return [...(read.items ?? [read])];
}

/** No more of an object than what names it. */
export function nameOnly({ apiVersion, kind, metadata: { name, namespace } }: Named): Named {
  return { apiVersion, kind, metadata: { name, namespace } };
}

/** Those of the named objects that are there, in one call. */
export async function getLive(kubectl: IKubectl, named: readonly Named[], call?: KubectlCall): Promise<LiveObjects> {
  if (named.length === 0) return new Map();
  const args = ["get", "--ignore-not-found", "--show-managed-fields", "-o", "json", "-f", "-"];
  return matchLive(named, readList(await kubectl.run(args, { ...call, input: asList(named.map(nameOnly)) })));
}

/** Brings live objects and those who asked for them together: whoever named no namespace gets the object of the context's. */
export function matchLive(named: readonly Named[], objects: readonly LiveObject[]): LiveObjects {
  const byId = new Map(objects.map((object) => [idOf(object), object]));
  const found = new Map<ObjectId, LiveObject>();
  const open: Named[] = [];
  for (const one of named) {
    const exact = byId.get(idOf(one));
    if (exact) {
      found.set(idOf(one), exact);
      byId.delete(idOf(one));
    } else if (one.metadata.namespace === undefined) open.push(one);
  }
  const rest = new Map([...byId.values()].map((object) => [`${kindOf(object)}/${object.metadata.name}`, object]));
  for (const one of open) {
    const object = rest.get(idOf(one));
    if (object) found.set(idOf(one), object);
  }
  return found;
}
