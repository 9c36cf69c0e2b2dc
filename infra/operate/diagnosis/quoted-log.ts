/** Log lines below a sentence, each marked as such; nothing where there are none. */
export function quotedLog(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `; its last lines:\n${lines.map((line) => `  | ${line}`).join("\n")}`;
}
