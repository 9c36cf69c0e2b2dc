import type { Surroundings } from "./surroundings";

/** Pods that one selector means. */
export interface PodsPeer {
  readonly kind: "pods";
  readonly name: string;
  readonly namespace?: string;
  /** The labels that select exactly these pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** Made by somebody else: then they get no policy from us. */
  readonly foreign: boolean;
}

/** A range of addresses. */
export interface AddressBlock {
  readonly cidr: string;
  readonly except?: readonly string[];
}

/** Something that is no pod of the cluster. */
export interface OutsidePeer {
  readonly kind: "outside";
  readonly name: string;
  /** Where it is, as the environment knows it; a text says why it does not. */
  readonly locate: (surroundings: Surroundings) => Location | string;
}

/** Where something outside is. */
export interface Location {
  readonly blocks: readonly AddressBlock[];
  /** @default - the port of the endpoint */
  readonly ports?: readonly number[];
}

/** One side of a connection. */
export type Peer = PodsPeer | OutsidePeer;

/** Whatever can stand on one side of a connection. */
export interface IPeer {
  readonly peer: Peer;
}
