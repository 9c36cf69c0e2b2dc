import { Checks, type Problem } from "../../constructs/core";

/** A released file with definitions of custom resources, pinned by its content. */
export interface DefinitionSource {
  /** What messages call it: "vitess-operator". */
  readonly name: string;
  /** Its release: "2.17.0". */
  readonly version: string;
  /**
   * Where the file is: YAML of one or many documents, or JSON. Of a bundle only the CustomResourceDefinitions are taken: namespaces,
   * rights and the operator itself are left out.
   */
  readonly url: string;
  /** The SHA-256 of its bytes as 64 hex digits: what `sha256sum` prints. */
  readonly sha256: string;
}

/** A source as messages call it. */
export function titleOf({ name, version }: DefinitionSource): string {
  return `${name} ${version}`;
}

/** What is wrong with sources before any of them is fetched, by source; and those that are sound. */
export function checkSources(sources: readonly DefinitionSource[]): {
  readonly problems: readonly Problem[];
  readonly sound: readonly DefinitionSource[];
} {
  const all: Problem[] = [];
  const names = new Set<string>();
  const sound = sources.filter((source, index) => {
    const problems: string[] = [];
    const check = new Checks((message) => void problems.push(message));
    const { name, version, url, sha256 } = source;
    const isNamed = check.must(isText(name), "name", "a text that is not empty", name);
    const isTitled = check.must(isText(version), "version", "a text that is not empty", version) && isNamed;
    if (isNamed) check.must(!names.has(name), "name", "of one source only", name, "give each another name");
    names.add(name);
    checkAddress(check, url);
    const isSum = typeof sha256 === "string" && /^[0-9a-f]{64}$/i.test(sha256);
    check.must(isSum, "sha256", "64 hex digits", sha256, "`curl -fsSL <url> | sha256sum` prints them");
    const path = isTitled ? titleOf(source) : `definitions[${index}]`;
    all.push(...problems.map((message) => ({ path, message })));
    return problems.length === 0;
  });
  return { problems: all, sound: sound.map((source) => ({ ...source, sha256: source.sha256.toLowerCase() })) };
}

function checkAddress(check: Checks, url: string): void {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  const isWeb = parsed?.protocol === "https:" || parsed?.protocol === "http:";
  const remedy = "of a file on this machine give `folder`, and the address that it came from";
  if (!check.must(isWeb, "url", "an address that begins with https:// or http://", url, remedy)) return;
  // The address is shown in messages, and fetch takes none with a password.
  const isOpen = parsed?.username === "" && parsed.password === "";
  if (!isOpen) check.must(false, "url", "an address without user and password", parsed?.host, "fetch the file yourself and give `folder`");
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}
