import { type Change, nameOfChange } from "../change";

const DAYS = 30;
const DAY = 24 * 60 * 60 * 1000;
/** What nobody sees, or YAML reads as the end of a line. */
const HIDDEN = /[\p{Control}\p{Format}\p{Line_Separator}\p{Paragraph_Separator}]/gu;

/** Whether somebody has to decide about a change before it is rolled out. */
export function wantsAllowance({ class: risk, allowed }: Change): boolean {
  return (risk === "data at risk" || risk === "replace") && !allowed;
}

/**
 * One line of YAML that allows a change for thirty days, once somebody has said why.
 * @param today "2026-11-21"
 */
export function proposedAllowance(change: Change, today: string): string {
  const until = new Date(Date.parse(today) + DAYS * DAY).toISOString().slice(0, 10);
  return `allow: [{ change: ${quoted(nameOfChange(change))}, until: "${until}", why: "…" }]`;
}

/** In double quotes, as YAML and JSON read it. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(HIDDEN, (character) => character.split("").map(escaped).join(""));
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
