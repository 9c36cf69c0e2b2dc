import { type Problem, RefusedError } from "../../../constructs/core";
import { type Data, isData } from "../../../constructs/plan";
import type { Preview } from "./preview";
import { isDigest, readDigest } from "./read-digest";
import { isEvent, readEvents } from "./read-events";

const COMMAND = "pulumi preview --json > FILE";
const SHOWN = 5;

/**
 * Reads what `pulumi preview --json` prints: its digest, or its events, one a line.
 * @throws RefusedError if it is something else, or not whole
 */
export function readPreview(text: string): Preview {
  const content = text.replace(/^\uFEFF/, "").trim();
  if (content === "") return refuse(`is empty; write it with: ${COMMAND}`);
  const problems: Problem[] = [];
  const preview = readForm(content, problems);
  if (problems.length === 0) return preview;
  const more = problems.length - SHOWN;
  throw new RefusedError(
    [...problems.slice(0, SHOWN), ...(more > 0 ? [{ path: "steps", message: `${more} more of them are wrong` }] : [])],
    "the preview",
  );
}

function readForm(content: string, problems: Problem[]): Preview {
  const whole = parsed(content);
  if (isData(whole)) return readOne(whole, problems);
  if (whole !== undefined) return refuse(`is no preview: it must be an object of JSON; write it with: ${COMMAND}`);
  const lines = content.split("\n").filter((line) => line.trim() !== "");
  const events = lines.map(parsed);
  const bad = events.findIndex((event) => !isData(event));
  if (bad < 0 && (events as Data[]).every(isEvent)) return readEvents(events as Data[], problems);
  if (!content.startsWith("{")) return refuse(`is no JSON; write it with: ${COMMAND}`);
  // The first line of a digest that is printed over many lines is no JSON by itself.
  if (bad > 0) return refuse(`is cut off or damaged: line ${bad + 1} of ${lines.length} is no whole JSON; write it again with: ${COMMAND}`);
  return refuse(`is cut off or damaged: it is no whole JSON; write it again with: ${COMMAND}`);
}

function readOne(value: Data, problems: Problem[]): Preview {
  if (isEvent(value)) return readEvents([value], problems);
  if (isDigest(value)) return readDigest(value, problems);
  if (Array.isArray(value["resources"]) && "summary" in value)
    return refuse(`is of "pulumi preview --output=json", which says nothing of what changes in a resource; write it with: ${COMMAND}`);
  if ("resourcePlans" in value)
    return refuse(`is a plan of "pulumi preview --save-plan", which names no single field; write it with: ${COMMAND}`);
  return refuse(`is no preview of Pulumi: it has neither steps nor events; write it with: ${COMMAND}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function refuse(message: string): never {
  throw new RefusedError([{ path: "", message: `it ${message}` }], "the preview");
}
