import { closest } from "./closest";

/** What a text must be like. */
export interface Wanted {
  readonly want: string;
  readonly ok: (text: string) => boolean;
}

/** What a list of texts must be like. */
export interface WantedList extends Wanted {
  /** What holds where nothing is given. Without it something must be. */
  readonly otherwise?: readonly string[];
  /** Fewer are too few. */
  readonly least?: number;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Values that somebody gave, read one by one. Whatever is wrong with them is noted, and nothing stops: the person sees all of it at once.
 * What is returned for a value that is wrong is of the right type, and of no use.
 */
export class Given {
  readonly #values: Values;
  readonly #note: (message: string) => void;
  readonly #at: string;
  readonly #read = new Set<string>();

  /** @param at where the values are within all that was given: "nodes." */
  constructor(values: Values, note: (message: string) => void, at = "") {
    this.#values = values;
    this.#note = note;
    this.#at = at;
  }

  /** Any condition: "'region' must be <want>, got <given>". */
  must(ok: boolean, key: string, want: string, given: unknown): boolean {
    if (!ok) this.#note(`'${this.#at}${key}' must be ${want}, got ${show(given)}`);
    return ok;
  }

  /** A text. */
  text(key: string, { want, ok }: Wanted, otherwise?: string): string {
    const value = this.#value(key) ?? otherwise;
    return this.must(typeof value === "string" && ok(value), key, want, value) ? (value as string) : "";
  }

  /** One of a few words; nothing where it is none of them, for those that can only follow a right one. */
  oneOf<Word extends string>(key: string, allowed: readonly Word[], otherwise?: Word): Word | undefined {
    const value = this.#value(key) ?? otherwise;
    const known = allowed.find((word) => word === value);
    this.must(known !== undefined, key, `one of ${allowed.map(show).join(", ")}`, value);
    return known;
  }

  /** A whole number within limits. */
  integer(key: string, { min, max, otherwise }: { readonly min: number; readonly max: number; readonly otherwise: number }): number {
    const value = this.#decoded(key) ?? otherwise;
    const ok = Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
    return this.must(ok, key, `an integer from ${min} to ${max}`, value) ? (value as number) : otherwise;
  }

  /** Yes or no. */
  flag(key: string, otherwise: boolean): boolean {
    const value = this.#decoded(key) ?? otherwise;
    return this.must(typeof value === "boolean", key, "true or false", value) && (value as boolean);
  }

  /** Texts, none of them twice. */
  texts(key: string, { want, ok, otherwise, least = 0 }: WantedList): string[] {
    const list = this.#list(key, `a list, each of it ${want}`, least, otherwise);
    for (const [index, value] of list.entries()) this.must(typeof value === "string" && ok(value), `${key}[${index}]`, want, value);
    const texts = list.filter((value) => typeof value === "string");
    this.must(new Set(texts).size === texts.length, key, "a list with nothing twice", list);
    return texts;
  }

  /** Texts by name. */
  record(key: string, { want, ok }: Wanted): Record<string, string> {
    const value = this.#decoded(key) ?? {};
    if (!this.must(isObject(value), key, "an object of texts", value)) return {};
    const entries = Object.entries(value as Values).filter(([name, text]) => {
      return this.must(typeof text === "string" && ok(`${name}=${text}`), `${key}.${name}`, want, text);
    });
    return Object.fromEntries(entries) as Record<string, string>;
  }

  /** An object, to be read in turn. */
  part(key: string, otherwise: Values): Given {
    const value = this.#decoded(key) ?? otherwise;
    return this.#inner(key, value) ?? new Given(otherwise, this.#note, `${this.#at}${key}.`);
  }

  /** Objects in a list, each to be read in turn. */
  parts(key: string, least: number): Given[] {
    const list = this.#list(key, "a list of objects", least);
    return list.flatMap((value, index) => this.#inner(`${key}[${index}]`, value) ?? []);
  }

  /** Objects by name, each to be read in turn. */
  named(key: string): { readonly name: string; readonly part: Given }[] {
    const value = this.#decoded(key) ?? {};
    if (!this.must(isObject(value), key, "an object of objects", value)) return [];
    return Object.entries(value as Values).flatMap(([name, inner]) => {
      const part = this.#inner(`${key}.${name}`, inner);
      return part ? [{ name, part }] : [];
    });
  }

  /**
   * Notes what was given and never read.
   * @param elsewhere keys that would be right if something else were different, and what
   */
  end(elsewhere: Readonly<Record<string, string>> = {}): void {
    for (const key of Object.keys(this.#values)) {
      if (this.#read.has(key)) continue;
      const why = elsewhere[key];
      const hint = closest(key, [...this.#read]) || `; there are ${[...this.#read].join(", ")}`;
      this.#note(`'${this.#at}${key}' ${why ?? `is not known${hint}`}`);
    }
  }

  #inner(key: string, value: unknown): Given | undefined {
    return this.must(isObject(value), key, "an object", value) ? new Given(value as Values, this.#note, `${this.#at}${key}.`) : undefined;
  }

  /** Nothing and null are the same: YAML writes a key without a value as null. */
  #value(key: string): unknown {
    this.#read.add(key);
    return this.#values[key] ?? undefined;
  }

  /** Pulumi hands over everything at the top as text: lists and objects as JSON. */
  #decoded(key: string): unknown {
    const value = this.#value(key);
    if (typeof value !== "string" || this.#at !== "") return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }

  #list(key: string, want: string, least: number, otherwise?: readonly string[]): unknown[] {
    const value = this.#decoded(key) ?? otherwise;
    if (!this.must(Array.isArray(value), key, want, value)) return [];
    this.must((value as unknown[]).length >= least, key, `a list of at least ${least}`, value);
    return value as unknown[];
  }
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as it is shown in a message. */
function show(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value) ?? typeof value);
}
