import type { Endpoint, Location, Peer, Surroundings } from "../core";
import { type Plan, type PlanPeer, PolicySimulation, podGroups, type Side, selects, type Verdict } from "../plan";

/** An address that is nobody's: stands for any on the internet. */
const SOMEWHERE = "203.0.113.1";

/**
 * Whether a client reaches an endpoint through the policies of a Plan: a verdict for each pair of pods, and for each
 * range of addresses and each port where something outside is.
 */
export function reach(plan: Plan, client: Peer, { server, port, protocol }: Endpoint, surroundings: Surroundings): Verdict[] {
  const simulation = new PolicySimulation(plan);
  const [clients, servers] = [sides(plan, client, surroundings), sides(plan, server.peer, surroundings)];
  const ports = server.peer.kind === "outside" ? (location(plan, server.peer, surroundings).ports ?? [port]) : [port];
  return clients.flatMap((from) =>
    servers.flatMap((to) => ports.map((number) => simulation.try({ client: from, server: to, port: number, protocol }))),
  );
}

function sides(plan: Plan, peer: Peer, surroundings: Surroundings): Side[] {
  if (peer.kind === "outside") {
    return location(plan, peer, surroundings).blocks.map(({ cidr }) => ({ kind: "address", name: peer.name, ip: addressIn(cidr) }));
  }
  const groups = podGroups(plan).filter(
    ({ namespace, labels }) => namespace === peer.namespace && selects({ matchLabels: peer.labels }, labels),
  );
  if (groups.length > 0) return groups.map(({ name, namespace, labels, ports }) => ({ kind: "pods", name, namespace, labels, ports }));
  if (peer.foreign) return [{ kind: "pods", name: peer.name, namespace: peer.namespace, labels: peer.labels }];
  const wanted = Object.entries(peer.labels).map(([key, value]) => `${key}=${value}`);
  throw new Error(`no pod of the plan is one of ${peer.name}: none has the labels ${wanted.join(", ")}`);
}

/** Where something outside is: as the Plan has it, or else as the environment knows it. */
function location({ connections }: Plan, peer: Peer & { kind: "outside" }, surroundings: Surroundings): Location {
  const known = connections
    .flatMap(({ client, server }) => [client, server])
    .find((side): side is PlanPeer & { kind: "outside" } => side.kind === "outside" && side.name === peer.name);
  const found = known ?? peer.locate(surroundings);
  if (typeof found === "string") throw new Error(found);
  return found;
}

function addressIn(cidr: string): string {
  const [address = SOMEWHERE] = cidr.split("/");
  return address === "0.0.0.0" ? SOMEWHERE : address;
}
