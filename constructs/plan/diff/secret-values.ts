import type { FieldChange } from "./change";

const KEPT_BACK = "[secret]";

/** A field without its values: that there is one is said, what it is is not. */
export function keptBack({ path, before, after }: FieldChange): FieldChange {
  return { path, ...(before === undefined ? {} : { before: KEPT_BACK }), ...(after === undefined ? {} : { after: KEPT_BACK }) };
}
