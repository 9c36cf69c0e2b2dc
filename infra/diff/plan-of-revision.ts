import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { RefusedError } from "../../constructs/core";
import { loadPlan, type Plan } from "../../constructs/plan";
import { lastLine, withRevision } from "./revision-tree";

const run = promisify(execFile);

/** What is rendered of a revision, as on the command line. */
export interface RevisionRequest {
  readonly revision: string;
  readonly environment: string;
  readonly system: string | undefined;
  readonly app: string | undefined;
}

/** A Plan of a revision, and what to know of how it came about. */
export interface RevisionPlan {
  readonly plan: Plan;
  /** The commit, short. */
  readonly commit: string;
  readonly notes: readonly string[];
}

/**
 * Renders what a git revision says, with its own Tagenal. The working tree is not touched.
 * @throws RefusedError where git or the revision's own code says no
 */
export function planOfRevision(request: RevisionRequest, progress: (text: string) => void): Promise<RevisionPlan> {
  return withRevision(request.revision, progress, async ({ folder, commit, notes }) => {
    progress(`rendering ${request.revision} for ${request.environment} …`);
    return { plan: await render(folder, request), commit, notes };
  });
}

async function render(folder: string, { revision, environment, system, app }: RevisionRequest): Promise<Plan> {
  const refuse = (message: string): never => {
    throw new RefusedError([{ path: "", message }], `git:${revision}`);
  };
  if (system === undefined) await build(folder).catch((error: unknown) => refuse(`it cannot be built: ${lastLine(error)}`));
  const program =
    commandLine(folder) ?? refuse("it does not depend on tagenal: there is nothing to render it with; compare with a saved plan (--plan)");
  const words = [
    "synth",
    environment,
    "--format",
    "plan",
    ...(system === undefined ? [] : ["--system", system]),
    ...(app === undefined ? [] : ["--app", app]),
  ];
  const rendered = await run(process.execPath, [program, ...words], { cwd: folder, maxBuffer: 2 ** 30 }).catch((error: unknown) =>
    refuse(`it cannot be rendered:\n${((error as { stderr?: string }).stderr ?? String(error)).trim()}`),
  );
  return loadPlan(rendered.stdout);
}

/** Does what cdk8s.yaml does before it runs the app: compiling it, most often. */
async function build(folder: string): Promise<void> {
  const file = join(folder, "cdk8s.yaml");
  if (!existsSync(file)) return;
  const { parse } = require("yaml") as typeof import("yaml");
  const { app = "" } = (parse(readFileSync(file, "utf8")) ?? {}) as { readonly app?: string };
  const steps = app.split("&&").slice(0, -1).join("&&").trim();
  if (steps !== "") await promisify(execFile)(steps, { cwd: folder, shell: true, maxBuffer: 2 ** 26 });
}

/** The command line of the Tagenal that a folder depends on, or is. */
function commandLine(folder: string): string | undefined {
  try {
    const manifest = createRequire(resolve(folder, "index.js")).resolve("tagenal/package.json");
    const program = join(manifest, "..", "lib/infra/cli/main.js");
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}
