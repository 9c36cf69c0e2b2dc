import { type Problem } from "../../../constructs/core";
import { type Data, isData } from "../../../constructs/plan";
import type { Preview, PreviewStep } from "./preview";
import { countedBut, errorOf } from "./preview-errors";
import { EVENTS, readStep } from "./read-step";

/** Whether this is an event of Pulumi's engine. */
export function isEvent(value: Data): boolean {
  return typeof value["sequence"] === "number" || Object.keys(value).some((field) => /^[a-zA-Z]+Event$/.test(field));
}

/** Reads what `preview --json` prints with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=1: an event a line. */
export function readEvents(events: readonly Data[], problems: Problem[]): Preview {
  const steps: PreviewStep[] = [];
  const said: string[] = [];
  let summary: Data | undefined;
  events.forEach((event, index) => {
    const { resourcePreEvent, resOutputsEvent, diagnosticEvent, resOpFailedEvent, policyEvent, errorEvent, summaryEvent } = event;
    if (isData(resourcePreEvent)) {
      const step = readStep(resourcePreEvent["metadata"], EVENTS, `event ${index + 1}`, problems);
      if (step) steps.push(step);
    }
    if (isData(resOutputsEvent) && isSystem(resOutputsEvent)) {
      const step = readStep(resOutputsEvent["metadata"], EVENTS, `event ${index + 1}`, problems);
      if (step) steps.push({ ...step, op: "read" });
    }
    if (isData(diagnosticEvent)) said.push(...errorOf(diagnosticEvent));
    if (isData(resOpFailedEvent)) said.push(`a step has failed: ${nameIn(resOpFailedEvent)}`);
    if (isData(policyEvent) && policyEvent["enforcementLevel"] === "mandatory")
      said.push(...errorOf({ ...policyEvent, severity: "error", urn: policyEvent["resourceUrn"] }));
    if (isData(errorEvent)) said.push(...errorOf({ message: errorEvent["error"], severity: "error" }));
    if (isData(summaryEvent)) summary = summaryEvent;
  });
  const changes = summary && isData(summary["resourceChanges"]) ? summary["resourceChanges"] : undefined;
  const errors = [...said, ...endOf(summary), ...(summary && said.length === 0 ? countedBut(changes, steps) : [])];
  return { steps, errors, same: typeof changes?.["same"] === "number" ? changes["same"] : undefined };
}

/** What a system says of itself it says when it is whole. */
function isSystem({ metadata }: Data): boolean {
  return isData(metadata) && metadata["type"] === "tagenal:index:System";
}

function nameIn({ metadata }: Data): string {
  return isData(metadata) && typeof metadata["urn"] === "string" ? (metadata["urn"].split("::").at(-1) as string) : "nobody says which";
}

function endOf(summary: Data | undefined): string[] {
  if (!summary) return ["its last event is missing: it did not come to its end"];
  const { result, maybeCorrupt } = summary;
  return [
    ...(result === "succeeded" ? [] : [`it ended as ${JSON.stringify(result) ?? "nobody says what"}`]),
    ...(maybeCorrupt === true ? ["Pulumi says that its state may be corrupt"] : []),
  ];
}
