import type { ObjectId } from "../plan";

/** Something that is wrong with a Plan. */
export interface Finding {
  /** The rule that it breaks: "selector-matches-pods". */
  readonly rule: string;
  /** The object to mend. */
  readonly object: ObjectId;
  /** In one line: what is wrong, what was given, what to do. */
  readonly message: string;
}
