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

/** What says which dependencies a project has. */
const LOCKS = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock"];
const OF_NPM = new Set(LOCKS.slice(0, 2));

/** The dependencies of today where its lock files are those of today; else its own are installed. */
async function dependencies({ folder, tree, top, revision }: Places, progress: (text: string) => void): Promise<string[]> {
  const levels = upwards(folder, tree).map((there) => ({ there, today: join(top, relative(tree, there)) }));
  const locks = levels.flatMap(({ there, today }) =>
    LOCKS.map((name) => ({ name, there, was: textOf(join(there, name)), is: textOf(join(today, name)) })),
  );
  const other = locks.find(({ was, is }) => was !== is);
  if (!other) {
    for (const { there, today } of levels) {
      const installed = join(today, "node_modules");
      if (existsSync(installed) && !existsSync(join(there, "node_modules")))
        symlinkSync(installed, join(there, "node_modules"), "junction");
    }
    const isLocked = locks.some(({ was }) => was !== undefined);
    return isLocked ? [] : [`${revision} is rendered with the dependencies of today: no lock file says others`];
  }
  if (!OF_NPM.has(other.name) || other.was === undefined)
    throw new Error(
      `${other.name} is another one than today; check it out beside, save its plan (tagenal synth … --format plan), and compare with --plan`,
    );
  progress(`${revision} has other dependencies: installing them beside it …`);
  const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", words, { cwd: other.there, shell: process.platform === "win32" });
  return [`${revision} has other dependencies than today: it is rendered with its own`];
}

/** A folder and those around it, up to the top. */
function upwards(folder: string, top: string): string[] {
  const folders = [];
  for (let at = join(folder, "."); ; at = dirname(at)) {
    folders.push(at);
    if (relative(top, at) === "" || dirname(at) === at) return folders;
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
