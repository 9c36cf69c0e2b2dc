import { type Endpoint, NOWHERE, type Peer } from "../core";
import { type Plan, type PlanPeer, podGroups, selects } from "../plan";
import { PolicySimulation, type Side, type Verdict } from "./policy-simulation";

/** An address that is nobody's: stands for any on the internet. */
const SOMEWHERE = "203.0.113.1";

/** Whether a client reaches an endpoint through the policies of a Plan: a verdict for each pair of pods. */
export function reach(plan: Plan, client: Peer, { server, port, protocol }: Endpoint): Verdict[] {
  const simulation = new PolicySimulation(plan);
  const servers = sides(plan, server.peer);
  return sides(plan, client).flatMap((from) => servers.map((to) => simulation.try({ client: from, server: to, port, protocol })));
}

function sides(plan: Plan, peer: Peer): Side[] {
  if (peer.kind === "outside") return [{ kind: "address", name: peer.name, ip: addressOf(plan, peer) }];
  const groups = podGroups(plan).filter(
    ({ namespace, labels }) => namespace === peer.namespace && selects({ matchLabels: peer.labels }, labels),
  );
  if (groups.length > 0) return groups.map(({ name, namespace, labels, ports }) => ({ kind: "pods", name, namespace, labels, ports }));
  if (peer.foreign) return [{ kind: "pods", name: peer.name, namespace: peer.namespace, labels: peer.labels }];
  const wanted = Object.entries(peer.labels).map(([key, value]) => `${key}=${value}`);
  throw new Error(`no pod of the plan is one of ${peer.name}: none has the labels ${wanted.join(", ")}`);
}

/** Some address of what lies outside, as the Plan's environment knows it. */
function addressOf({ connections }: Plan, peer: Peer & { kind: "outside" }): string {
  const known = connections
    .flatMap(({ client, server }) => [client, server])
    .find((side): side is PlanPeer & { kind: "outside" } => side.kind === "outside" && side.name === peer.name);
  const location = known ?? peer.locate(NOWHERE);
  if (typeof location === "string") throw new Error(location);
  const [address = SOMEWHERE] = location.blocks[0]?.cidr.split("/") ?? [];
  return address === "0.0.0.0" ? SOMEWHERE : address;
}
