import { type Data } from "../../../constructs/plan";
import type { PreviewStep } from "./preview";

/** The escape sequences of colours, and Pulumi's own marks for them. */
// oxlint-disable-next-line no-control-regex
const COLOURS = /\u001b\[[0-9;]*m|<\{%[^%]*%\}>/g;

/** What a diagnostic says, in a line, if it is an error. */
export function errorOf({ severity, message, urn }: Data): string[] {
  if (severity !== "error") return [];
  const text = (typeof message === "string" ? message : "")
    .replace(COLOURS, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
  const name = typeof urn === "string" && urn.includes("::") ? `${urn.split("::").at(-1)}: ` : "";
  return [`${name}${text || "an error without a message"}`];
}

const CHANGES = ["update", "delete", "replace"];
const OF_A_REPLACEMENT = new Set(["replace", "create-replacement", "delete-replaced"]);

/** Changes that the summary counts and the preview does not list. */
export function countedBut(summary: Data | undefined, steps: readonly PreviewStep[]): string[] {
  if (!summary) return [];
  return CHANGES.flatMap((op) => {
    const counted = summary[op];
    const isMeant = (one: string): boolean => (op === "replace" ? OF_A_REPLACEMENT.has(one) : one === op);
    const listed = new Set(steps.filter((step) => isMeant(step.op)).map(({ urn }) => urn)).size;
    return typeof counted === "number" && counted > listed
      ? [`its summary counts ${counted} of "${op}", ${listed === 0 ? "none" : listed} of them ${listed === 1 ? "is" : "are"} listed`]
      : [];
  });
}
