import type { AttributeRisk, AttributeValue } from "../../../../../constructs/core";
import { idOf, type Manifest, type PlanAsset, type PlanConnection, type PlanCredential } from "../../../../../constructs/plan";
import { HOME } from "./shop";

/** A connection from one app of the namespace to another. */
export function connection(client: string, server: string, port: number): PlanConnection {
  const peer = (app: string) => ({ kind: "pods", name: app, namespace: HOME, labels: { app }, foreign: false }) as const;
  return { client: peer(client), server: peer(server), endpoint: `${HOME}/${server}`, port, protocol: "TCP" };
}

/** A keyspace, as a family declares it: its shards hold data, its cell is where they run. */
export function keyspace(holder: Manifest, attributes: Readonly<Record<string, AttributeValue>>): PlanAsset {
  return {
    kind: "keyspace",
    name: `${HOME}/articles`,
    objects: [idOf(holder)],
    attributes,
    risks: KEYSPACE_RISKS,
    removal: { class: "data at risk", why: "its shards and their volumes would be deleted" },
  };
}

const KEYSPACE_RISKS: Readonly<Record<string, readonly AttributeRisk[]>> = {
  shards: [
    { when: "less", class: "data at risk", why: "rows of the shards that go would be lost", remedy: "merge the shards first" },
    { when: "more", class: "replace", why: "rows are on the wrong shards until they are copied" },
  ],
  cells: [
    { when: "less", class: "replace", why: "whoever reads in this cell is cut off" },
    { when: "more", class: "safe", why: "a further cell serves reads" },
  ],
  durability: [{ class: "restart", why: "every primary is elected anew" }],
  backups: [{ when: "less", class: "data at risk", why: "nothing would be backed up any more" }],
};

/** A credential that is in the namespace's Secret "key". */
export function credential(source: PlanCredential["source"]["kind"], key = "password"): PlanCredential {
  return {
    secret: "key",
    key,
    description: "what opens the database",
    source: source === "given" ? { kind: "given", key: "database-password" } : { kind: "generated" },
    namespaces: [HOME],
  };
}
