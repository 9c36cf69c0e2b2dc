import { readFileSync } from "node:fs";
import { RefusedError } from "../constructs/core";

/**
 * The text of a file, or of standard input ("-").
 * @param hint what to do where there is none: "; save a plan with …"
 * @throws RefusedError where it cannot be read
 */
export function readText(file: string, hint = ""): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new RefusedError(
      [{ path: "", message: `it cannot be read: ${(error as NodeJS.ErrnoException).code}${hint}` }],
      nameOfInput(file),
    );
  }
}

/** A file as messages call it. */
export function nameOfInput(file: string): string {
  return file === "-" ? "standard input" : file;
}
