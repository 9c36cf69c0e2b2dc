import type { RiskClass } from "../../../core";
import type { Change, PlanDiff } from "../change";
import { allowanceWords, countsOf, nothingChanges, short, wordsOf } from "./change-words";
import { type Folded, folded } from "./folded";
import { proposedAllowance, wantsAllowance } from "./proposed-allowance";
import { lengthOf, padded, wrapped } from "./wrapped";

/** A colour of the terminal, or its heavier letters. */
export type Colour = "red" | "yellow" | "green" | "grey" | "bold";

/** How a comparison is written for a terminal. */
export interface TextOptions {
  /** "2026-11-21": an allowance that is proposed ends thirty days later. */
  readonly today: string;
  /**
   * Puts a colour on a text.
   * @default - no colours
   */
  readonly paint?: (colour: Colour, text: string) => string;
  /**
   * The characters of a line.
   * @default 120
   */
  readonly width?: number;
}

type Paint = NonNullable<TextOptions["paint"]>;

/** Where the columns begin, in characters. */
interface Columns {
  readonly subject: number;
  readonly words: number;
  readonly width: number;
  readonly paint: Paint;
}

const COLOURS: Readonly<Record<RiskClass, readonly Colour[]>> = {
  safe: ["green"],
  restart: ["yellow"],
  replace: ["red"],
  "data at risk": ["red", "bold"],
};
const GAP = "   ";
const CLASS_WIDTH = "data at risk".length + GAP.length;
/** With less room than this for words, subjects stand on lines of their own. */
const LEAST_WORDS = 40;

/** A comparison for a terminal: each change with its reason and remedy, the worst first, then the order, counts and remarks. */
export function renderText(diff: PlanDiff, { today, paint = (_colour, text) => text, width = 120 }: TextOptions): string {
  const notes = diff.notes.flatMap((note) => hanging("! ", short(note), width).map((line) => paint("yellow", line)));
  if (diff.changes.length === 0) return text([paint("green", nothingChanges(diff)), ...notes]);
  const columns = columnsFor(diff.changes, width, paint);
  const order = diff.rollout.flatMap((line, index) => hanging(`${String(index + 1).padStart(3)}. `, short(line), width));
  return text([
    ...folded(diff.changes).flatMap((one) => [...row(one, columns), ...remedy(one.change, columns, today)]),
    "",
    ...(order.length === 0 ? [] : [paint("bold", "What happens, in order:"), ...order, ""]),
    ...wrapped(countsOf(diff), width),
    ...notes,
  ]);
}

/** As wide as the subjects need it, as long as enough is left for the words. */
function columnsFor(changes: readonly Change[], width: number, paint: Paint): Columns {
  const rest = width - CLASS_WIDTH - GAP.length;
  const fitting = changes.map(({ subject }) => lengthOf(short(subject))).filter((length) => length <= rest * 0.4);
  const subject = Math.max(0, ...fitting);
  const words = CLASS_WIDTH + (subject === 0 || rest - subject < LEAST_WORDS ? 0 : subject + GAP.length);
  return { subject, words, width, paint };
}

function row({ change, others: also }: Folded, { subject: room, words, width, paint }: Columns): string[] {
  const subject = short(change.subject);
  const allowed = allowanceWords(change);
  const said = wordsOf(change) + (allowed === undefined ? "" : ` (${allowed})`) + (also === "" ? "" : `; ${also}`);
  const lines = wrapped(said, width - words);
  const risk = colours(change).reduce<string>((painted, colour) => paint(colour, painted), change.class);
  const start = risk + " ".repeat(CLASS_WIDTH - change.class.length);
  const besides = words > CLASS_WIDTH && lengthOf(subject) <= room;
  const [first = "", ...others] = besides ? lines : ["", ...lines];
  return [start + (first === "" ? subject : `${padded(subject, room)}${GAP}${first}`), ...others.map((line) => " ".repeat(words) + line)];
}

function colours(change: Change): readonly Colour[] {
  return change.allowed ? ["grey"] : COLOURS[change.class];
}

/** What to do instead, and how to allow it. */
function remedy(change: Change, { width }: Columns, today: string): string[] {
  const known = change.remedy === undefined ? "" : short(change.remedy);
  const indent = " ".repeat(CLASS_WIDTH);
  if (!wantsAllowance(change)) return known === "" ? [] : hanging(`${indent}→ `, known, width);
  const words = known === "" ? "if it is meant, allow it:" : `${known.replace(/\.$/, "")}${/[,;:] /.test(known) ? ";" : ","} or allow it:`;
  const lines = hanging(`${indent}→ `, words, width);
  const allowance = proposedAllowance(change, today);
  const last = `${lines.at(-1)}  ${allowance}`;
  // It is copied as it stands: one line, however long it is.
  return lengthOf(last) <= width ? [...lines.slice(0, -1), last] : [...lines, `${indent}  ${allowance}`];
}

/** A text whose further lines begin where it began, behind its mark. */
function hanging(mark: string, words: string, width: number): string[] {
  const indent = " ".repeat(lengthOf(mark));
  return wrapped(words, width - indent.length).map((line, index) => (index === 0 ? mark : indent) + line);
}

function text(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`;
}
