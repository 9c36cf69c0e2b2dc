import { isData } from "../../../constructs/plan";

/** The steps of a path as Pulumi writes it: 'data["app.yaml"]', "spec.template.spec.containers[0].image". */
export function segmentsOf(path: string): readonly (string | number)[] {
  return Array.from(path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g), ([, quoted, index, plain]) => {
    return plain ?? (index === undefined ? (quoted ?? "").replaceAll(/\\(.)/g, "$1") : Number(index));
  });
}

/** A path of Pulumi's as a diff writes it; entries of lists keep their numbers. */
export function asDiffPath(path: string): string {
  return segmentsOf(path).reduce<string>((written, segment) => {
    if (typeof segment === "number" || !/^[\w-]+$/.test(segment)) return `${written}[${segment}]`;
    return written === "" ? segment : `${written}.${segment}`;
  }, "");
}

/** What stands at a path; undefined where there is nothing. */
export function valueAt(value: unknown, path: string): unknown {
  return segmentsOf(path).reduce<unknown>((inner, segment) => {
    if (Array.isArray(inner)) return typeof segment === "number" ? (inner as readonly unknown[])[segment] : undefined;
    return isData(inner) && Object.hasOwn(inner, segment) ? inner[segment] : undefined;
  }, value);
}
