import type { RiskClass } from "../../../core";
import { grouped } from "../../grouped";
import type { Change, PlanDiff } from "../change";
import { allowanceWords, countsOf, MEANING, nothingChanges, short, WORST_FIRST } from "./change-words";
import { codeSpan, escapeHtml, escapeMarkdown, fenced } from "./escape-markdown";
import { fieldLines } from "./field-lines";
import { proposedAllowance, wantsAllowance } from "./proposed-allowance";
import { shownFields } from "./shown-fields";

/** How a comparison is written for a pull request. */
export interface MarkdownOptions {
  /** "2026-11-21": an allowance that is proposed ends thirty days later. */
  readonly today: string;
  /**
   * What is to be rolled out.
   * @default - "Rollout of" and the system
   */
  readonly title?: string;
  /**
   * What shows the same on one's own machine: "npx tagenal diff eks".
   * @default - not said
   */
  readonly command?: string;
  /**
   * The most characters of all. GitHub refuses a comment of more than 65,536, GitLab one of more than 1,000,000.
   * @default 60000
   */
  readonly limit?: number;
}

/** How much is shown. What is not, is said. */
interface Detail {
  /** The classes whose changes have rows of their own; of others there is one row with counts. */
  readonly rows: readonly RiskClass[];
  readonly mostRows: number;
  /** How many changes that want an allowance come with remedy and allowance. */
  readonly decisions: number;
  /** The fields of a change, and the lines of each value. */
  readonly fields: number;
  readonly lines: number;
  readonly rollout: number;
}

const FULL: Detail = { rows: WORST_FIRST, mostRows: Infinity, decisions: Infinity, fields: 50, lines: 40, rollout: 200 };
const NOT_SAFE = WORST_FIRST.filter((risk) => risk !== "safe");
const WORST = NOT_SAFE.filter((risk) => risk !== "restart");
/** From all to the least; what hurts most goes last. */
const DETAILS: readonly Detail[] = [
  FULL,
  { ...FULL, rows: NOT_SAFE },
  { ...FULL, rows: NOT_SAFE, fields: 10, lines: 10 },
  { ...FULL, rows: NOT_SAFE, fields: 3, lines: 3, rollout: 50 },
  { ...FULL, rows: NOT_SAFE, fields: 0, rollout: 20 },
  { ...FULL, rows: WORST, fields: 0, rollout: 20 },
  ...[1000, 300, 100, 30, 10, 3, 1, 0].map((most) => ({
    ...FULL,
    rows: WORST,
    fields: 0,
    rollout: 10,
    mostRows: most * 3,
    decisions: most,
  })),
];
const MOST_EVENTS = 10;

/** The verdict, as a reviewer understands it at once. */
const VERDICTS: Readonly<Record<RiskClass, string>> = {
  safe: "safe",
  restart: "pods restart, nothing is lost",
  replace: "something that runs is interrupted",
  "data at risk": "data can be lost",
};

/**
 * A comparison as Markdown for a comment on a pull request. Nothing in it that comes from manifests is read as Markdown, calls people
 * or links issues. Where it is too long, safe changes are only counted, then fields are cut, and what is worst goes last.
 */
export function renderMarkdown(diff: PlanDiff, options: MarkdownOptions): string {
  const { limit = 60_000, today } = options;
  const rows = new Map(diff.changes.map((change) => [change, row(change)]));
  const decisions = diff.changes.filter(wantsAllowance).map((change) => decision(change, today));
  let text = "";
  for (const detail of DETAILS) {
    text = rendered(diff, options, detail, rows, decisions);
    if (text.length <= limit) break;
  }
  return text;
}

