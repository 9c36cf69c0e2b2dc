import type { RiskClass } from "../../../core";
import { grouped } from "../../grouped";
import type { Change, PlanDiff } from "../change";
import { clausesOf, short } from "./change-words";
import { escapeMarkdown } from "./escape-markdown";

/** Of which release the notes are. */
export interface NotesOptions {
  /**
   * To which one upgrades: "1.4.0".
   * @default - not said
   */
  readonly version?: string;
  /**
   * Of the release: "2026-11-21".
   * @default - not said
   */
  readonly date?: string;
}

interface Section {
  readonly class: RiskClass;
  readonly title: string;
  readonly lead: string;
  /** Whoever upgrades is told where nothing can be done. */
  readonly hurts: boolean;
}

const SECTIONS: readonly Section[] = [
  { class: "data at risk", title: "Before you upgrade", lead: "Data can be lost. Do this first: afterwards it is too late.", hurts: true },
  { class: "replace", title: "What will be interrupted", lead: "Upgrade when these may be away for a while.", hurts: true },
  { class: "restart", title: "What restarts", lead: "These are renewed while the upgrade goes on; no data is lost.", hurts: false },
  { class: "safe", title: "What else changes", lead: "What runs goes on running.", hurts: false },
];
const MOST_SUBJECTS = 5;

/** A draft of upgrade notes from the Plans of two releases, for those who upgrade: what to do, in the order in which it matters. */
export function renderNotes(diff: PlanDiff, { version, date }: NotesOptions = {}): string {
  const release = version === undefined ? `Upgrading ${diff.system}` : `Upgrading ${diff.system} to ${version}`;
  const title = `## ${inline(release)}${date === undefined ? "" : ` (${inline(date)})`}`;
  if (diff.changes.length === 0) return `${title}\n\nNothing changes: there is nothing to do.\n`;
  const sections = SECTIONS.flatMap((section) => {
    const changes = diff.changes.filter((change) => change.class === section.class);
    if (changes.length === 0) return [];
    // What is the same of many objects is said once.
    const items = [...grouped(changes, (change) => [item(change, section)])];
    return [`### ${section.title}\n\n${section.lead}\n\n${items.map(([words, all]) => `- ${subjects(all)}: ${words}`).join("\n")}`];
  });
  return `${[title, ...sections].join("\n\n")}\n`;
}

function item(change: Change, { hurts }: Section): string {
  const { what, why, remedy, allowed } = change;
  const intended = allowed ? [`This is intended: ${allowed.why}`] : [];
  if (remedy !== undefined) return sentences([clausesOf(change), `What to do: ${remedy}`, ...intended]);
  if (hurts) return sentences([what, `There is no way around it: ${why || what}`, ...intended]);
  return sentences([clausesOf(change), ...intended]);
}

function subjects(changes: readonly Change[]): string {
  const all = [...new Set(changes.map(({ subject }) => `**${inline(subject)}**`))];
  const named = all.slice(0, MOST_SUBJECTS).join(", ");
  return all.length > MOST_SUBJECTS ? `${named} and ${all.length - MOST_SUBJECTS} more` : named;
}

function sentences(texts: readonly string[]): string {
  return texts.map((text) => `${inline(text).replace(/\.$/, "")}.`).join(" ");
}

function inline(text: string): string {
  return escapeMarkdown(short(text));
}
