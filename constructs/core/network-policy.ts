import type { k8s } from "cdk8s-plus-27";
import type { IConstruct } from "constructs";
import type { Connection } from "./connection";
import { canonical } from "./names";
import type { AddressBlock, Peer, PodsPeer } from "./peer";
import { type Network, type Surroundings, surroundingsOf } from "./surroundings";

/** The label that every namespace carries with its own name. */
const NAMESPACE_NAME = "kubernetes.io/metadata.name";
const KUBE_DNS = { kind: "pods", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } } as const;

interface Rule {
  readonly peers: k8s.NetworkPolicyPeer[];
  readonly ports: k8s.NetworkPolicyPort[];
}

/** The policy of a group of pods: its connections, name queries, nothing else. */
export function policySpec(
  scope: IConstruct,
  labels: Readonly<Record<string, string>>,
  ingress: readonly Connection[],
  egress: readonly Connection[],
): k8s.NetworkPolicySpec {
  const rulesIn = rules(ingress.map((connection) => rule(scope, connection, connection.client)));
  const rulesOut = rules(egress.map((connection) => rule(scope, connection, connection.server)));
  return {
    podSelector: { matchLabels: { ...labels } },
    policyTypes: ["Ingress", "Egress"],
    ...(rulesIn.length > 0 && { ingress: rulesIn.map(({ peers, ports }) => ({ from: peers, ports })) }),
    egress: [...dnsRules(surroundingsOf(scope).network), ...rulesOut.map(({ peers, ports }) => ({ to: peers, ports }))],
  };
}

/** The policy of a namespace: what has no policy of its own may ask for names, and nothing else. */
export function defaultDenySpec({ network }: Surroundings): k8s.NetworkPolicySpec {
  return { podSelector: {}, policyTypes: ["Ingress", "Egress"], egress: dnsRules(network) };
}

function dnsRules({ dns = [KUBE_DNS] }: Network): k8s.NetworkPolicyEgressRule[] {
  const to = dns.flatMap((server): k8s.NetworkPolicyPeer[] =>
    server.kind === "pods"
      ? [{ namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: server.namespace } }, podSelector: { matchLabels: { ...server.labels } } }]
      : server.cidrs.map((cidr) => ({ ipBlock: { cidr } })),
  );
  // No peers would mean: everybody.
  return to.length > 0 ? [{ to, ports: [port(53, "UDP"), port(53, "TCP")] }] : [];
}

function rule(scope: IConstruct, connection: Connection, other: Peer): Rule {
  if (other.kind === "pods") return { peers: [podsPeer(connection, other)], ports: [port(connection.port, connection.protocol)] };
  const location = other.locate(surroundingsOf(scope));
  if (typeof location === "string") return { peers: [], ports: [] };
  // Outside's own port counts on the way out only: on the way in, the port is ours.
  const ports = (other === connection.server ? location.ports : undefined) ?? [connection.port];
  return { peers: location.blocks.map(addressPeer), ports: ports.map((number) => port(number, connection.protocol)) };
}

function podsPeer({ client, server }: Connection, other: PodsPeer): k8s.NetworkPolicyPeer {
  const ours = other === client ? server : client;
  const sameNamespace = ours.kind === "pods" && ours.namespace === other.namespace;
  const namespace = sameNamespace ? undefined : other.namespace;
  return {
    ...(namespace && { namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } } }),
    podSelector: { matchLabels: { ...other.labels } },
  };
}

function addressPeer({ cidr, except }: AddressBlock): k8s.NetworkPolicyPeer {
  return { ipBlock: { cidr, ...(except && except.length > 0 && { except: [...except] }) } };
}

function port(number: number, protocol: "TCP" | "UDP"): k8s.NetworkPolicyPort {
  return { port: { value: number }, protocol };
}

/** One rule for each set of peers, with all its ports, in an order that does not depend on the code's. */
function rules(all: readonly Rule[]): Rule[] {
  const byPeers = new Map<string, Rule>();
  for (const { peers, ports } of all) {
    if (peers.length === 0) continue;
    const key = canonical(peers);
    const known = byPeers.get(key)?.ports ?? [];
    const ports2 = [...known, ...ports.filter((next) => !known.some((old) => canonical(old) === canonical(next)))];
    byPeers.set(key, { peers, ports: ports2.sort(byCanonical) });
  }
  return [...byPeers.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

function byCanonical(a: unknown, b: unknown): number {
  return canonical(a) < canonical(b) ? -1 : 1;
}
