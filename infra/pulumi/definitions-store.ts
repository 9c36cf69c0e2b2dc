import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Manifest } from "../../constructs/plan";
import { sumOf } from "./definitions-sum";

/** How files are read. Whoever changes that raises it, so that nothing is used that was read in another way. */
const READING = 1;

/**
 * Keeps files by their sums, so that they are fetched and read once. What is damaged counts as missing. It may be deleted at any time.
 *
 * Reading YAML takes nearly all of the time: what came of it is another file, whose sum stands under the sum of the first. Sums find
 * damage there, no forgery: who can write to this folder is trusted, as with node_modules.
 */
export class DefinitionStore {
  /** Why nothing can be kept; undefined as long as it can. */
  failure: string | undefined;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file with a sum. */
  async bytes(sum: string): Promise<Uint8Array | undefined> {
    const bytes = await this.#read(sum);
    return bytes && sumOf(bytes) === sum ? bytes : undefined;
  }

  /** The definitions that were read from the file with a sum. */
  async definitions(sum: string): Promise<readonly Manifest[] | undefined> {
    const read = (await this.#read(`${sum}.read${READING}`))?.toString();
    const bytes = read === undefined ? undefined : await this.bytes(read);
    return bytes && (JSON.parse(Buffer.from(bytes).toString()) as readonly Manifest[]);
  }

  /** Keeps a file. */
  async keepBytes(bytes: Uint8Array): Promise<string> {
    const sum = sumOf(bytes);
    await this.#write(sum, bytes);
    return sum;
  }

  /** Keeps what was read from the file with a sum. */
  async keepDefinitions(sum: string, definitions: readonly Manifest[]): Promise<void> {
    await this.#write(`${sum}.read${READING}`, await this.keepBytes(Buffer.from(JSON.stringify(definitions))));
  }

  async #read(name: string): Promise<Buffer | undefined> {
    return readFile(join(this.#folder, name)).catch(() => undefined);
  }

  /** Under another name first: nobody ever reads half a file. */
  async #write(name: string, content: Uint8Array | string): Promise<void> {
    const [path, fresh] = [name, `${name}.${randomBytes(6).toString("hex")}`].map((one) => join(this.#folder, one)) as [string, string];
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(fresh, content);
      await rename(fresh, path);
    } catch (error) {
      // Deploying goes on: it only takes longer the next time.
      this.failure = (error as Error).message;
      await rm(fresh, { force: true }).catch(() => undefined);
    }
  }
}

/** Where programs keep what they can make again. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME: given = "", LOCALAPPDATA: local } = process.env;
  if (isAbsolute(given)) return join(given, "tagenal", "definitions");
  if (process.platform === "win32") return join(local ?? join(homedir(), "AppData", "Local"), "tagenal", "Cache", "definitions");
  const caches = process.platform === "darwin" ? join("Library", "Caches") : ".cache";
  return join(homedir(), caches, "tagenal", "definitions");
}
