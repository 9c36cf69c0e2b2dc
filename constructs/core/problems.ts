import type { IConstruct } from "constructs";
import { kebab } from "./names";

/** One thing that is wrong: where, and what, in the words of the person who wrote the code. */
export interface Problem {
  /** The construct's path, its ids in kebab-case; empty where the problem is the whole tree's. */
  readonly path: string;
  readonly message: string;
}

/** Thrown when there is something wrong; carries all that is. */
export class RefusedError extends Error {
  readonly problems: readonly Problem[];
  /** What they are problems of: "stack tagenal (minikube)". */
  readonly where: string;

  constructor(problems: readonly Problem[], where = "") {
    super(renderProblems(problems, where));
    this.name = "RefusedError";
    this.problems = problems;
    this.where = where;
  }
}

/** The path under which problems of a construct are reported. */
export function displayPath(construct: IConstruct): string {
  return construct.node.path.split("/").map(kebab).join("/");
}

/**
 * Reports a problem of a construct. It is shown together with all others when the tree is
 * synthesized, by Tagenal as well as by `cdk8s synth`.
 */
export function report(scope: IConstruct, message: string): void {
  scope.node.addValidation({ validate: () => [message] });
}

/** All problems that the constructs of a tree report now. */
export function problemsIn(root: IConstruct): Problem[] {
  return root.node
    .findAll()
    .flatMap((construct) => construct.node.validate().map((message) => ({ path: displayPath(construct), message })));
}

/** Stops here, with this problem and all that were reported before. For what a constructor cannot survive. */
export function refuse(scope: IConstruct, message: string): never {
  throw new RefusedError([...problemsIn(scope.node.root), { path: displayPath(scope), message }]);
}

/** Problems as text: a head line with their number, then one line each, sorted, none twice. */
export function renderProblems(problems: readonly Problem[], where = ""): string {
  const lines = [...new Set(problems.map(({ path, message }) => (path ? `${path}: ${message}` : message)))].sort();
  const head = `${lines.length} problem${lines.length === 1 ? "" : "s"}${where && ` in ${where}`}:`;
  return [head, ...lines.map((line) => `  ${line}`)].join("\n");
}
