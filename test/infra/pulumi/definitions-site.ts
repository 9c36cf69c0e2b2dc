import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { type Manifest, toYamlStream } from "../../../constructs/plan";
import { type FetchDefinitionsOptions, fetchDefinitions } from "../../../infra/pulumi/definitions";
import type { DefinitionSource } from "../../../infra/pulumi/definitions-source";
import { definition, pin } from "./definitions-files";

/** What an operator's bundle has beside its definitions. */
export const HOME: Manifest = { apiVersion: "v1", kind: "Namespace", metadata: { name: "operators" } };
export const OPERATOR: Manifest = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "operator", namespace: "operators" } };
/** The bundle that the site has from the start, as /operator.yaml. */
export const BUNDLE: string = toYamlStream([HOME, definition("Widget"), OPERATOR, definition("Gadget")]);
/** The names of the definitions in it. */
export const IN_BUNDLE: readonly string[] = ["gadgets.shop.example", "widgets.shop.example"];

/** A site on this machine from which definitions are fetched, and a folder for what comes of it: both are new for each test. */
export class DefinitionsSite {
  answers: Record<string, (response: ServerResponse) => void> = {};
  asked: string[] = [];
  folder = "";
  url = "";
  readonly #server = createServer(({ url = "" }, response) => {
    this.asked.push(url);
    const answer = this.answers[url];
    if (answer) answer(response);
    else response.writeHead(404).end("there is nothing");
  });

  constructor() {
    beforeAll(async () => {
      await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
      this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      this.#server.closeAllConnections();
      await new Promise((done) => this.#server.close(done));
    });
    beforeEach(() => {
      this.folder = mkdtempSync(join(tmpdir(), "tagenal-definitions-"));
      this.answers = { "/operator.yaml": (response) => response.end(BUNDLE) };
      this.asked = [];
    });
    afterEach(() => rmSync(this.folder, { recursive: true }));
  }

  /** Where files are kept, unless a test says otherwise. */
  get cache(): string {
    return join(this.folder, "cache");
  }

  /** The source of the bundle, or another. */
  source(content: string | Uint8Array = BUNDLE, more: Partial<DefinitionSource> = {}): DefinitionSource {
    return { name: "operator", version: "1.0.0", url: `${this.url}/operator.yaml`, sha256: pin(content), ...more };
  }

  /** The source of a file that the site has from now on. */
  served(content: string | Uint8Array, name = "operator"): DefinitionSource {
    this.answers[`/${name}.yaml`] = (response) => response.end(content);
    return this.source(content, { name, url: `${this.url}/${name}.yaml` });
  }

  /** Fetches. */
  get(sources: readonly DefinitionSource[] = [this.source()], options: FetchDefinitionsOptions = {}): Promise<readonly Manifest[]> {
    return fetchDefinitions(sources, { cache: this.cache, ...options });
  }

  /** The names of what is fetched. */
  async names(sources?: readonly DefinitionSource[], options?: FetchDefinitionsOptions): Promise<string[]> {
    return (await this.get(sources, options)).map(({ metadata }) => metadata.name);
  }

  /** The lines with which fetching is refused, without their head. */
  async refusal(sources?: readonly DefinitionSource[], options?: FetchDefinitionsOptions): Promise<string[]> {
    const error = await this.get(sources, options).then(
      () => new Error("not refused"),
      (one: Error) => one,
    );
    const [head = "", ...lines] = error.message.split("\n");
    const wanted = `${lines.length} problem${lines.length === 1 ? "" : "s"} in the definitions of custom resources:`;
    if (head !== wanted || !RunError.isInstance(error)) throw error;
    return lines.map((line) => line.trim().replaceAll(this.url, "<site>"));
  }
}

/** Some work, with some variables of the environment set, or unset. */
export async function withEnvironment<T>(changes: Readonly<Record<string, string | undefined>>, work: () => Promise<T>): Promise<T> {
  const set = (entries: readonly (readonly [string, string | undefined])[]): void => {
    for (const [name, value] of entries)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  };
  const before = Object.keys(changes).map((name) => [name, process.env[name]] as const);
  set(Object.entries(changes));
  return work().finally(() => set(before));
}
