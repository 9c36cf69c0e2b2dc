import type { IConstruct } from "constructs";
import type { Asset } from "./asset";
import type { Connection } from "./connection";
import type { WantedCredential } from "./credential";
import type { EntryPoint } from "./entry-point";
import type { ExpectedPods } from "./expected-pods";
import type { External } from "./external";
import type { ObjectNote } from "./object-note";
import type { Observed } from "./observed";
import type { Need } from "./order";
import type { SlotDeclaration } from "./slot";

/** What constructs say about themselves beside their manifests. The Plan reads it from the tree. */
export interface Facts {
  readonly asset: Asset;
  readonly connection: Connection;
  readonly credential: WantedCredential;
  readonly entryPoint: EntryPoint;
  readonly expectedPods: ExpectedPods;
  readonly external: External;
  readonly need: Need;
  readonly object: ObjectNote;
  readonly observed: Observed;
  readonly slot: SlotDeclaration;
}

// Facts live in the metadata of the construct tree, not in a map of this module: two copies of the
// library in one node_modules then still read one another.
const PREFIX = "tagenal:";

/** Attaches a fact to a construct. */
export function record<K extends keyof Facts>(scope: IConstruct, kind: K, fact: Facts[K]): void {
  scope.node.addMetadata(PREFIX + kind, fact);
}

/** Calls `visit` with every fact that the construct itself carries. */
export function eachFact(construct: IConstruct, visit: <K extends keyof Facts>(kind: K, fact: Facts[K]) => void): void {
  for (const { type, data } of construct.node.metadata) {
    if (type.startsWith(PREFIX)) visit(type.slice(PREFIX.length) as keyof Facts, data);
  }
}

/** All facts of one kind in a tree, in the order of the tree. */
export function factsIn<K extends keyof Facts>(root: IConstruct, kind: K): Facts[K][] {
  const found: Facts[K][] = [];
  const walk = (construct: IConstruct): void => {
    eachFact(construct, (factKind, fact) => {
      if ((factKind as string) === kind) found.push(fact as unknown as Facts[K]);
    });
    construct.node.children.forEach(walk);
  };
  walk(root);
  return found;
}
