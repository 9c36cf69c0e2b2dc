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
import { stackOf } from "./plan-name";

/** The values of slots, by name. */
export type SlotValues = Readonly<Record<string, string | number | boolean>>;

/**
 * The Plan with all its slots filled. A value that is a slot and nothing else keeps the type of what fills
 * it; within a longer text it becomes text. Checksums that waited for the values are made now.
 * @throws RefusedError naming each slot without a value, with a value of another type, or unknown
 */
export function fillSlots(plan: Plan, values: SlotValues): Plan {
  const missing = plan.slots.flatMap((slot) => slotProblem(slot, values[slot.name]) ?? []);
  const problems = [...missing, ...unknownSlots(plan, Object.keys(values))];
  if (problems.length > 0) throw new RefusedError(problems, stackOf(plan));
  // What nobody declared is somebody else's text and stays.
  const known = Object.fromEntries(plan.slots.map(({ name }) => [name, values[name] as string | number | boolean]));
  return fillValue({ ...plan, slots: [] }, known) as Plan;
}

/** Any data with the slots filled whose values are given; other slots stay open. */
export function fillValue(value: unknown, values: SlotValues): unknown {
  const fill = (one: unknown): unknown => fillValue(one, values);
  if (typeof value === "string") {
    const [whole] = isSlotToken(value) ? slotsInText(value) : [];
    if (whole !== undefined && Object.hasOwn(values, whole)) return values[whole];
    const text = fillText(value, (name) => (Object.hasOwn(values, name) ? String(values[name]) : slotToken(name)));
    return settleChecksums(text, fill);
  }
  if (Array.isArray(value)) return value.map(fill);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
}

/** The names of the slots that a text waits for, those within its checksums too. */
export function slotsOf(text: string): string[] {
  const names = new Set(slotsInText(text));
  settleChecksums(text, (configuration) => {
    for (const name of slotsInText(JSON.stringify(configuration))) names.add(name);
    return configuration;
  });
  return [...names];
}

/** Refuses a Plan with open slots: written down, their placeholders would look like values. */
export function refuseOpenSlots(plan: Plan): void {
  if (plan.slots.length === 0) return;
  const problems = plan.slots.map(({ name, type, description }) => ({
    path: "",
    message: `slot "${name}" (${type}: ${description}) is open: only a deployment that knows its value can write it`,
  }));
  throw new RefusedError(problems, stackOf(plan));
}

/** Why a slot cannot take a value; undefined where it can. */
export function slotProblem({ name, type, description }: SlotDeclaration, value: unknown): Problem | undefined {
  const fits = type === "integer" ? Number.isInteger(value) : typeof value === type;
  return fits
    ? undefined
    : { path: "", message: `slot "${name}" (${description}) must be filled with a value of type ${type}, got ${show(value)}` };
}

/** Names that are no slots of the Plan. */
export function unknownSlots({ slots }: Pick<Plan, "slots">, names: readonly string[]): Problem[] {
  const known = slots.map(({ name }) => name);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: "", message: `slot "${name}" is not in the plan, there are ${known.map(show).join(", ") || "none"}` }));
}
