import type { Duration } from "cdk8s";
import type { IConstruct } from "constructs";
import { isDnsLabel, NAME_LIMIT } from "./names";
import { report } from "./problems";
import { isSlotToken } from "./slot-token";

/**
 * Checks the props of one construct, or any other input. Each failure is reported, none stops: the person sees all of them
 * at once. Every check answers whether it passed, for those that can only follow one another.
 */
export class Checks {
  readonly #report: (message: string) => void;

  /** @param subject the construct whose props are checked, or what to do with each message */
  constructor(subject: IConstruct | ((message: string) => void)) {
    this.#report = typeof subject === "function" ? subject : (message) => report(subject, message);
  }

  /** Any condition: "'masters' must be <want>, got <given>", and what to do where that is not obvious. */
  must(ok: boolean, prop: string, want: string, given: unknown, remedy?: string): boolean {
    if (!ok) this.#report(`'${prop}' must be ${want}, got ${show(given)}${remedy ? `; ${remedy}` : ""}`);
    return ok;
  }

  /** A whole number within limits. A slot of type integer passes: its value is checked when it is filled. */
  integer(prop: string, value: number, { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {}): boolean {
    const limits = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    const ok = isSlotToken(value) || (Number.isInteger(value) && value >= min && value <= max);
    return this.must(ok, prop, `an integer ${limits}`, value);
  }

  /** A time of whole seconds. */
  seconds(prop: string, value: Duration, { min = 1 }: { min?: number } = {}): boolean {
    const seconds = value.toMilliseconds() / 1000;
    return this.must(Number.isInteger(seconds) && seconds >= min, prop, `whole seconds, at least ${min}`, value.toHumanString());
  }

  /** A port number. */
  port(prop: string, value: number): boolean {
    return this.integer(prop, value, { min: 1, max: 65535 });
  }

  /** One of a list. */
  oneOf<T extends string>(prop: string, value: T, allowed: readonly T[]): boolean {
    return this.must(allowed.includes(value), prop, `one of ${allowed.map(show).join(", ")}`, value);
  }

  /** A name that any Kubernetes object can have. */
  name(prop: string, value: string): boolean {
    const want = `at most ${NAME_LIMIT} lower-case letters, digits and '-', beginning and ending with a letter or digit`;
    return this.must(isDnsLabel(value), prop, want, value);
  }

  /** A text with something in it. */
  text(prop: string, value: string): boolean {
    return this.must(value.trim() !== "", prop, "a text that is not empty", value);
  }
}

/** A value as it is shown in a message. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return JSON.stringify(value) ?? typeof value;
}