function rendered(
  diff: PlanDiff,
  { title, command }: MarkdownOptions,
  detail: Detail,
  rows: ReadonlyMap<Change, string>,
  decisions: readonly string[],
): string {
  const { changes, rollout } = diff;
  const heading = `## ${escapeMarkdown(title ?? `Rollout of ${diff.system}`)} · ${verdict(diff)}`;
  const notes = diff.notes.map((note) => `- ${inline(note)}`).join("\n");
  const source = command === undefined ? "" : `The same on your machine: ${codeSpan(command)}`;
  if (changes.length === 0) return paragraphs([heading, `${inline(nothingChanges(diff))}.`, notes, source]);
  const own = changes.filter((change) => detail.rows.includes(change.class)).slice(0, detail.mostRows);
  const missing = omitted(changes, own);
  const order = rollout.slice(0, detail.rollout);
  const said = [
    ...(missing.length === 0 ? [] : [`${missing.length} of ${changes.length} changes are only counted`]),
    ...(detail.fields === FULL.fields ? [] : [detail.fields === 0 ? "fields are left out" : "fields are cut"]),
    ...(decisions.length > detail.decisions ? [`${decisions.length - detail.decisions} remedies and allowances are left out`] : []),
    ...(rollout.length > order.length ? [`${rollout.length - order.length} lines of the order are left out`] : []),
  ];
  return paragraphs([
    heading,
    `${countsOf(diff)}. From ${inline(diff.before)} to ${inline(diff.after)}.`,
    ["| Class | Object | What | Why |", "| --- | --- | --- | --- |", ...own.map((change) => rows.get(change)), ...missing.counted].join(
      "\n",
    ),
    said.length === 0 ? "" : `**Cut, since it is long:** ${said.join("; ")}.`,
    decisions.length === 0 ? "" : "### To be undone, or allowed",
    ...decisions.slice(0, detail.decisions),
    ...(detail.fields === 0 ? [] : own.map((change) => details(change, detail))),
    order.length === 0 ? "" : "### What happens, in order",
    order.map((line, index) => `${index + 1}. ${inline(line)}`).join("\n"),
    notes === "" ? "" : `### Remarks\n\n${notes}`,
    source,
  ]);
}

function verdict({ changes, worst }: PlanDiff): string {
  if (changes.length === 0) return "nothing changes";
  const allowed = changes.some((change) => change.allowed && change.class !== "safe");
  if (allowed && (worst ?? "safe") === "safe") return "the risks in it are allowed";
  return VERDICTS[worst ?? "safe"];
}

/** Changes without rows of their own, and the rows that count them. */
function omitted(changes: readonly Change[], own: readonly Change[]): { readonly length: number; readonly counted: readonly string[] } {
  const shown = new Set(own);
  const missing = changes.filter((change) => !shown.has(change));
  const counted = [...grouped(missing, (change) => [change.class])].map(([risk, ofClass]) => {
    const events = [...grouped(ofClass, ({ event }) => [event])].sort(([, left], [, right]) => right.length - left.length);
    const named = events.slice(0, MOST_EVENTS).map(([event, ofEvent]) => `${ofEvent.length} ${inline(event)}`);
    const others = events.length > MOST_EVENTS ? ["…"] : [];
    return `| ${risk} | ${ofClass.length} more | ${[...named, ...others].join(", ")} | ${MEANING[risk]} |`;
  });
  return { length: missing.length, counted };
}

function row(change: Change): string {
  const risk = change.class === "safe" || change.allowed ? change.class : `**${change.class}**`;
  const allowed = allowanceWords(change);
  const why = [inline(change.why), ...(allowed === undefined ? [] : [`(${inline(allowed)})`])].join(" ").trim();
  return `| ${risk}${allowed === undefined ? "" : ", allowed"} | ${inline(change.subject)} | ${inline(change.what)} | ${why} |`;
}

/** What to do about a change, or how to allow it. */
function decision(change: Change, today: string): string {
  const remedy =
    change.remedy === undefined ? "If it is meant" : `What to do: ${inline(change.remedy).replace(/\.$/, "")}; or, if it is meant`;
  return `**${inline(change.subject)}**: ${inline(change.what)}. ${remedy}, allow it:\n\n${fenced("yaml", [proposedAllowance(change, today)])}`;
}

/** The fields of a change, folded. */
function details(change: Change, { fields: most, lines }: Detail): string {
  const fields = shownFields(change);
  const remedy = change.remedy === undefined || wantsAllowance(change) ? "" : `What to do: ${inline(change.remedy)}`;
  if (fields.length === 0 && remedy === "") return "";
  const shown = fields.slice(0, most).flatMap((field) => fieldLines(field, lines));
  const more = fields.length > most ? [`… ${fields.length - most} more fields`] : [];
  const summary = `${change.class}: ${escapeHtml(short(change.subject))}, ${escapeHtml(short(change.event))}`;
  return paragraphs([
    `<details><summary>${summary}</summary>`,
    remedy,
    fields.length === 0 ? "" : fenced("diff", [...shown, ...more]),
    "</details>",
  ]).trimEnd();
}

function inline(text: string): string {
  return escapeMarkdown(short(text));
}

function paragraphs(texts: readonly string[]): string {
  return `${texts.filter((text) => text !== "").join("\n\n")}\n`;
}
