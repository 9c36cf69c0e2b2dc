import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** A step of a job of GitHub. */
export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** A job of GitHub. */
export interface GitHubJob {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** A job of GitLab, or what jobs have in common. */
export interface GitLabJob {
  readonly image?: string;
  readonly extends?: string;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
}

/** A shell script of a recipe, and what its recipe says of variables. */
export interface Script {
  readonly where: string;
  readonly text: string;
  readonly variables: Readonly<Record<string, string>>;
}

interface GitHubRecipe {
  readonly on: unknown;
  readonly env: Readonly<Record<string, string>>;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, GitHubJob>>;
}

/** The workflow for GitHub. */
export const GITHUB: GitHubRecipe = parse(readFileSync("docs/ci/github-actions.yml", "utf8")) as GitHubRecipe;

const { variables, ...gitlabJobs } = parse(readFileSync("docs/ci/gitlab-ci.yml", "utf8")) as { readonly variables: GitHubRecipe["env"] };

/** The jobs for GitLab. */
export const GITLAB: Readonly<Record<string, GitLabJob>> = gitlabJobs;

const ofGitHub: Script[] = Object.entries(GITHUB.jobs).flatMap(([job, { steps }]) =>
  steps.flatMap(({ run }, step) =>
    run === undefined ? [] : { where: `GitHub, ${job}, step ${step + 1}`, text: run, variables: GITHUB.env },
  ),
);
const ofGitLab: Script[] = Object.entries(GITLAB).flatMap(([job, { before_script = [], script = [] }]) => [
  { where: `GitLab, ${job}`, text: [...before_script, ...script].join("\n"), variables },
]);

/** Everything that a shell of a runner is given. */
export const SCRIPTS: readonly Script[] = [...ofGitHub, ...ofGitLab];

/** What a job's shell is given last. */
export function scriptOf(forge: "GitHub" | "GitLab", job: string): Script {
  const found = SCRIPTS.findLast(({ where }) => where.startsWith(`${forge}, ${job}`));
  if (!found) throw new Error(`${forge} has no job ${job}`);
  return found;
}

/** The words of each `npx tagenal` in a text, with the variables that its recipe sets. */
export function commandsIn({ text, variables: known }: Pick<Script, "text" | "variables">): string[][] {
  const filled = text.replace(
    /\$(?:(\w+)|\{(\w+)[^}]*\})/g,
    (whole, plain?: string, braced?: string) => known[plain ?? braced ?? ""] ?? whole,
  );
  return [...filled.matchAll(/npx tagenal ([^\n|>;&`]*)/g)].map(([, words = ""]) =>
    [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ""),
  );
}
