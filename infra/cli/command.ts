import type { Arguments, Options } from "./arguments";
import type { Terminal } from "./terminal";

/** A command of the command line. */
export interface Command {
  /** What it does, in half a line. */
  readonly summary: string;
  /** What `--help` prints: how it is called, what it does, examples. */
  readonly help: string;
  readonly options: Options;
  readonly run: (given: Arguments, terminal: Terminal) => Promise<number>;
}
