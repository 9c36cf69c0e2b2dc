import { type Change, nameOfChange, type PlanDiff } from "../change";
import { exitCodeOf } from "../exit-code";
import { shownFields } from "./shown-fields";

/** A comparison as machines read it. */
export interface PlanDiffJson extends PlanDiff {
  /** What the command line ends with. */
  readonly exitCode: number;
  readonly changes: readonly (Change & {
    /** By which an allowance means it. */
    readonly name: string;
  })[];
}

/** A comparison as plain data for machines. */
export function toJson(diff: PlanDiff): PlanDiffJson {
  const changes = diff.changes.map((change) => ({ name: nameOfChange(change), ...change, fields: shownFields(change) }));
  return { ...diff, exitCode: exitCodeOf(diff), changes };
}
