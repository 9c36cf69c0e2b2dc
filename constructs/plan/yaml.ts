/**
 * Texts that every YAML parser reads as the text they are, when none of the words below: words, paths, addresses, and
 * quantities such as 250m and 64Mi. For `e1` npm's yaml reads NaN.
 */
const PLAIN = /^(?![eE]-?\d+$)[A-Za-z_/][\w\-./]*(:[\w\-./]+)*$|^\d+(m|[KMGT]i)$/;
/** What YAML 1.1 takes for booleans and null. Numbers, dates, `.inf`, `.nan` and `~` do not look plain at all. */
const WORDS = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);

/** What go-yaml refuses or changes when it stands there as it is, though JSON allows it. */
const ESCAPED = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
/** No parser of Kubernetes reads half a character, not even escaped. */
const HALF_CHARACTER = /\p{Surrogate}/u;
/** What no block may hold: characters to be escaped, and lines of blanks alone, which some parsers drop at a text's end. */
const NOT_IN_BLOCK = /(?![\t\n])[\p{Control}\u2028\u2029\ufeff\ufffe\uffff\p{Surrogate}]|^[ \t]+$/mu;
/** A block whose first line that is not empty begins with a blank has to say how far it is indented. */
const BLANK_FIRST = /^\n*[ \t]/;
/** YAML ends the search for a key's colon after 1024 characters; a longer key is marked before it begins. */
const LONGEST_KEY = 1000;

/** How short texts were written, since most of them (kinds, labels, keys) come again and again. */
const written = new Map<string, string>();
const MOST_WRITTEN = 10_000;
const LONGEST_WRITTEN = 64;

/** From the document to a value: keys and indexes. */
type Path = (string | number)[];

/** One document of plain data, in the order given, so that kubectl and every other parser reads exactly this data. */
export function toYaml(value: unknown): string {
  return node(value, "", "\n", []).slice(1);
}

/** Many documents, one after the other. */
export function toYamlStream(documents: readonly unknown[]): string {
  return documents.map(toYaml).join("---\n");
}

/** What follows a key's colon or an item's dash: a blank or `lead`, the value, whose lines begin with `pad`, and a newline. */
function node(value: unknown, pad: string, lead: string, path: Path): string {
  // A whole document is no block: parsers disagree about how far its lines are indented.
  if (typeof value === "string") return ` ${(pad !== "" && value.includes("\n") && block(value, pad)) || scalar(value, path)}\n`;
  // Numbers as in JSON, which gives -0 no sign; go-yaml drops it, too.
  if (value === null || typeof value === "boolean" || Number.isFinite(value)) return ` ${String(value)}\n`;
  if (Array.isArray(value)) return sequence(value, pad, lead, path);
  if (isPlain(value)) return mapping(value, pad, lead, path);
  throw unfit(typeof value === "object" ? value?.constructor.name : typeof value === "number" ? value : typeof value, path);
}

function mapping(map: Readonly<Record<string, unknown>>, pad: string, lead: string, path: Path): string {
  const inner = `${pad}  `;
  const newline = `\n${inner}`;
  let text = "";
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) continue;
    path.push(key);
    const name = scalar(key, path);
    const start = name.length > LONGEST_KEY ? `? ${name}\n${pad}:` : `${name}:`;
    text += (text === "" ? lead : pad) + start + node(value, inner, newline, path);
    path.pop();
  }
  return text === "" ? " {}\n" : text;
}

function sequence(items: readonly unknown[], pad: string, lead: string, path: Path): string {
  const inner = `${pad}  `;
  let text = "";
  for (let index = 0; index < items.length; index++) {
    path.push(index);
    // What an item holds begins on its dash's own line.
    text += `${text === "" ? lead : pad}-${node(items[index], inner, " ", path)}`;
    path.pop();
  }
  return text === "" ? " []\n" : text;
}

/** A text in one line: plain where nobody can mistake it, else as in JSON. */
function scalar(text: string, path: Path): string {
  const known = written.get(text);
  if (known !== undefined) return known;
  const made = PLAIN.test(text) && !WORDS.has(text.toLowerCase()) ? text : quoted(text, path);
  if (text.length <= LONGEST_WRITTEN && written.size < MOST_WRITTEN) written.set(text, made);
  return made;
}

function quoted(text: string, path: Path): string {
  if (HALF_CHARACTER.test(text)) throw unfit("half a character (a lone surrogate)", path);
  return JSON.stringify(text).replace(ESCAPED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A text of many lines as people read it; undefined where it has to be quoted. */
function block(text: string, pad: string): string | undefined {
  if (NOT_IN_BLOCK.test(text) || text.trimStart() === "") return undefined;
  const indent = BLANK_FIRST.test(text) ? "2" : "";
  const ends = text.endsWith("\n");
  const chomp = !ends ? "-" : text.endsWith("\n\n") ? "+" : "";
  const lines = (ends ? text.slice(0, -1) : text).replace(/^(?=[^\n])/gm, pad);
  return `|${indent}${chomp}\n${lines}`;
}

/** Whether an object is data: of no class, from whichever realm. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unfit(what: string | number | undefined, path: Path): TypeError {
  const where = path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
  return new TypeError(`${where || "the document"}: must be text, a finite number, true, false, null, a list or a map, got ${what}`);
}
