import type { PreviewDiffOptions } from "../../../infra/diff/preview";
import type { RawStep } from "./previews";

/** What Pulumi previews, and the class that it must have. */
export interface Case {
  readonly name: string;
  readonly class: "nothing" | "safe" | "restart" | "replace" | "data at risk";
  readonly steps: readonly RawStep[];
  /** What the words of the worst change say. */
  readonly says?: RegExp;
  readonly options?: PreviewDiffOptions;
}

export const IMAGE = "spec.template.spec.containers[0].image";

/** A case, in a line. */
export function is(name: string, risk: Case["class"], steps: readonly RawStep[] | RawStep, says?: RegExp): Case {
  return { name, class: risk, steps: Array.isArray(steps) ? steps : [steps as RawStep], ...(says ? { says } : {}) };
}
