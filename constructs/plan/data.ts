/** A map of plain data. */
export type Data = Readonly<Record<string, unknown>>;

/** Whether a value is a map, and neither a list nor nothing. */
export function isData(value: unknown): value is Data {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
