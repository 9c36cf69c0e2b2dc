import type { IConstruct } from "constructs";
import { Checks } from "./checks";
import type { Endpoint } from "./endpoint";
import { record } from "./facts";
import type { IPeer, Peer } from "./peer";
import { report } from "./problems";
import { surroundingsOf } from "./surroundings";

/** Who may talk to whom. */
export interface Connection {
  readonly client: Peer;
  readonly server: Peer;
  /** The name of the server's endpoint. */
  readonly endpoint: string;
  /** The port of the server's pod or machine. */
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** A side that is ours: it carries the policy that its connections open. */
export interface IOwnPeer extends IPeer, IConstruct {
  readonly ingress: Connection[];
  readonly egress: Connection[];
}

/**
 * Lets a client use an endpoint: a policy on each side that is ours, the server's credential in the client's
 * namespace, and an edge in the Plan. `Pods.connect` and `Pods.allowFrom` are the usual ways to call it.
 */
export function connect(client: IPeer, endpoint: Endpoint): void {
  const { server, port, protocol, name } = endpoint;
  const connection: Connection = {
    client: beside(client.peer, server.peer),
    server: beside(server.peer, client.peer),
    endpoint: name,
    port,
    protocol,
  };
  const scope = isOwn(client) ? client : isOwn(server) ? server : undefined;
  if (!scope) throw new Error(`${client.peer.name} and ${server.peer.name} are both made by others: there is no policy of ours to open`);
  if (isOwn(client)) client.egress.push(connection);
  if (isOwn(server)) server.ingress.push(connection);
  if (client.peer.kind === "pods") endpoint.credential?.wantIn(client.peer.namespace);
  checkSides(scope, connection);
  record(scope, "connection", connection);
}

/** Foreign pods of no namespace are in that of the other side. */
function beside(peer: Peer, other: Peer): Peer {
  return peer.kind === "pods" && peer.foreign && peer.namespace === undefined && other.kind === "pods"
    ? { ...peer, namespace: other.namespace }
    : peer;
}

function isOwn(side: IPeer): side is IOwnPeer {
  return side.peer.kind === "pods" && !side.peer.foreign;
}

function checkSides(scope: IConstruct, { client, server, endpoint, port }: Connection): void {
  const check = new Checks(scope);
  check.port(`${endpoint} of ${server.name}, port`, port);
  for (const side of [client, server]) {
    if (side.kind === "pods" && side.foreign) {
      check.must(
        Object.keys(side.labels).length > 0,
        `labels of ${side.name}`,
        "at least one label",
        side.labels,
        "none would mean every pod of the namespace",
      );
    }
  }
  for (const side of [client, server]) {
    const where = side.kind === "outside" ? side.locate(surroundingsOf(scope)) : undefined;
    if (typeof where === "string") report(scope, where);
  }
  if (client.kind !== "pods" || server.kind !== "pods" || client.namespace === server.namespace) return;
  const homeless = client.namespace === undefined ? client : server.namespace === undefined ? server : undefined;
  if (homeless) report(scope, `${homeless.name} must have a namespace to connect across namespaces; give its chart one`);
}
