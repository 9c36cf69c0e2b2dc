import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Script } from "./recipe";

/** How a script ended. */
export interface Ended {
  readonly code: number;
  readonly said: string;
}

/** A folder in which a runner would work, with programs of its own before those of the machine. */
export class Workplace {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(join(folder, "bin"));
  }

  /** Puts a program of these lines of bash before the others of the same name. */
  program(name: string, ...lines: readonly string[]): void {
    const file = join(this.folder, "bin", name);
    writeFileSync(file, ["#!/usr/bin/env bash", ...lines, ""].join("\n"));
    chmodSync(file, 0o755);
  }

  /** The content of a file; undefined if there is none. */
  read(name: string): string | undefined {
    const file = join(this.folder, name);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  /** Writes a file. */
  write(name: string, content: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), content);
  }

  /** Runs a script as runners do: it ends with the first command that fails. */
  run({ text, variables }: Pick<Script, "text" | "variables">, more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const path = `${join(this.folder, "bin")}:${dirname(process.execPath)}:${process.env["PATH"]}`;
    const env = { PATH: path, HOME: this.folder, NO_PROXY: "*", ...variables, ...more };
    return new Promise((resolve) => {
      const words = ["--noprofile", "--norc", "-eo", "pipefail", "-c", text];
      execFile("bash", words, { cwd: this.folder, env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, said: stdout + stderr });
      });
    });
  }
}
