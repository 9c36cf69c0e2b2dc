import { type Problem, RefusedError } from "../../constructs/core";
import type { AllowedData } from "../apply/decide-removal";
import { blindness } from "../apply/refusal-line";
import type { RunHooks } from "../apply/start-run";
import { Interrupted, onInterrupt } from "../cluster/interrupted";
import { KubectlError } from "../cluster/kubectl";
import type { Arguments } from "./arguments";
import type { Terminal } from "./terminal";

/** What a command that changes a cluster does, given how it speaks and what ends it. */
export type ClusterWork = (hooks: RunHooks) => Promise<void>;

/**
 * Runs what changes a cluster: it can be interrupted, and where it ends early it says what went wrong and how far it had come.
 * @param stop how far it has come, in a sentence
 */
export async function changeCluster(terminal: Terminal, stop: () => string, work: ClusterWork): Promise<number> {
  const { signal, stop: hearNoMore } = onInterrupt();
  const note = (text: string): void => {
    terminal.done();
    terminal.note(text);
  };
  try {
    await work({ signal, note, progress: (text) => terminal.progress(text) });
    return 0;
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    terminal.fail(problems, error instanceof RefusedError ? error.where : undefined);
    note(stop());
    return 1;
  } finally {
    hearNoMore();
  }
}

function problemsOf(error: unknown): readonly Problem[] | undefined {
  if (error instanceof RefusedError) return error.problems;
  if (error instanceof Interrupted) return [{ path: "", message: "you have interrupted it" }];
  return error instanceof KubectlError ? blindness(error) : undefined;
}

/** What --allow-data says. */
export function allowedData(given: Arguments, needed?: string): AllowedData {
  const text = given.text("allow-data");
  if (text === undefined) return [];
  if (needed !== undefined && !given.flag(needed))
    throw new RefusedError(
      [{ path: "", message: `--allow-data says what --${needed} may remove; say --${needed} too` }],
      "the command line",
    );
  const ids = text.split(",").map((id) => id.trim());
  return ids.includes("all") ? "all" : ids.filter((id) => id !== "");
}

/** The words that name the system again. */
export function sourceOf(given: Arguments): string {
  const [system, app] = [given.text("system"), given.text("app")];
  return system === undefined ? (app === undefined ? "" : ` --app ${app}`) : ` --system ${system}`;
}
