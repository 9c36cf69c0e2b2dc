import { readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { type Problem, show } from "../../constructs/core";
import { type DefinitionSource } from "./definitions-source";
import { MOST_BYTES, refuseOthers, refuseSource } from "./definitions-sum";

/** What is wrong with a folder itself. */
export async function problemsOfFolder(folder: string): Promise<readonly Problem[]> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return [];
  return [{ path: "", message: `'folder' must be a folder that is there, got ${show(folder)}` }];
}

/**
 * Reads the file of a source from a folder: named after its sum, or as its address ends.
 * @throws RefusedError if neither is there, or if it is another file
 */
export async function readFromFolder(source: DefinitionSource, folder: string): Promise<Uint8Array> {
  const names = [`${source.sha256}.yaml`, posix.basename(new URL(source.url).pathname)].filter((name) => name !== "");
  for (const name of names) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (found.size > MOST_BYTES)
      refuseSource(source, `${path} has more than ${MOST_BYTES / 1024 / 1024} MiB; pin a file with definitions alone`);
    const bytes = await readFile(path);
    refuseOthers(source, bytes, path);
    return bytes;
  }
  return refuseSource(source, `${folder} has no ${names.toReversed().join(", and no ")}; put the file of ${source.url} there`);
}
