import type { PodGroup } from "../pod-groups";

/** Who connects, or is connected to: one pod of equal ones, or an address that is no pod's. */
export type Side =
  | {
      readonly kind: "pods";
      readonly name: string;
      /** Undefined on both sides means the same namespace. */
      readonly namespace?: string;
      readonly labels: Readonly<Record<string, string>>;
      /** What policies may call by name. */
      readonly ports?: PodGroup["ports"];
    }
  | {
      readonly kind: "address";
      readonly name: string;
      /** IPv4: an IPv6 address is within no block here. */
      readonly ip: string;
    };

/** One side of a connection that is a pod. */
export type PodSide = Extract<Side, { kind: "pods" }>;

/** A connection that somebody tries to make. Client and server are never the same pod: that one reaches itself whatever policies say. */
export interface Attempt {
  readonly client: Side;
  readonly server: Side;
  /** The port of the server's pod or machine, after translation by a Service. */
  readonly port: number;
  /** @default "TCP" */
  readonly protocol?: "TCP" | "UDP";
}

/** Whether an attempt gets through. */
export interface Verdict {
  readonly allowed: boolean;
  /** In words, one line: which policies of which side decided. */
  readonly why: string;
}

/** A side, as a person calls it. */
export function sideName(side: Side): string {
  if (side.kind === "address") return `${side.name} (${side.ip})`;
  return side.namespace === undefined ? side.name : `${side.namespace}/${side.name}`;
}
