import { type Problem } from "../../../constructs/core";
import { type Data, isData } from "../../../constructs/plan";
import type { Preview, PreviewStep } from "./preview";
import { countedBut, errorOf } from "./preview-errors";
import { DIGEST, readStep } from "./read-step";

/** Whether this is what `pulumi preview --json` prints at its end. */
export function isDigest(value: Data): boolean {
  return ["steps", "diagnostics", "changeSummary"].some((field) => field in value) && !("sequence" in value);
}

/** Reads the digest of `pulumi preview --json`. */
export function readDigest(value: Data, problems: Problem[]): Preview {
  // An empty list is left out, and so is an empty summary.
  const { steps: listed = [], diagnostics = [], changeSummary } = value;
  const list = (given: unknown, property: string): readonly unknown[] => {
    if (Array.isArray(given)) return given;
    if (given !== null) problems.push({ path: "", message: `'${property}' must be a list, got ${JSON.stringify(given)}` });
    return [];
  };
  const steps = list(listed, "steps").flatMap((one, index): PreviewStep[] => {
    const step = readStep(one, DIGEST, `steps[${index}]`, problems);
    return step ? [step] : [];
  });
  const said = list(diagnostics, "diagnostics").filter(isData).flatMap(errorOf);
  const summary = isData(changeSummary) ? changeSummary : undefined;
  const errors = [
    ...said,
    ...endOf(value),
    ...(summary || said.length > 0 ? [] : ["it has no summary of its changes: it did not come to its end"]),
    ...(said.length > 0 ? [] : countedBut(summary, steps)),
  ];
  return { steps, errors, same: typeof summary?.["same"] === "number" ? summary["same"] : undefined };
}

/** How a preview ended, where the digest says so. */
function endOf({ result, maybeCorrupt }: Data): string[] {
  return [
    ...(result === undefined || result === "succeeded" ? [] : [`it ended as ${JSON.stringify(result)}`]),
    ...(maybeCorrupt === true ? ["Pulumi says that its state may be corrupt"] : []),
  ];
}
