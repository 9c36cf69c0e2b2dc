import { parseArgs } from "node:util";
import { type Problem, RefusedError } from "../../constructs/core";
import { closest } from "../closest";

/** The options of a command; with a list, only its words are allowed. */
export type Options = Readonly<
  Record<string, { readonly type: "boolean" } | { readonly type: "string"; readonly oneOf?: readonly string[] }>
>;

/** What was typed, checked against the options of the command. */
export interface Arguments {
  /** The word that says which environment. */
  readonly environment: string;
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
}

/** Reads the words after the command. Everything that is wrong with them is said at once. */
export function readArguments(command: string, words: readonly string[], options: Options): Arguments {
  const all: Options = { ...options, json: { type: "boolean" } };
  const names = Object.keys(all).map((name) => `--${name}`);
  const problems: Problem[] = [];
  const problem = (message: string): void => void problems.push({ path: "", message });
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(Object.entries(all).map(([name, { type }]) => [name, { type }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(all, token.name) ? all[token.name] : undefined;
    const value = values[token.name];
    if (!option) problem(`there is no option ${token.rawName}${closest(token.rawName, names)}; ${command} knows ${names.join(", ")}`);
    else if (option.type === "string" && (typeof value !== "string" || value === "" || value.startsWith("--")))
      problem(`${token.rawName} must be followed by a value`);
    else if (option.type === "boolean" && typeof value === "string") problem(`${token.rawName} takes no value, got "${value}"`);
    else if (option.type === "string" && option.oneOf && !option.oneOf.includes(value as string)) {
      problem(`${token.rawName} must be one of ${option.oneOf.join(", ")}, got "${value}"${closest(value as string, option.oneOf)}`);
    }
  }
  const given = tokens.flatMap((token) => (token.kind === "option" ? token.name : []));
  for (const name of new Set(given.filter((one, index) => given.indexOf(one) < index))) problem(`--${name} is given twice`);
  const [environment, ...more] = positionals;
  if (environment === undefined) problem(`${command} must be told the environment: tagenal ${command} minikube`);
  if (more.length > 0) problem(`${command} takes one environment, got also ${more.map((word) => `"${word}"`).join(", ")}`);
  if (problems.length > 0) throw new RefusedError(problems, "the command line");
  return {
    environment: environment as string,
    text: (option) => values[option] as string | undefined,
    flag: (option) => values[option] === true,
  };
}
