import { createHash } from "node:crypto";
import { type Problem, RefusedError } from "../../constructs/core";
import { type DefinitionSource, titleOf } from "./definitions-source";

/** A file with definitions has at most so many bytes, decompressed. */
export const MOST_BYTES: number = 32 * 1024 * 1024;

/** The SHA-256 of some bytes, as hex digits. */
export function sumOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Refuses bytes that are not those that were pinned. */
export function refuseOthers(source: DefinitionSource, bytes: Uint8Array, where: string): void {
  const sum = sumOf(bytes);
  if (sum === source.sha256) return;
  const page = /^\s*<(!doctype|html)/i.test(Buffer.from(bytes.subarray(0, 200)).toString()) ? " (it is a web page)" : "";
  refuseSource(
    source,
    `${where} has the sha256 ${sum}${page}, pinned is ${source.sha256}; pin the new sum only if the publisher names it, else find out who changed the file`,
  );
}

/** Stops reading a source, with one problem. */
export function refuseSource(source: DefinitionSource, message: string): never {
  throw new RefusedError([problemOf(source, message)]);
}

/** A problem of a source. */
export function problemOf(source: DefinitionSource, message: string): Problem {
  return { path: titleOf(source), message };
}
