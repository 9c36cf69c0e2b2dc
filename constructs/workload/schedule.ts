const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
  readonly min: number;
  readonly max: number;
  /** Names that stand for numbers, from the smallest on. */
  readonly names: readonly string[];
}

const FIELDS: readonly Field[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

const SHORTCUTS = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

/** Whether Kubernetes takes a text as the schedule of a CronJob. */
export function isSchedule(text: string): boolean {
  if (SHORTCUTS.includes(text)) return true;
  const parts = text.trim().split(/\s+/);
  return (
    parts.length === FIELDS.length && FIELDS.every((field, index) => (parts[index] ?? "").split(",").every((part) => fits(part, field)))
  );
}

/** One of "*", "5", "1-5", "MON-FRI", with a step behind or without. */
function fits(part: string, field: Field): boolean {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0 || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
  if (range === "*" || range === "?") return true;
  const [from, to, ...rest] = range.split("-").map((word) => valueOf(word, field));
  if (rest.length > 0 || from === undefined) return false;
  return range.includes("-") ? to !== undefined && from <= to : true;
}

function valueOf(word: string, { min, max, names }: Field): number | undefined {
  const named = names.indexOf(word.toUpperCase());
  const value = named >= 0 ? named + min : /^\d+$/.test(word) ? Number(word) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
