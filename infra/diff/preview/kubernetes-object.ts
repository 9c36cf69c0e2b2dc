import { idOf, isData, kindOf, type Manifest, type ObjectId } from "../../../constructs/plan";
import { isOpaque, readable } from "./opaque";
import type { PreviewState } from "./preview";
import type { Resource } from "./resources";

/** What is written in Pulumi as a type of Kubernetes, and is no object of it. */
const NO_OBJECTS = /^kubernetes:(helm\.sh|yaml|kustomize)[/:]/;

/** A Kubernetes object of a preview. */
export interface PreviewObject {
  readonly resource: Resource;
  /** "Kind.group". */
  readonly kind: string;
  /** What it is called, before and after; the same unless it is renamed. */
  readonly before?: Named;
  readonly after?: Named;
}

/** A side of an object: its identity, and what is written if that is shown. */
export interface Named {
  readonly id: ObjectId;
  readonly identity: Manifest;
  readonly manifest?: Manifest;
}

/** "apps/v1" and "Deployment" of "kubernetes:apps/v1:Deployment"; undefined for what is no object of Kubernetes. */
export function kubernetesType(type: string): Pick<Manifest, "apiVersion" | "kind"> | undefined {
  const [, version, kind] = /^kubernetes:([^:]+):([^:]+)$/.exec(type) ?? [];
  if (version === undefined || kind === undefined || NO_OBJECTS.test(type) || kind.endsWith("List")) return undefined;
  return { apiVersion: version.startsWith("core/") ? version.slice("core/".length) : version, kind };
}

/** The object that a resource is; undefined if it is none, or a patch of one. */
export function previewObject(resource: Resource): PreviewObject | undefined {
  const type = kubernetesType(resource.type);
  if (!type || isPatch(resource)) return undefined;
  const [was, will] = [writtenIn(resource.before, type.kind), writtenIn(resource.after, type.kind)];
  const [from, to] = readable(was, will) as readonly [Manifest | undefined, Manifest | undefined];
  const [had, has] = [resource.fate !== "made", resource.fate !== "removed" && resource.fate !== "forgotten"];
  return {
    resource,
    kind: kindOf(type),
    ...(had ? { before: named(resource, resource.before ?? resource.after, type, from) } : {}),
    ...(has ? { after: named(resource, resource.after ?? resource.before, type, to) } : {}),
  };
}

/** Whether a resource sets some fields of somebody's object: "DeploymentPatch". */
export function isPatch({ type, after, before }: Resource): boolean {
  const { kind } = kubernetesType(type) ?? {};
  if (kind === undefined || !kind.endsWith("Patch") || kind === "Patch") return false;
  // A custom kind may end so, too: then its objects say it.
  const { inputs } = after ?? before ?? {};
  return inputs?.["kind"] !== kind;
}

/** What somebody wrote: the inputs of the program, else those that were applied the last time. */
function writtenIn(state: PreviewState | undefined, kind: string): Manifest | undefined {
  const applied = state?.outputs?.["__inputs"];
  return [state?.inputs, isData(applied) ? applied : undefined].find(
    (one): one is Manifest =>
      isData(one) &&
      typeof one["apiVersion"] === "string" &&
      one["kind"] === kind &&
      isData(one["metadata"]) &&
      isName(one["metadata"]["name"]),
  );
}

function named(
  { name }: Resource,
  state: PreviewState | undefined,
  { apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">,
  manifest: Manifest | undefined,
): Named {
  const metadata = writtenIn(state, kind)?.metadata ?? metadataIn(state) ?? metadataOf(name);
  const { namespace } = metadata;
  const own = { name: metadata.name, ...(isName(namespace) ? { namespace } : {}) };
  const identity: Manifest = { apiVersion: manifest?.apiVersion ?? apiVersion, kind, metadata: own };
  const id = idOf(identity);
  return manifest ? { id, identity, manifest: { ...manifest, metadata: { ...manifest.metadata, ...own } } } : { id, identity };
}

/** What the cluster calls it. */
function metadataIn(state: PreviewState | undefined): Manifest["metadata"] | undefined {
  const metadata = state?.outputs?.["metadata"];
  if (isData(metadata) && isName(metadata["name"])) return metadata as Manifest["metadata"];
  // The id of an object that is there is "namespace/name".
  return isName(state?.id) ? metadataOf(state.id) : undefined;
}

/** "shop/web" means a namespace and a name; what stands before a colon is a program's own word: "shop-app:shop/web". */
function metadataOf(name: string): Manifest["metadata"] {
  const slash = name.indexOf("/");
  return slash < 0 ? { name } : { namespace: name.slice(name.lastIndexOf(":", slash) + 1, slash), name: name.slice(slash + 1) };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !isOpaque(value);
}
