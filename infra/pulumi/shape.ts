import { type Problem, show } from "../../constructs/core";
import { closest } from "../closest";

/** What a value of the configuration may be. */
export type Shape =
  | { readonly kind: "text"; readonly oneOf?: readonly string[] }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "list"; readonly of: Shape }
  /** Any keys, or those of a list. */
  | { readonly kind: "map"; readonly of: Shape; readonly keys?: readonly string[] }
  | { readonly kind: "fields"; readonly fields: Readonly<Record<string, Shape>>; readonly required?: readonly string[] };

/** A text with something in it. */
export const TEXT: Shape = { kind: "text" };
/** Any number. */
export const NUMBER: Shape = { kind: "number" };
/** A list of texts. */
export const TEXTS: Shape = { kind: "list", of: TEXT };

/** What is wrong with a value: every place of it, with what it must be and what was given. */
export function shapeProblems(value: unknown, shape: Shape, place: string): Problem[] {
  const say = (message: string): Problem[] => [{ path: "", message: `${place} ${message}` }];
  const must = (want: string): Problem[] => say(`must be ${want}, got ${show(value)}`);
  if (shape.kind === "text") {
    if (typeof value !== "string" || value === "") return must("a text that is not empty");
    return shape.oneOf && !shape.oneOf.includes(value)
      ? say(`must be one of ${shape.oneOf.join(", ")}, got ${show(value)}${closest(value, shape.oneOf)}`)
      : [];
  }
  if (shape.kind === "number") return typeof value === "number" ? [] : must("a number");
  if (shape.kind === "boolean") return typeof value === "boolean" ? [] : must("true or false");
  if (shape.kind === "list")
    return Array.isArray(value) ? value.flatMap((one, index) => shapeProblems(one, shape.of, `${place}[${index}]`)) : must("a list");
  if (value === null || typeof value !== "object" || Array.isArray(value)) return must("a map");
  const known = shape.kind === "map" ? shape.keys : Object.keys(shape.fields);
  const missing = shape.kind === "fields" ? (shape.required ?? []).filter((key) => !Object.hasOwn(value, key)) : [];
  return [
    ...missing.map((key) => ({ path: "", message: `${place}.${key} is missing` })),
    ...Object.entries(value).flatMap(([key, inner]): Problem[] => {
      if (known && !known.includes(key))
        return [{ path: "", message: `${place}.${key} is not known${closest(key, known)}; there are ${known.join(", ")}` }];
      const of = shape.kind === "map" ? shape.of : shape.fields[key];
      return of ? shapeProblems(inner, of, `${place}.${key}`) : [];
    }),
  ];
}
