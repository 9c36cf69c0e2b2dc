import {
  type Connection,
  type ExpectedPods,
  type Peer,
  type Problem,
  parseQuantity,
  type Surroundings,
  type WantedCredential,
} from "../core";
import type { ObjectId, PlanConnection, PlanCredential, PlanExpectedPods, PlanPeer } from "./plan";

// What constructs say refers to constructs; what the Plan says is plain data. Here the one becomes the other.

/** A connection as data, with the addresses that the environment gives for what lies outside. */
export function planConnection({ client, server, endpoint, port, protocol }: Connection, surroundings: Surroundings): PlanConnection {
  return { client: planPeer(client, surroundings), server: planPeer(server, surroundings), endpoint, port, protocol };
}

function planPeer(peer: Peer, surroundings: Surroundings): PlanPeer {
  if (peer.kind === "pods") return peer;
  const location = peer.locate(surroundings);
  return { kind: "outside", name: peer.name, ...(typeof location === "string" ? { blocks: [] } : location) };
}

/** Expected pods as data: sizes in cores and bytes. */
export function planExpectedPods(pods: ExpectedPods, madeFrom: ObjectId): PlanExpectedPods {
  const { name, namespace, labels, count, containers, ports, claims = [] } = pods;
  return {
    name,
    namespace,
    labels,
    count,
    madeFrom,
    ports,
    containers: containers.map(({ name: container, size }) => ({
      name: container,
      cpu: parseQuantity(size.cpu.amount) ?? 0,
      memory: size.memory.toKibibytes() * 1024,
      memoryLimit: size.memoryLimit.toKibibytes() * 1024,
    })),
    claims: claims.map((claim) => ({ name: claim.name, size: claim.size.toKibibytes() * 1024, storageClass: claim.storageClass })),
  };
}

/** The credentials, sorted; two that fill one key of one Secret differently are a problem. */
export function planCredentials(wanted: readonly WantedCredential[], problems: Problem[]): PlanCredential[] {
  const places = new Map<string, WantedCredential>();
  for (const credential of wanted) {
    for (const namespace of credential.namespaces) {
      const place = `Secret ${namespace === undefined ? "" : `${namespace}/`}${credential.secret}, key '${credential.key}'`;
      const other = places.get(place);
      if (other)
        problems.push({
          path: "",
          message: `${place} is wanted by two credentials: "${other.description}" and "${credential.description}"`,
        });
      places.set(place, credential);
    }
  }
  return wanted
    .map(({ secret, key, description, source, namespaces }) => ({ secret, key, description, source, namespaces: homeFirst(namespaces) }))
    .sort((a, b) => (`${a.namespaces[0]}/${a.secret}/${a.key}` < `${b.namespaces[0]}/${b.secret}/${b.key}` ? -1 : 1));
}

function homeFirst([home, ...others]: WantedCredential["namespaces"]): PlanCredential["namespaces"] {
  return [home, ...others.toSorted((a = "", b = "") => (a < b ? -1 : 1))];
}
