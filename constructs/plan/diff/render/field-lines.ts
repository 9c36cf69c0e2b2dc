import { toYaml } from "../../yaml";
import type { FieldChange } from "../change";
import { cut, visible, visibleLines } from "./visible";

const CONTEXT = 2;
const LONGEST_LINE = 200;

/** A field before and after as lines of a diff, at most `limit` on each side; long lines show where they differ. */
export function fieldLines({ path, before, after }: FieldChange, limit: number): string[] {
  const isEnded = [before, after].every((value) => typeof value === "string" && value.endsWith("\n"));
  const [old, young] = [before, after].map((value) => (isEnded ? String(value).slice(0, -1).split("\n").map(visible) : linesOf(value))) as [
    string[],
    string[],
  ];
  const head = commonStart(old, young);
  const tail = commonStart(old.slice(head).reverse(), young.slice(head).reverse());
  const context = (lines: readonly string[]): string[] => lines.map((line) => `  ${cut(line, LONGEST_LINE)}`);
  const gone = old.slice(head, old.length - tail);
  const come = young.slice(head, young.length - tail);
  return [
    `@@ ${cut(visible(path), LONGEST_LINE)} @@`,
    ...(head > CONTEXT ? ["  …"] : []),
    ...context(old.slice(Math.max(0, head - CONTEXT), head)),
    ...marked("-", gone, come, limit),
    ...marked("+", come, gone, limit),
    ...context(old.slice(old.length - tail).slice(0, CONTEXT)),
    ...(tail > CONTEXT ? ["  …"] : []),
  ];
}

function marked(mark: string, lines: readonly string[], others: readonly string[], limit: number): string[] {
  const shown = lines.slice(0, limit).map((line, index) => `${mark} ${excerpt(line, others[index] ?? "")}`);
  return lines.length > limit ? [...shown, `${mark} … ${lines.length - limit} more lines`] : shown;
}

/** A long line from shortly before it differs from the other one. */
function excerpt(line: string, other: string): string {
  if (line.length <= LONGEST_LINE) return line;
  const same = commonStart(Array.from(line), Array.from(other));
  const start = Math.max(0, same - LONGEST_LINE / 4);
  return (start > 0 ? "…" : "") + cut(Array.from(line).slice(start).join(""), LONGEST_LINE);
}

/** A value as YAML; a text of many lines as it is. */
function linesOf(value: unknown): string[] {
  if (value === undefined) return [];
  if (typeof value === "string" && value.includes("\n")) return visibleLines(value);
  return toYaml(readable(value)).trimEnd().split("\n").map(visible);
}

/** Data of which every text can be written as YAML. */
function readable(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, visible);
  if (Array.isArray(value)) return value.map(readable);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [readable(key), readable(entry)]));
}

function commonStart(left: readonly string[], right: readonly string[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) if (left[index] !== right[index]) return index;
  // Equal as far as they can be shown: then both are shown.
  return left.length === right.length ? 0 : length;
}
