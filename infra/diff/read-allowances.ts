import { existsSync } from "node:fs";
import { type Problem, RefusedError } from "../../constructs/core";
import type { Allowance } from "../../constructs/plan";
import { closest } from "../closest";
import { readText } from "../read-text";

/** Where allowances stand, if nothing else is said. */
export const ALLOWANCES = "allowances.yaml";

const FIELDS = ["change", "until", "why"];

/**
 * Reads the allowances of a file: `allow:` with a list of change, until and why.
 * @throws RefusedError with everything that is wrong with its form
 */
export function readAllowances(file: string | undefined): readonly Allowance[] {
  if (file === undefined && !existsSync(ALLOWANCES)) return [];
  const from = file ?? ALLOWANCES;
  const refuse = (problems: readonly Problem[]): never => {
    throw new RefusedError(problems, from);
  };
  const read = parse(from, (message) => refuse([{ path: "", message }]));
  const { allow = [], ...others } = (read ?? {}) as { readonly allow?: unknown };
  const problems: Problem[] = Object.keys(others).map((field) => ({
    path: "",
    message: `there is no '${field}' here${closest(field, ["allow"])}; there is only 'allow'`,
  }));
  if (!Array.isArray(allow)) return refuse([...problems, { path: "", message: "'allow' must be a list of { change, until, why }" }]);
  allow.forEach((entry: unknown, index) => {
    if (entry === null || typeof entry !== "object" || Array.isArray(entry)) {
      problems.push({ path: `allow[${index}]`, message: `must be { change, until, why }, got ${JSON.stringify(entry)}` });
      return;
    }
    for (const field of Object.keys(entry).filter((one) => !FIELDS.includes(one)))
      problems.push({
        path: `allow[${index}]`,
        message: `there is no '${field}'${closest(field, FIELDS)}; there are ${FIELDS.join(", ")}`,
      });
  });
  return problems.length > 0 ? refuse(problems) : (allow as Allowance[]).map(withDay);
}

/** YAML reads some days as dates. */
function withDay(allowance: Allowance): Allowance {
  const until: unknown = allowance.until;
  return until instanceof Date ? { ...allowance, until: until.toISOString().slice(0, 10) } : allowance;
}

function parse(file: string, refuse: (message: string) => never): unknown {
  const text = readText(file);
  const { parseDocument } = require("yaml") as typeof import("yaml");
  const document = parseDocument(text);
  const [error] = document.errors;
  return error ? refuse(`it is neither YAML nor JSON: ${error.message.split("\n")[0]}`) : document.toJS();
}
