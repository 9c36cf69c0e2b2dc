/** One thing that is wrong: where, and what, in the words of the person who configures. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

/** Thrown when there is something wrong; carries all that is. */
export class RefusedError extends Error {
  readonly problems: readonly Problem[];

  /** @param where what they are problems of: "stack eks" */
  constructor(problems: readonly Problem[], where: string) {
    super(renderProblems(problems, where));
    this.name = "RefusedError";
    this.problems = problems;
  }
}

/** Problems as text: a head line with their number, then one line each, sorted, none twice. */
export function renderProblems(problems: readonly Problem[], where: string): string {
  const lines = [...new Set(problems.map(({ path, message }) => `${path}: ${message}`))].sort();
  return [`${lines.length} problem${lines.length === 1 ? "" : "s"} in ${where}:`, ...lines.map((line) => `  ${line}`)].join("\n");
}
