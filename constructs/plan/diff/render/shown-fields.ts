import type { Change, FieldChange } from "../change";
import { keptBack } from "../secret-values";

/** The fields of a Secret that are no secret. */
const OPEN = /^(kind|type|immutable|apiVersion|metadata\.(name|namespace|labels))(\W|$)/;

/**
 * The fields of a change as they may be seen. Whoever compares Plans leaves a Secret's values out already; what
 * is written into comments and logs of builds is looked at once more.
 */
export function shownFields({ object, fields }: Pick<Change, "object" | "fields">): readonly FieldChange[] {
  if (!object?.startsWith("Secret/")) return fields;
  return fields.map((field) => (OPEN.test(field.path) ? field : keptBack(field)));
}
