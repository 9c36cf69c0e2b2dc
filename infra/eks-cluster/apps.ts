import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Something with a Dockerfile. */
export interface App {
  /** That of its folder. */
  readonly name: string;
  /** Its folder, as seen from the program: with a machine's own path, every machine would build anew. */
  readonly context: string;
  readonly version: string;
  /** Another one whenever a file of the folder is another. */
  readonly tag: string;
}

/** Every folder with a Dockerfile, sorted by name. */
export function findApps(folder: string): App[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "Dockerfile")))
    .map(({ name }) => {
      const context = join(folder, name);
      const version = versionOf(context);
      return { name, context, version, tag: `${version}-${hashOf(context)}` };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function versionOf(context: string): string {
  const manifest = join(context, "package.json");
  if (!existsSync(manifest)) return "0.0.0";
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version?: string }).version ?? "0.0.0";
}

/** Of all files but installed packages: one too many makes a tag too many, one too few would put new content under an old tag. */
function hashOf(context: string): string {
  const hash = createHash("sha256");
  for (const file of filesIn(context))
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(context, file)))
      .update("\0");
  return hash.digest("hex").slice(0, 12);
}

function filesIn(context: string, below = ""): string[] {
  return readdirSync(join(context, below), { withFileTypes: true })
    .filter((entry) => (entry.isFile() || entry.isDirectory()) && entry.name !== "node_modules")
    .flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? filesIn(context, path) : [path];
    })
    .sort();
}
