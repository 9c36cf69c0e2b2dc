import { all, type Input, isSecret, log, type Output, output } from "@pulumi/pulumi";
import { contentHash, type Problem, RefusedError } from "../../constructs/core";
import {
  fillValue,
  kindOf,
  type Manifest,
  type Plan,
  type PlanObject,
  slotProblem,
  slotsOf,
  stackOf,
  unknownSlots,
} from "../../constructs/plan";
import { runRefusal } from "./run-refusal";

/** Values for slots, by name: plain, or known only while Pulumi runs. */
export type SlotInputs = Readonly<Record<string, Input<string | number | boolean>>>;

/** Slots without a value, and values without a slot. */
export function slotProblems(plan: Plan, given: SlotInputs): Problem[] {
  const missing = plan.slots.filter(({ name }) => given[name] === undefined);
  return [
    ...missing.map(({ name, type, description }) => ({
      path: "",
      message: `slot "${name}" (${type}: ${description}) is open; give its value: slots: { "${name}": … }`,
    })),
    ...unknownSlots(plan, Object.keys(given)),
  ];
}

/** Puts the values of slots where they belong, leaf by leaf: what does not wait for a value stays visible in a preview. */
export class SlotFiller {
  readonly #values = new Map<string, Output<string | number | boolean>>();

  constructor(plan: Plan, given: SlotInputs) {
    for (const slot of plan.slots) {
      const checked = output(given[slot.name] as Input<string | number | boolean>).apply((value) => {
        const problem = slotProblem(slot, value);
        if (problem) throw runRefusal(new RefusedError([problem], stackOf(plan)).message);
        return value;
      });
      this.#values.set(slot.name, checked);
    }
  }

  /** A manifest whose slots are Outputs. One without any is the same as before. */
  fill(object: PlanObject): Manifest {
    return this.#values.size === 0 ? object.manifest : (this.#walk(object.manifest, object) as Manifest);
  }

  /** Eight digits that change with the object, the values of its slots included. */
  hashOf({ manifest }: PlanObject): Input<string> {
    const names = this.#values.size === 0 ? [] : slotsOf(JSON.stringify(manifest)).filter((name) => this.#values.has(name));
    if (names.length === 0) return contentHash(manifest);
    return all(this.#valuesOf(names)).apply((known) => contentHash(fillValue(manifest, known)));
  }

  #walk(value: unknown, object: PlanObject): unknown {
    if (typeof value === "string") return this.#leaf(value, object);
    if (Array.isArray(value)) return value.map((one) => this.#walk(one, object));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#walk(inner, object)]));
  }

  #leaf(text: string, object: PlanObject): unknown {
    const names = slotsOf(text).filter((name) => this.#values.has(name));
    if (names.length === 0) return text;
    const filled = all(this.#valuesOf(names)).apply((known) => fillValue(text, known));
    if (kindOf(object.manifest) !== "Secret") void warnOfSecret(filled, names, object);
    return filled;
  }

  #valuesOf(names: readonly string[]): Record<string, Output<string | number | boolean>> {
    return Object.fromEntries(names.map((name) => [name, this.#values.get(name) as Output<string | number | boolean>]));
  }
}

/** A secret outside of a Secret is in the cluster for everybody to read, whatever Pulumi hides. */
async function warnOfSecret(filled: Output<unknown>, names: readonly string[], { id }: PlanObject): Promise<void> {
  if (!(await isSecret(filled))) return;
  await log.warn(
    `${id}: the value of slot ${names.map((name) => `"${name}"`).join(", ")} is secret, but stands in the open there; use a Credential`,
  );
}
