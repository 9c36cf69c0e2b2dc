import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Interrupted } from "../cluster/interrupted";

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of a program, beside its words. */
export interface ProgramCall {
  /** Ends it early. */
  readonly signal?: AbortSignal;
  /** Is told each line of its output while it runs. */
  readonly onLine?: (line: string) => void;
}

/** Whatever runs programs. */
export interface IPrograms {
  /** Runs a program to its end, whatever its exit code; undefined where it is not on the PATH. */
  run(words: readonly string[], call?: ProgramCall): Promise<Ended | undefined>;
}

/** After the terminal's Ctrl-C a program may be gone before we have heard of it. */
const HEARING = 100;

/** The programs of this machine. */
export class Programs implements IPrograms {
  /** Runs a program to its end, whatever its exit code; undefined where it is not on the PATH. */
  run([program = "", ...args]: readonly string[], { signal, onLine }: ProgramCall = {}): Promise<Ended | undefined> {
    return new Promise((resolve, reject) => {
      // It may ask for a password.
      const child = spawn(program, args, { stdio: ["inherit", "pipe", "pipe"] });
      const output = { stdout: "", stderr: "" };
      for (const stream of ["stdout", "stderr"] as const) {
        child[stream].setEncoding("utf8").on("data", (text: string) => void (output[stream] += text));
        if (onLine) createInterface({ input: child[stream] }).on("line", onLine);
      }
      const end = (): void => void child.kill("SIGTERM");
      if (signal?.aborted) end();
      signal?.addEventListener("abort", end);
      child.on("error", (error: NodeJS.ErrnoException) => (error.code === "ENOENT" ? resolve(undefined) : reject(error)));
      child.on("close", (code, by) => {
        signal?.removeEventListener("abort", end);
        const killed = code === null || code > 128;
        const judge = (): void => {
          if (signal?.aborted) reject(new Interrupted());
          else resolve({ ...output, code: code ?? 1, stderr: by ? `${output.stderr}\nit was ended by ${by}` : output.stderr });
        };
        setTimeout(judge, killed && signal ? HEARING : 0);
      });
    });
  }
}
