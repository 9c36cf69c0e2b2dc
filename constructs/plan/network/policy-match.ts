import { selects } from "../selector";
import type { Attempt, Side } from "./attempt";
import { blockMatch } from "./block-match";
import type { PolicyPeer, PolicyPort } from "./policy-manifest";

/** The labels of a namespace, known or not. */
export type NamespaceLabels = (namespace: string | undefined) => Readonly<Record<string, string>>;

/** Makes the test of whether a side is the peer of a rule, in a policy of the namespace `home`. */
export function peerMatch(peer: PolicyPeer, home: string | undefined, labelsOf: NamespaceLabels): (side: Side) => boolean {
  const { podSelector = {}, namespaceSelector, ipBlock } = peer;
  if (ipBlock) return blockMatch(ipBlock);
  return (side) =>
    side.kind === "pods" &&
    (namespaceSelector ? selects(namespaceSelector, labelsOf(side.namespace)) : side.namespace === home) &&
    selects(podSelector, side.labels);
}

/** Whether a port of a rule is the one of an attempt. Names are those of the server's pods, in both directions. */
export function portMatches({ port, endPort, protocol: wanted = "TCP" }: PolicyPort, attempt: Attempt): boolean {
  const { server, port: tried, protocol = "TCP" } = attempt;
  if (wanted !== protocol) return false;
  if (port === undefined) return true;
  if (typeof port === "number") return endPort === undefined ? tried === port : port <= tried && tried <= endPort;
  const known = server.kind === "pods" ? (server.ports ?? []) : [];
  return known.some((one) => one.name === port && one.port === tried && one.protocol === protocol);
}
