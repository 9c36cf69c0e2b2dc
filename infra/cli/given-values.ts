import { Checks, type Problem, RefusedError } from "../../constructs/core";
import type { PlanCredential } from "../../constructs/plan";
import { closest } from "../closest";
import { nameOfInput, readText } from "../read-text";

/** The credentials that somebody must give, by their keys. */
export function givenCredentials(credentials: readonly PlanCredential[]): ReadonlyMap<string, PlanCredential> {
  return new Map(credentials.flatMap((credential) => (credential.source.kind === "given" ? [[credential.source.key, credential]] : [])));
}

/**
 * Reads the values of given credentials, YAML or JSON, from a file or from standard input ("-").
 * @throws RefusedError with everything that is wrong; no message holds a value
 */
export function readGivenValues(from: string, credentials: readonly PlanCredential[]): Record<string, string> {
  const where = nameOfInput(from);
  const refuse = (problems: readonly Problem[]): never => {
    throw new RefusedError(problems, where);
  };
  const read = parse(from, (message) => refuse([{ path: "", message }]));
  if (read === null || typeof read !== "object" || Array.isArray(read))
    return refuse([{ path: "", message: "it must hold lines of 'key: value'" }]);
  const problems: Problem[] = [];
  const known = [...givenCredentials(credentials).keys()];
  for (const [key, value] of Object.entries(read)) {
    const say = (message: string): void => void problems.push({ path: "", message });
    if (!known.includes(key)) say(`no credential is given as "${key}"${closest(key, known)}; there are ${known.join(", ") || "none"}`);
    else if (typeof value !== "string")
      say(`"${key}" must be a text, got ${value === null ? "nothing" : typeof value}; put it into quotes`);
    else new Checks(say).must(value.trim() !== "", key, "a text that is not empty", "");
  }
  return problems.length > 0 ? refuse(problems) : (read as Record<string, string>);
}

function parse(from: string, refuse: (message: string) => never): unknown {
  const text = readText(from);
  const { parseDocument } = require("yaml") as typeof import("yaml");
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  // The parser's own words may quote the line, and with it a value.
  return error
    ? refuse(`it is neither YAML nor JSON: ${error.code.toLowerCase().replaceAll("_", " ")} at character ${error.pos[0]}`)
    : document.toJS();
}
