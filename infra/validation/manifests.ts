import { readFileSync } from "node:fs";
import { parseAllDocuments, YAMLParseError } from "yaml";
import { show } from "../../constructs/core";
import { idOf, isClusterScoped, kindOf, type Manifest, type ObjectId } from "../../constructs/plan";

/** An object, and where it stands. */
export interface PlacedObject {
  readonly id: ObjectId;
  readonly manifest: Manifest;
  readonly file: string;
}

/** Something in a file that cannot be judged. */
export interface Unreadable {
  readonly file: string;
  /** What it is, as far as it can be said: an object, a document of the file, the file. */
  readonly what: string;
  readonly message: string;
}

/** What manifest files hold. */
export interface ReadManifests {
  readonly objects: readonly PlacedObject[];
  readonly unreadable: readonly Unreadable[];
}

/** Reads the objects of manifest files: any number of documents each, empty ones among them. */
export function readManifests(files: readonly string[]): ReadManifests {
  const objects: PlacedObject[] = [];
  const unreadable: Unreadable[] = [];
  for (const file of files) {
    try {
      for (const [index, document] of documentsOf(file).entries()) {
        for (const item of itemsOf(document)) {
          const manifest = isObject(item) ? withoutStrayNamespace(item) : undefined;
          if (manifest) objects.push({ id: idOf(manifest), manifest, file });
          else unreadable.push({ file, what: `document ${index + 1}`, message: strange(item) });
        }
      }
    } catch (error) {
      unreadable.push({ file, what: "the file", message: failure(error) });
    }
  }
  return { objects, unreadable };
}

/** YAML 1.1 is what cdk8s writes and kubectl reads. A field that is null is one that is not there, for Kubernetes as well. */
function documentsOf(file: string): unknown[] {
  return [...parseAllDocuments(readFileSync(file, "utf8"), { version: "1.1" })].map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS({
      reviver(this: unknown, _key: unknown, value: unknown) {
        return value === null && !Array.isArray(this) ? undefined : value;
      },
    }) as unknown;
  });
}

/** kubectl takes a list for what is in it. Documents of comments alone are nothing. */
function itemsOf(document: unknown): unknown[] {
  if (document === undefined || document === null) return [];
  const { kind, items } = document as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items) ? items : [document];
}

function isObject(item: unknown): item is Manifest {
  const { apiVersion, kind, metadata } = (item ?? {}) as { readonly [field in keyof Manifest]?: unknown };
  const { name, namespace } = (metadata ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
  return [apiVersion, kind, name, namespace ?? ""].every((field) => typeof field === "string");
}

/** Charts write their namespace also into objects that belong to none. */
function withoutStrayNamespace(manifest: Manifest): Manifest {
  if (!isClusterScoped(kindOf(manifest))) return manifest;
  const { namespace: _, ...metadata } = manifest.metadata;
  return { ...manifest, metadata };
}

/** Says nothing of what else is in it: it may be a Secret. */
function strange(item: unknown): string {
  const want = "is no object of Kubernetes: apiVersion, kind, metadata.name and, if there, metadata.namespace must be texts";
  if (typeof item !== "object" || item === null) return `${want}, got a ${typeof item}`;
  const { apiVersion, kind, metadata } = item as { readonly [field in keyof Manifest]?: unknown };
  const { name, namespace } = (metadata ?? {}) as { readonly name?: unknown; readonly namespace?: unknown };
  const fields = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
  return `${want}, got ${Object.entries(fields).map(shown).join(", ")}`;
}

function shown([field, value]: readonly [string, unknown]): string {
  return `${field} ${["string", "undefined"].includes(typeof value) ? show(value) : `of type ${typeof value}`}`;
}

/** In few words: what the parser says may quote the line, and with it a secret. */
function failure(error: unknown): string {
  if (error instanceof YAMLParseError) {
    const [place] = error.linePos ?? [];
    return `is no YAML: ${error.code.toLowerCase().replaceAll("_", " ")}${place ? ` at line ${place.line}, column ${place.col}` : ""}`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? `is no YAML: ${message}` : `cannot be read: ${code}`;
}
