import type { Edit } from "./good-tree";

/** What is tested, an edit of the good tree, and what is wrong with it then. */
export type InvariantCase = [says: string, edit: Edit, lines: string[]];

/** Nothing is wrong. */
export function allowed(what: string, edit: Edit): InvariantCase {
  return [`lets pass ${what}`, edit, []];
}

/** Exactly this is wrong, a line each. */
export function refused(what: string, edit: Edit, ...lines: string[]): InvariantCase {
  return [`refuses ${what}`, edit, lines];
}
