import type { Given } from "./given";

/** EKS makes and removes nodes as pods need them, and looks after them. */
export interface AutoNodesConfiguration {
  readonly kind: "auto";
  /** The most that all nodes may have together: a limit of the costs. */
  readonly cpu: number;
  readonly memoryGib: number;
}

/** A fixed number of nodes, in a group for each zone. */
export interface ManagedNodesConfiguration {
  readonly kind: "managed";
  readonly instanceTypes: readonly string[];
  readonly perZone: number;
  readonly diskGib: number;
}

/** Where pods run. */
export type NodesConfiguration = AutoNodesConfiguration | ManagedNodesConfiguration;

const KEYS = { auto: ["cpu", "memoryGib"], managed: ["instanceTypes", "perZone", "diskGib"] } as const;

/** Reads the key `nodes`. */
export function readNodes(given: Given): NodesConfiguration {
  const nodes = given.part("nodes", { kind: "auto" });
  const kind = nodes.oneOf("kind", ["auto", "managed"]);
  if (kind === undefined) return { kind: "auto", cpu: 0, memoryGib: 0 };
  const read = kind === "auto" ? readAuto(nodes) : readManaged(nodes);
  const other = kind === "auto" ? "managed" : "auto";
  nodes.end(Object.fromEntries(KEYS[other].map((key) => [key, `is for nodes of kind "${other}", and 'nodes.kind' is "${kind}"`])));
  return read;
}

function readAuto(nodes: Given): AutoNodesConfiguration {
  return {
    kind: "auto",
    // Eight m6i.large: six for the systems, as the library's environment says, and two for add-ons and rollouts.
    cpu: nodes.integer("cpu", { min: 2, max: 10_000, otherwise: 16 }),
    memoryGib: nodes.integer("memoryGib", { min: 4, max: 100_000, otherwise: 64 }),
  };
}

function readManaged(nodes: Given): ManagedNodesConfiguration {
  return {
    kind: "managed",
    instanceTypes: nodes.texts("instanceTypes", {
      // Vitess has images for amd64 only.
      want: 'instance types with x86 processors, such as "m6i.large"',
      ok: (type) => /^[a-z]+\d[a-z0-9-]*\.[a-z0-9-]+$/.test(type) && !isArm(type),
      otherwise: ["m6i.large"],
      least: 1,
    }),
    perZone: nodes.integer("perZone", { min: 1, max: 100, otherwise: 2 }),
    diskGib: nodes.integer("diskGib", { min: 20, max: 16_384, otherwise: 50 }),
  };
}

/** Graviton: a "g" after the generation, as in m6g, c7gn and im4gn; g4dn is none. */
function isArm(type: string): boolean {
  return /^([a-z]+\d+[a-z]*g[a-z]*|a1)[.-]/.test(type);
}
