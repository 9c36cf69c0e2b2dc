/** Whether two values are lists of the same texts in another order. */
export function isReordered(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return false;
  return before.every((one) => typeof one === "string" && after.includes(one));
}
