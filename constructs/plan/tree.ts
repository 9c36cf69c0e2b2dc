import { ApiObject } from "cdk8s";
import type { IConstruct } from "constructs";
import { displayPath, eachFact, type Facts, type Need, type ObjectNote, type Problem } from "../core";

type FactLists = { readonly [K in Exclude<keyof Facts, "need" | "object" | "observed">]: Facts[K][] };

/** What one walk through a construct tree finds. */
export interface Tree {
  /** In the order of the tree: what a construct contains stands together. */
  readonly objects: readonly ApiObject[];
  /** Which of the objects are within a construct: from, and to before which. */
  readonly ranges: ReadonlyMap<IConstruct, readonly [from: number, to: number]>;
  readonly notes: ReadonlyMap<IConstruct, ObjectNote>;
  readonly facts: FactLists;
  /** Also those that were said in cdk8s' own way, by `addDependency`. */
  readonly needs: readonly Need[];
  readonly problems: readonly Problem[];
}

/** Walks a construct tree once. */
export function readTree(root: IConstruct): Tree {
  const objects: ApiObject[] = [];
  const ranges = new Map<IConstruct, readonly [number, number]>();
  const notes = new Map<IConstruct, ObjectNote>();
  const needs: Need[] = [];
  const problems: Problem[] = [];
  const facts: FactLists = { asset: [], connection: [], credential: [], entryPoint: [], expectedPods: [], external: [], slot: [] };

  const visit = (construct: IConstruct): void => {
    const from = objects.length;
    if (ApiObject.isApiObject(construct)) objects.push(construct);
    eachFact(construct, (kind, fact) => {
      if (kind === "need") needs.push(fact as Need);
      else if (kind === "object") notes.set(construct, { ...notes.get(construct), ...(fact as ObjectNote) });
      else if (kind in facts) (facts[kind as keyof FactLists] as unknown[]).push(fact);
    });
    for (const required of construct.node.dependencies) needs.push({ dependent: construct, required, stage: "exists" });
    for (const message of construct.node.validate()) problems.push({ path: displayPath(construct), message });
    for (const child of construct.node.children) visit(child);
    ranges.set(construct, [from, objects.length]);
  };
  visit(root);
  return { objects, ranges, notes, facts, needs, problems };
}
