import type { AddressBlock, AttributeRisk, AttributeValue, CredentialSource, ExternalKind, Risk, SlotDeclaration, Stage } from "../core";

/** The version of the saved form. A change that older readers would misread raises it. */
export const PLAN_VERSION = 1;

/** A Kubernetes object as plain data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Kubernetes' identity of an object, without the API version: "Deployment.apps/shop/web", "Namespace/shop". */
export type ObjectId = string;

/** When an object counts as ready, beyond being there. */
export type Wait =
  | { readonly until: "exists" }
  | { readonly until: "rollout" | "complete"; readonly timeoutSeconds?: number }
  | { readonly until: "condition"; readonly type: string; readonly status: string; readonly timeoutSeconds?: number }
  | { readonly until: "jsonpath"; readonly path: string; readonly value: string; readonly timeoutSeconds?: number };

/** One object of the Plan. */
export interface PlanObject {
  readonly id: ObjectId;
  /** The identity under which it is followed when its own name changes with its content; else the same as `id`. */
  readonly logicalId: ObjectId;
  readonly manifest: Manifest;
  /** Objects of a phase need nothing ready or complete of the same phase: apply it whole, then wait. */
  readonly phase: number;
  readonly wait: Wait;
  /** It holds data, or what holds data is within it: never pruned. */
  readonly keep: boolean;
}

/** Every one of `after` is made only when every one of `before` has come to the stage. */
export interface Order {
  readonly before: readonly ObjectId[];
  readonly after: readonly ObjectId[];
  readonly stage: Stage;
}

/** One side of a connection. */
export type PlanPeer =
  | {
      readonly kind: "pods";
      readonly name: string;
      readonly namespace?: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly foreign: boolean;
    }
  | { readonly kind: "outside"; readonly name: string; readonly blocks: readonly AddressBlock[]; readonly ports?: readonly number[] };

/** Who may talk to whom. */
export interface PlanConnection {
  readonly client: PlanPeer;
  readonly server: PlanPeer;
  readonly endpoint: string;
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** Where somebody from outside comes in. */
export interface PlanEntryPoint {
  readonly name: string;
  readonly url: string;
  readonly server: PlanPeer;
  readonly port: number;
}

/** Pods that an operator will make. Sizes are in cores and bytes. */
export interface PlanExpectedPods {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  readonly madeFrom: ObjectId;
  readonly containers: readonly { readonly name: string; readonly cpu: number; readonly memory: number; readonly memoryLimit: number }[];
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly claims: readonly { readonly name: string; readonly size: number; readonly storageClass?: string }[];
}

/** Something that holds data. */
export interface PlanAsset {
  readonly kind: string;
  readonly name: string;
  readonly objects: readonly ObjectId[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly risks: Readonly<Record<string, readonly AttributeRisk[]>>;
  readonly removal: Risk;
}

/** A secret value that whoever deploys must fill in, the same in all its namespaces. */
export interface PlanCredential {
  readonly secret: string;
  readonly key: string;
  readonly description: string;
  readonly source: CredentialSource;
  readonly namespaces: readonly (string | undefined)[];
}

/** An object that somebody else makes. */
export interface PlanExternal {
  readonly kind: ExternalKind;
  readonly name: string;
  readonly namespace?: string;
  readonly madeBy: string;
}

/** What a construct tree wants of a cluster: plain data, the same for the same tree, whatever reads it. */
export interface Plan {
  readonly format: "tagenal/plan";
  readonly version: typeof PLAN_VERSION;
  readonly system: string;
  readonly environment: string;
  /** In an order in which they can be made. */
  readonly objects: readonly PlanObject[];
  readonly order: readonly Order[];
  readonly connections: readonly PlanConnection[];
  readonly entryPoints: readonly PlanEntryPoint[];
  readonly expectedPods: readonly PlanExpectedPods[];
  readonly assets: readonly PlanAsset[];
  readonly credentials: readonly PlanCredential[];
  readonly externals: readonly PlanExternal[];
  readonly slots: readonly SlotDeclaration[];
}
