import type { ObjectId, PlanConnection, PlanObject, PlanPeer } from "../../../constructs/plan";
import { kindOf, selects } from "../../../constructs/plan";
import { PolicySimulation, type Side } from "../../../constructs/testing";
import type { LiveObject } from "./live-kinds";
import type { Workload } from "./workload";

const POLICY = "NetworkPolicy.networking.k8s.io";
/** An address that is nobody's: stands for any on the internet. */
const SOMEWHERE = "203.0.113.1";
/** Who answers name queries in most clusters. */
const DNS: Side = { kind: "pods", name: "the cluster's DNS", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };

/** A connection that the Plan intends and the policies in the cluster do not let through. */
export interface Blocked {
  /** The pods of the Plan that cannot connect, or cannot be reached. */
  readonly client?: Workload;
  readonly server?: Workload;
  /** "web cannot reach cache on TCP 8080". */
  readonly sentence: string;
  /** The side whose policies stand in the way. */
  readonly at: { readonly namespace: string; readonly direction: "ingress" | "egress"; readonly policies: readonly string[] };
  /** Whether the Plan's own policies would let it through. */
  readonly intended: boolean;
}

/** What is needed to try the Plan's connections on the policies in the cluster. */
export interface Trials {
  readonly connections: readonly PlanConnection[];
  readonly planned: readonly PlanObject[];
  readonly live: readonly LiveObject[];
  readonly namespace: string;
  readonly workloads: readonly Workload[];
  /** Whether the policies of a namespace could be looked at. */
  readonly sees: (namespace: string) => boolean;
}

/** Tries each connection, and name queries, on the policies that the cluster has. */
export function blockedConnections({ connections, planned, live, namespace, workloads, sees }: Trials): Blocked[] {
  const relevant = live.filter((object) => kindOf(object) === POLICY || kindOf(object) === "Namespace");
  const real = simulate(relevant);
  const intended = simulate(planned.map(({ manifest }) => manifest));
  const attempt = (from: Party, to: Party, port: number, protocol: "TCP" | "UDP"): Blocked[] => {
    const tried = { client: from.side, server: to.side, port, protocol };
    const { allowed, why } = real.try(tried);
    const [, direction = "", names = ""] = /^(egress|ingress) of .*?: no rule of (?:policy|policies) (.*?) allows /.exec(why) ?? [];
    if (allowed || direction === "") return [];
    const place = (direction === "egress" ? from : to).namespace;
    return [
      {
        client: from.workload,
        server: to.workload,
        sentence: `${from.side.name} cannot reach ${to.side.name} on ${protocol} ${port}`,
        at: { namespace: place, direction: direction as "ingress" | "egress", policies: names.split(", ") },
        intended: intended.try(tried).allowed,
      },
    ];
  };
  const parties = (peer: PlanPeer, other: PlanPeer): Party[] =>
    partiesOf(peer, other, workloads, namespace).filter((party) => party.side.kind === "address" || sees(party.namespace));
  const tried = connections.flatMap(({ client, server, port, protocol }) => {
    const ports = server.kind === "outside" ? (server.ports ?? [port]) : [port];
    return parties(client, server).flatMap((from) =>
      parties(server, client).flatMap((to) => (from === to ? [] : ports.flatMap((number) => attempt(from, to, number, protocol)))),
    );
  });
  const dns = workloads
    .filter(({ pods, namespace: home }) => pods.length > 0 && sees(home))
    .flatMap((workload) =>
      attempt(partyOf(workload), { side: DNS, namespace: "kube-system" }, 53, "UDP").filter((blocked) => blocked.intended),
    );
  return [...tried, ...dns];
}

interface Party {
  readonly side: Side;
  readonly namespace: string;
  readonly workload?: Workload;
}

function partiesOf(peer: PlanPeer, other: PlanPeer, workloads: readonly Workload[], current: string): Party[] {
  if (peer.kind === "outside")
    return peer.blocks.map(({ cidr }) => ({ side: { kind: "address", name: peer.name, ip: addressIn(cidr) }, namespace: "" }));
  const namespace = peer.namespace ?? (other.kind === "pods" ? other.namespace : undefined) ?? current;
  if (peer.foreign) return [{ side: { kind: "pods", name: peer.name, namespace, labels: peer.labels }, namespace }];
  return workloads
    .filter((one) => one.namespace === namespace && one.live && selects({ matchLabels: peer.labels }, one.group.labels))
    .map(partyOf);
}

/** The pods as they are, with whatever labels they carry by now; else as they are meant to be. */
function partyOf(workload: Workload): Party {
  const { group, namespace, pods } = workload;
  const labels = { ...group.labels, ...pods[0]?.metadata.labels };
  return { side: { kind: "pods", name: group.name, namespace, labels, ports: group.ports }, namespace, workload };
}

function simulate(manifests: readonly LiveObject[] | readonly PlanObject["manifest"][]): PolicySimulation {
  return new PolicySimulation({ objects: manifests.map((manifest) => ({ manifest }) as PlanObject) });
}

function addressIn(cidr: string): string {
  const [address = SOMEWHERE] = cidr.split("/");
  return address === "0.0.0.0" ? SOMEWHERE : address;
}

/** The policies of the Plan that stand on a side of a connection, by identity. */
export function policiesOf(planned: readonly PlanObject[], { client, server }: Blocked): ObjectId[] {
  const sides = [client, server].flatMap((workload) => workload ?? []);
  return planned
    .filter(({ manifest }) => kindOf(manifest) === POLICY)
    .filter(({ manifest }) => {
      const { podSelector = {} } = (manifest["spec"] ?? {}) as { podSelector?: Parameters<typeof selects>[0] };
      return sides.some(({ group }) => group.namespace === manifest.metadata.namespace && selects(podSelector, group.labels));
    })
    .map(({ id }) => id);
}
