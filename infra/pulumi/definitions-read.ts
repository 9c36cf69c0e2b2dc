import { parseAllDocuments } from "yaml";
import { type Problem, RefusedError } from "../../constructs/core";
import { kindOf, type Manifest } from "../../constructs/plan";
import { type DefinitionSource } from "./definitions-source";
import { problemOf, refuseSource } from "./definitions-sum";

/** The kind of definitions of custom resources. */
export const DEFINITION = "CustomResourceDefinition.apiextensions.k8s.io";

interface DefinitionSpec {
  readonly group?: string;
  readonly names?: { readonly kind?: string; readonly plural?: string };
}

/** The kind that a definition defines, as objects of the Plan are called: "VitessCluster.planetscale.com". */
export function kindDefinedBy(definition: Manifest): string {
  const { group, names } = definition["spec"] as DefinitionSpec;
  return `${names?.kind}.${group}`;
}

/** What a file holds. */
export interface ReadFile {
  readonly definitions: readonly Manifest[];
  /** Whether reading it once more is quick. */
  readonly isJson: boolean;
}

/**
 * Reads the definitions in a file, and leaves out what else is in it.
 * @throws RefusedError with everything that is wrong
 */
export function readDefinitions(source: DefinitionSource, bytes: Uint8Array): ReadFile {
  const text = textOf(source, bytes);
  const json = jsonOf(text);
  const items = (json === undefined ? yamlOf(source, text) : [json]).flatMap(itemsOf);
  const objects = items.filter(isObject);
  const definitions = objects.filter((object) => kindOf(object) === DEFINITION);
  const problems = definitions.flatMap((definition) => problemsOf(source, definition));
  if (objects.length < items.length) {
    const [other] = items.filter((item) => !isObject(item));
    problems.push(problemOf(source, `a document is no object of Kubernetes: ${JSON.stringify(other).slice(0, 60)}; pin another file`));
  }
  if (definitions.length === 0) {
    const others = [...new Set(objects.map(({ kind }) => kind))].sort().join(", ") || "nothing";
    problems.push(problemOf(source, `has no CustomResourceDefinition, only ${others}; pin the file that has them`));
  }
  if (problems.length > 0) throw new RefusedError(problems);
  return { definitions: definitions.map(withoutServerFields), isJson: json !== undefined };
}

function textOf(source: DefinitionSource, bytes: Uint8Array): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) refuseSource(source, "is a compressed archive; pin the file with YAML or JSON itself");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuseSource(source, "is neither YAML nor JSON: it is no text in UTF-8; pin another file");
  }
}

/** Undefined where the text is no JSON: YAML may begin in the same way. */
function jsonOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function yamlOf(source: DefinitionSource, text: string): unknown[] {
  try {
    return parseAllDocuments(text).map((document) => {
      const [error] = document.errors;
      if (error) throw error;
      return document.toJS() as unknown;
    });
  } catch (error) {
    // The first line says what and where; what follows draws it.
    const [line = ""] = (error as Error).message.split("\n");
    return refuseSource(source, `is neither YAML nor JSON: ${line.replace(/:$/, "")}; pin another file`);
  }
}

/** What kubectl prints of many objects is one list; documents of comments alone are none. */
function itemsOf(document: unknown): unknown[] {
  if (document === null || document === undefined) return [];
  if (Array.isArray(document)) return document;
  const { kind, items } = document as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items) ? items : [document];
}

function isObject(item: unknown): item is Manifest {
  const { apiVersion, kind, metadata } = (item ?? {}) as { readonly [field in keyof Manifest]?: unknown };
  return typeof apiVersion === "string" && typeof kind === "string" && typeof metadata === "object" && metadata !== null;
}

function problemsOf(source: DefinitionSource, { apiVersion, metadata: { name }, ...definition }: Manifest): Problem[] {
  const { group, names } = (definition["spec"] ?? {}) as DefinitionSpec;
  if (apiVersion !== "apiextensions.k8s.io/v1")
    return [problemOf(source, `${name} is of ${apiVersion}, which Kubernetes has not served since 1.22; pin a newer release`)];
  if (!names?.kind || name !== `${names.plural}.${group}`)
    return [problemOf(source, `${name} must be named after its spec, <names.plural>.<group>, and have names.kind; pin another file`)];
  return [];
}

/** What only the API server may write: generators and exports leave it in files. */
const OF_SERVER = new Set(["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"]);

function withoutServerFields(definition: Manifest): Manifest {
  const { status: _, ...own } = definition;
  const metadata = Object.entries(own.metadata).filter(([field]) => !OF_SERVER.has(field));
  return { ...own, metadata: Object.fromEntries(metadata) as Manifest["metadata"] };
}
