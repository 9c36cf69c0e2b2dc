import { canonical } from "../../constructs/core";
import { idOf, isClusterScoped, kindOf, type Manifest, type ObjectId } from "../../constructs/plan";
import { type IKubectl, type KubectlCall, KubectlError } from "../../infra/cluster/kubectl";
import type { LiveObject } from "../../infra/cluster/live-object";

/** What the fake cluster was asked to do, beyond looking. */
export interface Deed {
  readonly verb: "apply" | "create" | "replace" | "delete";
  readonly ids: readonly ObjectId[];
  readonly forced: boolean;
}

/** A cluster in memory, as far as Tagenal uses one: kubectl's words are understood, objects are kept, nothing runs. */
export class FakeCluster implements IKubectl {
  readonly objects: Map<ObjectId, LiveObject> = new Map();
  readonly deeds: Deed[] = [];
  /** What the cluster says of an object instead of taking it. */
  refuse: (manifest: Manifest, forced: boolean) => string | undefined = () => undefined;
  /** What controllers have made of an object by now. */
  status: (object: LiveObject) => unknown = () => undefined;
  /** Is called before each call that changes something. */
  beforeDeed: (deed: Deed) => void = () => undefined;
  #version = 1;

  async run(args: readonly string[], { input = "" }: KubectlCall = {}): Promise<string> {
    return this.#answer(args, input === "" ? [] : (JSON.parse(input) as { items: LiveObject[] }).items);
  }

  async json<T>(args: readonly string[], call?: KubectlCall): Promise<T> {
    return JSON.parse(await this.run([...args, "-o", "json"], call)) as T;
  }

  /** Puts an object there, as somebody else. */
  put(manifest: Manifest, manager = "kubectl-create"): LiveObject {
    const managedFields = [{ manager, operation: "Update" as const }];
    const object = { ...manifest, metadata: { ...manifest.metadata, uid: "u", resourceVersion: String(this.#version++), managedFields } };
    this.objects.set(idOf(manifest), object);
    return object;
  }

  #answer(args: readonly string[], given: readonly LiveObject[]): string {
    const [verb = "", resource = ""] = args;
    const option = (name: string): string | undefined => args[args.indexOf(name) + 1];
    if (verb === "api-resources") return "configmaps\nsecrets\ndeployments.apps\n";
    if (verb === "get" && args.includes("-f")) return list(given.flatMap((one) => this.#live(idOf(one)) ?? []));
    if (verb === "get")
      return list(this.#matching(resource, args.includes("-n") ? option("-n") : undefined, args.includes("-l") ? option("-l") : undefined));
    const forced = args.includes("--force-conflicts") || args.includes("--force-conflicts=true");
    const deed: Deed = { verb: verb as Deed["verb"], ids: given.map(idOf), forced };
    const dry = args.includes("--dry-run=server");
    if (!dry) {
      this.beforeDeed(deed);
      this.deeds.push(deed);
    }
    if (verb === "delete") return given.map((one) => this.#delete(idOf(one))).join("");
    const errors: string[] = [];
    const results = given.flatMap((manifest) => {
      const error = this.#objection(verb, manifest, forced);
      if (error !== undefined) errors.push(error);
      return error === undefined ? this.#take(manifest, option("--field-manager") ?? "", verb, dry) : [];
    });
    if (errors.length > 0) throw failed(errors.join("\n"));
    return list(results);
  }

  #objection(verb: string, manifest: LiveObject, forced: boolean): string | undefined {
    const { namespace, name } = manifest.metadata;
    const known = this.objects.get(idOf(manifest));
    if (namespace !== undefined && namespace !== "kube-public" && !this.objects.has(`Namespace/${namespace}`))
      return `Error from server (NotFound): namespaces "${namespace}" not found`;
    if (verb === "create" && known) return `Error from server (AlreadyExists): secrets "${name}" already exists`;
    const { resourceVersion } = manifest.metadata;
    if (resourceVersion !== undefined && resourceVersion !== known?.metadata.resourceVersion)
      return `Error from server (Conflict): Operation cannot be fulfilled on "${name}": the object has been modified`;
    return this.refuse(manifest, forced);
  }

  #take(manifest: LiveObject, manager: string, verb: string, dry: boolean): LiveObject {
    const known = this.objects.get(idOf(manifest));
    const { resourceVersion: _, managedFields: __, uid: ___, ...metadata } = manifest.metadata;
    const others = (known?.metadata.managedFields ?? []).filter((one) => one.manager !== manager);
    const managedFields = [...others, { manager, operation: verb === "apply" ? ("Apply" as const) : ("Update" as const) }];
    const content = { ...manifest, metadata };
    const same = known && canonical({ ...content, metadata: { ...metadata, managedFields } }) === canonical(bare(known));
    const resourceVersion = same ? known.metadata.resourceVersion : String(this.#version++);
    const object = {
      ...content,
      metadata: { ...metadata, managedFields, uid: known?.metadata.uid ?? `uid-${this.#version}`, resourceVersion },
    };
    if (!dry) this.objects.set(idOf(manifest), object);
    return object;
  }

  #live(id: ObjectId): LiveObject | undefined {
    const object = this.objects.get(id);
    return object && { ...object, status: this.status(object) };
  }

  #matching(resources: string, namespace: string | undefined, selector: string | undefined): LiveObject[] {
    const kinds = new Set(resources.split(",").map((name) => name.split(".")[0]));
    const [key = "", value] = selector?.split("=") ?? [];
    return [...this.objects.values()].filter((object) => {
      const { metadata, kind } = object;
      const fits = selector === undefined || metadata.labels?.[key] === value;
      return kinds.has(`${kind.toLowerCase()}s`) && (namespace === undefined || metadata.namespace === namespace) && fits;
    });
  }

  #delete(id: ObjectId): string {
    const object = this.objects.get(id);
    this.objects.delete(id);
    if (object && isClusterScoped(kindOf(object)))
      for (const [inner, { metadata }] of this.objects) if (metadata.namespace === object.metadata.name) this.objects.delete(inner);
    return `${id}\n`;
  }
}

/** A call of kubectl that failed with this complaint. */
export function failed(stderr: string, { missing = false }: { missing?: boolean } = {}): KubectlError {
  return new KubectlError([], { stdout: "", stderr, cause: Object.assign(new Error(stderr), missing ? { code: "ENOENT" } : {}) });
}

function list(items: readonly unknown[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

function bare(object: LiveObject): unknown {
  const { resourceVersion: _, uid: __, ...metadata } = object.metadata;
  return { ...object, metadata };
}
