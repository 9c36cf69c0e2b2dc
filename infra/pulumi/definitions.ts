import { resolve } from "node:path";
import { log } from "@pulumi/pulumi";
import { Duration } from "cdk8s";
import { type Problem, RefusedError } from "../../constructs/core";
import type { Manifest } from "../../constructs/plan";
import { download } from "./definitions-download";
import { problemsOfFolder, readFromFolder } from "./definitions-folder";
import { readDefinitions } from "./definitions-read";
import { checkSources, type DefinitionSource, titleOf } from "./definitions-source";
import { cacheFolder, DefinitionStore } from "./definitions-store";
import { runRefusal } from "./run-refusal";

/** Where definitions come from. */
export interface FetchDefinitionsOptions {
  /**
   * A folder that has the files, named as their addresses end or `<sha256>.yaml`: the network is left alone. For places without one, and
   * for those behind a proxy, which Node minds only from version 24 on, with NODE_USE_ENV_PROXY=1.
   * @default - they are fetched
   */
  readonly folder?: string;
  /**
   * How long fetching one file may take.
   * @default Duration.seconds(60)
   */
  readonly timeout?: Duration;
  /**
   * The folder in which files are kept, so that each is fetched and read once. It may be deleted at any time.
   * @default - "tagenal/definitions" in the folder that this machine has for such things, $XDG_CACHE_HOME for one
   */
  readonly cache?: string;
}

/**
 * Fetches definitions of custom resources as operators release them: each file is the one that was pinned, or refused.
 * @throws RunError with everything that is wrong
 */
export async function fetchDefinitions(
  sources: readonly DefinitionSource[],
  { folder, timeout = Duration.seconds(60), cache = cacheFolder() }: FetchDefinitionsOptions = {},
): Promise<readonly Manifest[]> {
  const { problems, sound } = checkSources(sources);
  const from = folder === undefined ? undefined : resolve(folder);
  const missing = from === undefined ? [] : await problemsOfFolder(from);
  const store = new DefinitionStore(resolve(cache));
  const files = missing.length > 0 ? [] : await Promise.all(sound.map((source) => attempt(source, from, timeout, store)));
  const all = [...problems, ...missing, ...files.flatMap((file) => file.problems), ...twice(files)];
  if (all.length > 0) throw runRefusal(new RefusedError(all, "the definitions of custom resources").message);
  if (store.failure !== undefined) await log.warn(`definitions of custom resources cannot be kept for the next time: ${store.failure}`);
  return files.flatMap(({ definitions }) => definitions).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

interface Attempt {
  readonly title: string;
  readonly definitions: readonly Manifest[];
  readonly problems: readonly Problem[];
}

/** What one file says, or what is wrong with it. */
async function attempt(source: DefinitionSource, folder: string | undefined, timeout: Duration, store: DefinitionStore): Promise<Attempt> {
  const title = titleOf(source);
  try {
    return { title, definitions: await load(source, folder, timeout, store), problems: [] };
  } catch (error) {
    if (error instanceof RefusedError) return { title, definitions: [], problems: error.problems };
    throw error;
  }
}

async function load(
  source: DefinitionSource,
  folder: string | undefined,
  timeout: Duration,
  store: DefinitionStore,
): Promise<readonly Manifest[]> {
  const given = folder === undefined ? undefined : await readFromFolder(source, folder);
  const known = await store.definitions(source.sha256);
  if (known) return known;
  const kept = given ?? (await store.bytes(source.sha256));
  const bytes = kept ?? (await download(source, timeout.toMilliseconds()));
  const { definitions, isJson } = readDefinitions(source, bytes);
  if (!kept) await store.keepBytes(bytes);
  if (!isJson) await store.keepDefinitions(source.sha256, definitions);
  return definitions;
}

/** A cluster has one definition of a name: of two nobody could say which holds. */
function twice(files: readonly Attempt[]): Problem[] {
  const titles = new Map<string, string[]>();
  for (const { title, definitions } of files)
    for (const { metadata } of definitions) titles.set(metadata.name, [...(titles.get(metadata.name) ?? []), title]);
  return [...titles]
    .filter(([, found]) => found.length > 1)
    .map(([path, found]) => ({ path, message: `is defined by ${found.join(" and by ")}; leave out all but one` }));
}
