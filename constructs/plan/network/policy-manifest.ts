import type { AddressBlock } from "../../core";
import type { LabelSelector } from "../selector";

/** What one policy can restrict of a pod. */
export type Direction = "ingress" | "egress";

/** Whom a rule of a policy means. */
export interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: AddressBlock;
}

/** What a rule of a policy opens. */
export interface PolicyPort {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

/** The specification of a networking.k8s.io/v1 NetworkPolicy, as its manifest holds it. */
export interface PolicySpec {
  readonly podSelector?: LabelSelector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }[];
  readonly egress?: readonly { readonly to?: readonly PolicyPeer[]; readonly ports?: readonly PolicyPort[] }[];
}

/** One rule of a policy, whichever its direction: no peers mean everybody, no ports mean all. */
export interface PolicyRule {
  readonly peers: readonly PolicyPeer[];
  readonly ports: readonly PolicyPort[];
}

/** The rules of a policy in one direction; undefined where the policy does not restrict that direction. */
export function rulesOf(
  { policyTypes = [], ingress = [], egress = [] }: PolicySpec,
  direction: Direction,
): readonly PolicyRule[] | undefined {
  // The API server's default: egress only where there is a rule of it, an empty list is none.
  const types = policyTypes.length > 0 ? policyTypes : egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  if (direction === "ingress") {
    return types.includes("Ingress") ? ingress.map(({ from = [], ports = [] }) => ({ peers: from, ports })) : undefined;
  }
  return types.includes("Egress") ? egress.map(({ to = [], ports = [] }) => ({ peers: to, ports })) : undefined;
}
