import type { Registered } from "../engine/registered";
import type { StageContext } from "./stage";

type Kubectl = StageContext["kubectl"];
interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

// As Pulumi's own: what it creates is no apply, each of its updates is one under another name.
const CREATOR = "pulumi-kubernetes";
const MANAGER = "pulumi-kubernetes-e2e";
/** What Pulumi waits for by itself, as kubectl waits for it. */
const NATIVE: Readonly<Record<string, readonly string[]>> = {
  Deployment: ["rollout", "status"],
  StatefulSet: ["rollout", "status"],
  DaemonSet: ["rollout", "status"],
  Job: ["wait", "--for=condition=Complete"],
  Pod: ["wait", "--for=condition=Ready"],
};

/** Objects as they were registered, made as Pulumi would make them: each as soon as all it depends on has been made and waited for. */
export class RegisteredObjects {
  readonly #kubectl: Kubectl;
  readonly #objects: readonly Registered[];

  constructor(kubectl: Kubectl, registered: readonly Registered[]) {
    this.#kubectl = kubectl;
    this.#objects = registered.filter(({ type }) => type.startsWith("kubernetes:"));
  }

  get count(): number {
    return this.#objects.length;
  }

  /** Makes all of them; whoever waits for what waits for them never ends, and is named. */
  async make(): Promise<void> {
    const done = new Map<string, Promise<void>>();
    const urns = new Set(this.#objects.map(({ urn }) => urn));
    const make = (object: Registered): Promise<void> => {
      const known = done.get(object.urn);
      if (known) return known;
      const before = object.dependencies
        .filter((urn) => urns.has(urn))
        .map((urn) => make(this.#objects.find((one) => one.urn === urn) as Registered));
      const work = Promise.all(before).then(() => this.#makeOne(object));
      done.set(object.urn, work);
      return work;
    };
    await Promise.all(this.#objects.map(make));
  }

  /** The objects that applying would change: none, right after they were made. */
  async changed(): Promise<string[]> {
    const compared = await Promise.all(
      this.#objects.map(async (object) => {
        const before = await this.#version(object);
        await this.#apply(object);
        return (await this.#version(object)) === before ? [] : [`${object.type} ${object.name}`];
      }),
    );
    return compared.flat();
  }

  async #makeOne(object: Registered): Promise<void> {
    const { kind, metadata } = manifestOf(object);
    if (object.type.endsWith("Patch")) await this.#apply(object);
    else await this.#kubectl(["create", "--validate=strict", "--field-manager", CREATOR, "-f", "-"], JSON.stringify(manifestOf(object)));
    const { annotations = {}, name, namespace } = metadata;
    if (annotations["pulumi.com/skipAwait"] === "true") return;
    const where = [...(namespace === undefined ? [] : ["-n", namespace]), "--timeout=90s"];
    const waitFor = annotations["pulumi.com/waitFor"];
    const words = waitFor === undefined ? NATIVE[kind] : ["wait", `--for=${waitFor}`];
    if (words) await this.#kubectl([...words, `${kind.toLowerCase()}/${name}`, ...where]);
  }

  async #apply(object: Registered): Promise<void> {
    const isPatch = object.type.endsWith("Patch");
    // A patch says a few fields of what is there, and has a field manager of its own.
    const flags = isPatch ? ["--validate=false", "--field-manager", `${MANAGER}-patch`] : ["--validate=strict", "--field-manager", MANAGER];
    await this.#kubectl(["apply", "--server-side", "--force-conflicts", ...flags, "-f", "-"], JSON.stringify(manifestOf(object)));
  }

  #version(object: Registered): Promise<string> {
    const { kind, metadata } = manifestOf(object);
    const where = metadata.namespace === undefined ? [] : ["-n", metadata.namespace];
    const resource = object.inputs["apiVersion"] === "v1" ? kind : `${kind}.${String(object.inputs["apiVersion"]).split("/")[0]}`;
    return this.#kubectl([
      "get",
      resource,
      metadata.name,
      ...where,
      "-o",
      "jsonpath={.metadata.generation}/{.data}/{.spec}/{.metadata.annotations}",
    ]);
  }
}

/** What was registered as a manifest, secrets in the open. */
function manifestOf({ inputs }: Registered): { readonly kind: string; readonly metadata: Metadata } {
  return open(inputs) as { readonly kind: string; readonly metadata: Metadata };
}

function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === "secret") return first[1];
  return Object.fromEntries(entries.map(([key, inner]) => [key, open(inner)]));
}
