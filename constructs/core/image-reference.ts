import type { IConstruct } from "constructs";
import { show } from "./checks";
import { report } from "./problems";
import { slotsInText } from "./slot-token";
import { surroundingsOf } from "./surroundings";

const REFERENCE =
  /^(?:(?<registry>(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?|[\w-]+:\d+)\/)?(?<repository>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>[\w][\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

/** The parts of an image's name. */
export class ImageReference {
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;

  /** Reads a name as Docker does: without a registry it is Docker Hub's. Undefined if it is none. */
  static parse(text: string): ImageReference | undefined {
    const { registry = "docker.io", repository, tag, digest } = REFERENCE.exec(text)?.groups ?? {};
    if (repository === undefined) return undefined;
    const hub = registry === "docker.io" || registry === "index.docker.io";
    const whole = hub && !repository.includes("/") ? `library/${repository}` : repository;
    return new ImageReference(hub ? "docker.io" : registry, whole, tag, digest);
  }

  private constructor(registry: string, repository: string, tag?: string, digest?: string) {
    this.registry = registry;
    this.repository = repository;
    this.tag = tag;
    this.digest = digest;
  }

  /** Whether the name means the same image tomorrow: it has a digest, or a tag other than "latest". */
  get pinned(): boolean {
    return this.digest !== undefined || (this.tag !== undefined && this.tag !== "latest");
  }

  /** The whole name, registry included. */
  toString(): string {
    const { registry, repository, tag, digest } = this;
    return `${registry}/${repository}${tag ? `:${tag}` : ""}${digest ? `@${digest}` : ""}`;
  }
}

/**
 * The image to write into a manifest: checked, and from the mirror that the environment has for it.
 * @param prop the prop it came from, for the message
 */
export function image(scope: IConstruct, reference: string, prop = "image"): string {
  // An image that is built in the same deployment: its name is known when the slot is filled.
  if (slotsInText(reference).length > 0) return reference;
  const parsed = ImageReference.parse(reference);
  if (!parsed?.pinned) {
    const remedy = parsed ? "; what runs would change without a change of the code" : "";
    report(scope, `'${prop}' must be an image with a tag other than 'latest' or a digest, got ${show(reference)}${remedy}`);
    return reference;
  }
  const mirrors = Object.entries(surroundingsOf(scope).registry?.mirrors ?? {});
  const whole = parsed.toString();
  const [from, to] = mirrors
    .filter(([prefix]) => whole.startsWith(prefix) && /^[/:@]/.test(whole.slice(prefix.length)))
    .reduce((best, next) => (next[0].length > best[0].length ? next : best), ["", ""]);
  return from === "" ? reference : to + whole.slice(from.length);
}

/** The `imagePullSecrets` of a pod. */
export function imagePullSecrets(scope: IConstruct): { name: string }[] | undefined {
  return surroundingsOf(scope).registry?.pullSecrets?.map((name) => ({ name }));
}
