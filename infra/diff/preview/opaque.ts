import { isData } from "../../../constructs/plan";

/** What stands where a preview does not show a value. */
export const SECRET = "[secret]";
/** What stands for a value that is known only when it runs. */
export const UNKNOWN = "[unknown]";

/** Pulumi's signs for what is known only when it runs: of texts, truths, numbers, lists, maps. */
const UNKNOWNS = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Whether a value is not shown. */
export function isOpaque(value: unknown): value is string {
  return (
    value === SECRET || value === UNKNOWN || (typeof value === "string" && UNKNOWNS.has(value)) || (isData(value) && SIGNATURE in value)
  );
}

/** Whether something in a value is not shown. */
export function hasOpaque(value: unknown): boolean {
  if (isOpaque(value)) return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(hasOpaque);
}

/**
 * Two values of one property without what is not shown. A text that is not shown may stand for a whole list: only where the other side
 * proves that it is none does it stay, as "[secret]" or "[unknown]".
 */
export function readable(before: unknown, after: unknown): readonly [before: unknown, after: unknown] {
  return [shown(before, after), shown(after, before)];
}

function shown(value: unknown, other: unknown): unknown {
  if (isOpaque(value)) return isScalar(other) && !isOpaque(other) ? (value === SECRET || isData(value) ? SECRET : UNKNOWN) : undefined;
  if (isOpaque(other) && typeof value === "object") return undefined;
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => {
      const inner = shown(entry, Array.isArray(other) ? other[index] : undefined);
      return inner === undefined ? SECRET : inner;
    });
  }
  if (!isData(value)) return value;
  const fields = Object.entries(value).flatMap(([field, inner]) => {
    const kept = shown(inner, isData(other) ? other[field] : undefined);
    return kept === undefined ? [] : [[field, kept] as const];
  });
  return Object.fromEntries(fields);
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}
