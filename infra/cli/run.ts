import { RefusedError } from "../../constructs/core";
import { closest } from "../closest";
import { readArguments } from "./arguments";
import { COMMANDS } from "./commands";
import { Terminal } from "./terminal";

const HELP = `tagenal renders, previews and checks data platforms on Kubernetes.

usage: tagenal <command> [arguments]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  .join("\n")}

Each command explains itself: tagenal <command> --help
Exit codes: 0 it worked, 1 it did not; then the reason is on standard error and nothing was written. diff says more by its own.
`;

/** Runs the command line; answers the exit code. */
export async function run(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  const terminal = new Terminal({ json: rest.includes("--json") });
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    terminal.print(HELP);
    return name === undefined ? 1 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    terminal.fail([{ path: "", message: `there is no command "${name}"${closest(name, Object.keys(COMMANDS))}; see tagenal --help` }]);
    return 1;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    terminal.print(command.help);
    return 0;
  }
  try {
    return await command.run(readArguments(name, rest, command.options), terminal);
  } catch (error) {
    if (error instanceof RefusedError) terminal.fail(error.problems, error.where);
    else terminal.fail([{ path: "", message: explain(error) }]);
    return 1;
  }
}

// What nobody foresaw comes with its stack: it is a mistake in some code, perhaps the user's own.
function explain(error: unknown): string {
  return error instanceof Error && error.stack ? error.stack : String(error);
}
