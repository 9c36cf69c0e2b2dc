import {
  fillText,
  isSlotToken,
  type Problem,
  RefusedError,
  type SlotDeclaration,
  settleChecksums,
  show,
  slotsInText,
  slotToken,
} from "../core";
import type { Plan } from "./plan";

/** The values of slots, by name. */
export type SlotValues = Readonly<Record<string, string | number | boolean>>;

/**
 * The Plan with all its slots filled. A value that is a slot and nothing else keeps the type of what fills
 * it; within a longer text it becomes text. Checksums that waited for the values are made now.
 * @throws RefusedError naming each slot without a value, with a value of another type, or unknown
 */
export function fillSlots(plan: Plan, values: SlotValues): Plan {
  const problems = [...plan.slots.flatMap((slot) => check(slot, values)), ...unknown(plan, values)];
  if (problems.length > 0) throw new RefusedError(problems, `stack ${plan.system} (${plan.environment})`);
  // What nobody declared is somebody else's text and stays.
  const declared = new Set(plan.slots.map(({ name }) => name));
  const text = (given: string): string => fillText(given, (name) => (declared.has(name) ? String(values[name]) : slotToken(name)));
  const whole = (given: string): string | undefined =>
    isSlotToken(given) ? slotsInText(given).find((name) => declared.has(name)) : undefined;
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") return whole(value) === undefined ? settleChecksums(text(value), fill) : values[whole(value) as string];
    if (Array.isArray(value)) return value.map(fill);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
  };
  return fill({ ...plan, slots: [] }) as Plan;
}

/** Refuses a Plan with open slots: written down, their placeholders would look like values. */
export function refuseOpenSlots({ slots, system, environment }: Plan): void {
  if (slots.length === 0) return;
  const problems = slots.map(({ name, type, description }) => ({
    path: "",
    message: `slot "${name}" (${type}: ${description}) is open: only a deployment that knows its value can write it`,
  }));
  throw new RefusedError(problems, `stack ${system} (${environment})`);
}

function check({ name, type, description }: SlotDeclaration, values: SlotValues): Problem[] {
  const value = values[name];
  const fits = type === "integer" ? Number.isInteger(value) : typeof value === type;
  return fits
    ? []
    : [{ path: "", message: `slot "${name}" (${description}) must be filled with a value of type ${type}, got ${show(value)}` }];
}

function unknown({ slots }: Plan, values: SlotValues): Problem[] {
  const known = slots.map(({ name }) => name);
  return Object.keys(values)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: "", message: `slot "${name}" is not in the plan, there are ${known.map(show).join(", ") || "none"}` }));
}
