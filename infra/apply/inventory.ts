import { kebab, LABEL, labelValue } from "../../constructs/core";
import {
  credentialsRead,
  idOf,
  kindOf,
  type Manifest,
  type ObjectId,
  objectId,
  type Plan,
  type PlanName,
  type PlanObject,
} from "../../constructs/plan";
import type { Named } from "../cluster/live-object";

/** An object that was applied, as the inventory in the cluster keeps it. */
export interface InventoryItem {
  readonly id: ObjectId;
  readonly logicalId: ObjectId;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly phase: number;
  /** It holds data, or what holds data is within it. */
  readonly keep: boolean;
  /** A Secret with values that cannot be made again. */
  readonly credential?: true;
  /** The day it was first applied. */
  readonly since: string;
}

/** All that was applied of a system in an environment and is not known to be gone, in the order in which it was made. */
export interface Inventory {
  readonly version: 1;
  readonly system: string;
  readonly environment: string;
  readonly items: readonly InventoryItem[];
}

/** What a Plan says beside its objects, as a later diff wants to know it of what was applied last. */
export type AppliedFacts = Pick<Plan, "assets" | "connections" | "credentials">;

const KEY = "inventory.json";
const FACTS = "facts.json";
const LABEL_OF_INVENTORY = "tagenal.dev/inventory";

/** The selector that finds the inventories of a Plan, wherever they are. */
export function inventorySelector({ system, environment }: PlanName): string {
  return `${LABEL_OF_INVENTORY}=${labelValue(`${system}.${environment}`)}`;
}

/** The namespace that the inventory lives in; undefined where the Plan makes none, for that of the context. */
export function homeOf({ objects }: Pick<Plan, "objects">): string | undefined {
  return objects.find(({ manifest }) => kindOf(manifest) === "Namespace")?.manifest.metadata.name;
}

/** What the Plan will have applied: its objects, and the Secrets of its credentials. */
export function itemsOf({ objects, credentials }: Pick<Plan, "objects" | "credentials">, since: string): InventoryItem[] {
  const own = objects.map(({ id, logicalId, manifest, phase, keep }: PlanObject): InventoryItem => {
    const { apiVersion, kind, metadata } = manifest;
    return { id, logicalId, apiVersion, kind, namespace: metadata.namespace, name: metadata.name, phase, keep, since };
  });
  const known = new Set(own.map(({ id }) => id));
  const secrets = new Map(
    credentials.flatMap(({ secret, namespaces }) =>
      namespaces.map((namespace): [ObjectId, InventoryItem] => {
        const id = objectId("Secret", namespace, secret);
        return [
          id,
          { id, logicalId: id, apiVersion: "v1", kind: "Secret", namespace, name: secret, phase: 0, keep: false, credential: true, since },
        ];
      }),
    ),
  );
  return [...own, ...[...secrets.values()].filter(({ id }) => !known.has(id))];
}

/** What was applied before and what will be: nothing is forgotten, and nothing is younger than it was. */
export function union(before: readonly InventoryItem[], next: readonly InventoryItem[]): InventoryItem[] {
  const old = new Map(before.map((item) => [item.id, item]));
  const fresh = next.map((item) => ({ ...item, since: old.get(item.id)?.since ?? item.since }));
  const ids = new Set(next.map(({ id }) => id));
  return [...fresh, ...before.filter(({ id }) => !ids.has(id))];
}

/** What names the object of an item. */
export function namedBy({ apiVersion, kind, namespace, name }: InventoryItem): Named {
  return { apiVersion, kind, metadata: { name, namespace } };
}

/** The inventory as an object of the cluster, in its home. */
export function inventoryManifest(
  { system, environment }: PlanName,
  home: string | undefined,
  items: readonly InventoryItem[],
  facts?: AppliedFacts,
): Manifest {
  const head = JSON.stringify({ version: 1, system, environment });
  const lines = items.map((item) => `    ${JSON.stringify(item)}`).join(",\n");
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `tagenal-${kebab(system)}.${environment}`,
      ...(home === undefined ? {} : { namespace: home }),
      labels: { [LABEL.managedBy]: "tagenal", [LABEL_OF_INVENTORY]: labelValue(`${system}.${environment}`) },
      annotations: { "tagenal.dev/about": "What tagenal apply has made. Without it, tagenal forgets what to remove." },
    },
    data: {
      [KEY]: `${head.slice(0, -1)},\n  "items": [\n${lines}\n  ]\n}\n`,
      ...(facts === undefined ? {} : { [FACTS]: `${JSON.stringify(facts)}\n` }),
    },
  };
}

/** Reads an inventory; undefined where it is none of this Plan's, or cannot be read. */
export function readInventory(manifest: Manifest, { system, environment }: PlanName): Inventory | undefined {
  const text = (manifest["data"] as Readonly<Record<string, string>> | undefined)?.[KEY];
  if (text === undefined) return undefined;
  const read = JSON.parse(text) as Inventory;
  return read.system === system && read.environment === environment ? read : undefined;
}

/** What an inventory says of the Plan that was applied last; undefined where it says nothing that can be read. */
export function readFacts(manifest: Manifest): AppliedFacts | undefined {
  const text = (manifest["data"] as Readonly<Record<string, string>> | undefined)?.[FACTS];
  try {
    if (text === undefined) return undefined;
    const facts = JSON.parse(text) as AppliedFacts;
    return { ...facts, credentials: credentialsRead(facts.credentials) };
  } catch {
    // Facts only make a diff say more: an apply goes on without them, and writes them anew.
    return undefined;
  }
}

/** What is kept of a Plan beside its objects. */
export function factsOf({ assets, connections, credentials }: Plan): AppliedFacts {
  return { assets, connections, credentials };
}

/** The identity of an inventory's own object. */
export function inventoryId(plan: PlanName, home: string | undefined): ObjectId {
  return idOf(inventoryManifest(plan, home, []));
}
