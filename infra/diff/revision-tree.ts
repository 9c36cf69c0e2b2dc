import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { RefusedError } from "../../constructs/core";

const run = promisify(execFile);

/** The files of a git revision in a folder of their own. */
export interface RevisionTree {
  /** What corresponds to the folder that we are in. */
  readonly folder: string;
  /** The commit, short. */
  readonly commit: string;
  /** What to know of its dependencies. */
  readonly notes: readonly string[];
}

/**
 * Puts a revision beside the working tree, with the dependencies that its lock file asks for, and takes it away again.
 * @throws RefusedError where git says no
 */
export async function withRevision<T>(
  revision: string,
  progress: (text: string) => void,
  work: (tree: RevisionTree) => Promise<T>,
): Promise<T> {
  const refuse = (message: string): never => {
    throw new RefusedError([{ path: "", message }], `git:${revision}`);
  };
  const git = async (...words: string[]): Promise<string> => {
    // No hook of the repository is meant by looking at it.
    const { stdout } = await run("git", ["-c", "core.hooksPath=/dev/null", ...words]).catch((error: unknown) => refuse(whyGit(error)));
    return stdout.trim();
  };
  const top = await git("rev-parse", "--show-toplevel");
  const commit = await git("rev-parse", "--verify", "--short=9", "--end-of-options", `${revision}^{commit}`);
  const prefix = await git("rev-parse", "--show-prefix");
  const tree = mkdtempSync(join(tmpdir(), "tagenal-revision-"));
  try {
    progress(`reading ${revision} (${commit}) …`);
    await git("-C", top, "worktree", "add", "--quiet", "--detach", "--force", tree, commit);
    const folder = join(tree, prefix);
    if (!existsSync(folder)) refuse(`it has no folder ${prefix}`);
    const notes = await dependencies({ folder, tree, top, revision }, progress).catch((error: unknown) =>
      refuse(`its dependencies cannot be installed: ${lastLine(error)}`),
    );
    return await work({ folder, commit, notes });
  } finally {
    await run("git", ["-C", top, "worktree", "remove", "--force", tree]).catch(() => undefined);
    rmSync(tree, { recursive: true, force: true });
  }
}

interface Places {
  readonly folder: string;
  readonly tree: string;
  readonly top: string;
  readonly revision: string;
}

/** The dependencies of today where its lock file is the one of today; else its own are installed. */
async function dependencies({ folder, tree, top, revision }: Places, progress: (text: string) => void): Promise<string[]> {
  const manifest = upwards(folder, tree, "package.json");
  if (manifest === undefined) return [];
  const project = dirname(manifest);
  const today = join(top, relative(tree, project));
  const [lock, lockToday] = [project, today].map((at) => textOf(join(at, "package-lock.json")));
  if (lock === lockToday && existsSync(join(today, "node_modules"))) {
    symlinkSync(join(today, "node_modules"), join(project, "node_modules"), "junction");
    return lock === undefined ? [`${revision} is rendered with the dependencies of today: there is no package-lock.json`] : [];
  }
  progress(`${revision} has other dependencies: installing them beside it …`);
  const words = [lock === undefined ? "install" : "ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", words, { cwd: project, shell: process.platform === "win32" });
  return [`${revision} has other dependencies than today: it is rendered with its own`];
}

/** The nearest file of a name, from a folder up to the top. */
function upwards(folder: string, top: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return join(at, name);
    if (relative(top, at) === "" || dirname(at) === at) return undefined;
  }
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function whyGit(error: unknown): string {
  const { code } = error as { readonly code?: string | number };
  if (code === "ENOENT") return "git is not on the PATH; install it, or compare with a saved plan (--plan)";
  const words = lastLine(error).replace(/^fatal: /, "");
  return /Needed a single revision|unknown revision|ambiguous argument/.test(words)
    ? "there is no such revision; fetch it first (git fetch)"
    : words;
}

/** The last thing that a program said. */
export function lastLine(error: unknown): string {
  const { stderr = "", message } = error as { readonly stderr?: string; readonly message: string };
  const lines = stderr
    .trim()
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("npm notice"));
  return lines.at(-1) ?? message;
}
