import { type Problem, RefusedError } from "../../constructs/core";
import { type ObjectId, type PlanName, stackOf } from "../../constructs/plan";

/** Something went wrong after the first change: what, and how far it had come. */
export class Stopped extends RefusedError {
  constructor(problems: readonly Problem[], plan: PlanName) {
    super(problems, stackOf(plan));
    this.name = "Stopped";
  }
}

/** What is wrong with an object, as one paragraph beneath its name. */
export function paragraph(id: ObjectId, what: string, cause?: string, remedy?: string): Problem {
  const named = what.startsWith(`${id} `) ? what.slice(id.length + 1) : what.replace(` of ${id}`, "");
  const lines = [named, ...(cause ? [`why: ${cause}`] : []), ...(remedy ? [`what to do: ${remedy}`] : [])];
  return { path: id, message: lines.map((line) => line.trim().replaceAll("\n", "\n    ")).join("\n    ") };
}
