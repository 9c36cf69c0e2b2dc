import { type Problem, RefusedError } from "../../constructs/core";
import type { Plan } from "../../constructs/plan";

/** What an Output says of itself where it is used as a text. */
const AS_TEXT = "Calling [toString] on an [Output<T>] is not supported";
const AS_VALUE = /can't render non-simple object of type '\w*Output\w*'/;
const REMEDY = 'declare a Slot there, put its `value` into the manifest, and give the Output to it: slots: { "<name>": output }';

/** The places in whose texts an Output was put: the value is not known while manifests are made. */
export function strayOutputs(plan: Plan): Problem[] {
  return plan.objects.flatMap(({ id, manifest }) =>
    placesIn(manifest, "").map((place) => ({ path: id, message: `an Output of Pulumi stands within the text of ${place}; ${REMEDY}` })),
  );
}

/** The same error; what cdk8s says of an Output in a property is said in words that help. */
export function withOutputsExplained(error: unknown): unknown {
  if (!(error instanceof RefusedError)) return error;
  const problems = error.problems.map(({ path, message }) => ({
    path,
    message: AS_VALUE.test(message) ? `an Output of Pulumi stands in one of its properties (${message.trim()}); ${REMEDY}` : message,
  }));
  return new RefusedError(problems, error.where);
}

function placesIn(value: unknown, place: string): string[] {
  if (typeof value === "string") return value.includes(AS_TEXT) ? [place] : [];
  if (Array.isArray(value)) return value.flatMap((one, index) => placesIn(one, `${place}[${index}]`));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) => placesIn(inner, place === "" ? key : `${place}.${key}`));
}
