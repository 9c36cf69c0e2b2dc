import type { TinyCluster } from "./tiny-cluster";
import { introduce, type Server } from "./tiny-server";

/** For how many rounds a server that was forgotten is not heard of again. */
const BLACKLISTED = 30;

/** Does one line of what was decided. Answers what the server answers, in its own words. */
export function obey(cluster: TinyCluster, line: string): string {
  const [verb, number, ...words] = line.split(" ");
  const server = numbered(cluster, number);
  if (!server.up) return "no answer";
  if (verb === "move") return move(cluster, server, words);
  if (verb === "fix") server.open = false;
  return verb === "do" ? command(cluster, server, words.slice(1)) : "OK";
}

function command(cluster: TinyCluster, server: Server, [name, first = "", ...rest]: readonly string[]): string {
  const isMaster = server.master === undefined;
  switch (name) {
    case "MEET": {
      const met = cluster.servers.find((other) => other.up && other.ip === first && other !== server);
      if (met) introduce(server, met);
      return "OK";
    }
    case "ADDSLOTSRANGE": {
      const slots = spread([first, ...rest]);
      if (slots.some((slot) => server.table[slot] !== undefined)) return "ERR Slot is already busy";
      for (const slot of slots) server.table[slot] = server.id;
      return "OK";
    }
    case "REPLICATE": {
      const peer = server.peers.get(first);
      if (!peer) return `ERR Unknown node ${first}`;
      if (peer.master !== undefined) return "ERR I can only replicate a master, not a replica.";
      if (isMaster && (server.keys.size > 0 || server.table.includes(server.id)))
        return "ERR To set a master the node must be empty and without assigned slots.";
      Object.assign(server, { master: first, synced: false, keys: new Set() });
      return "OK";
    }
    case "FORGET":
      if (first === server.master) return "ERR Can't forget my master!";
      if (!server.peers.delete(first)) return `ERR Unknown node ${first}`;
      server.table = server.table.map((owner) => (owner === first ? undefined : owner));
      server.forgotten.set(first, cluster.round + BLACKLISTED);
      return "OK";
    case "RESET": {
      if (isMaster && server.keys.size > 0) return "ERR CLUSTER RESET can't be called with master nodes containing keys";
      const { id, epoch } = server;
      cluster.wipe(server);
      if (first === "SOFT") Object.assign(server, { id, epoch });
      return "OK";
    }
    case "FAILOVER":
      if (isMaster) return "ERR You should send CLUSTER FAILOVER to a replica";
      cluster.takeOver(server);
      return "OK";
    default:
      throw new Error(`no server knows CLUSTER ${name}`);
  }
}

function move(cluster: TinyCluster, from: Server, [number, , to = "", , ...ranges]: readonly string[]): string {
  const target = numbered(cluster, number);
  const slots = spread(ranges);
  if (!target.up || target.id !== to || target.master !== undefined || !from.peers.has(to)) return "ERR there is no such master";
  if (slots.some((slot) => from.table[slot] !== from.id)) return "ERR Slots are not served by this node";
  target.epoch = cluster.raiseEpoch();
  for (const slot of slots) {
    from.table[slot] = target.table[slot] = to;
    if (from.keys.delete(slot)) target.keys.add(slot);
  }
  return "OK";
}

function numbered(cluster: TinyCluster, number: string | undefined): Server {
  return cluster.pod(cluster.pods[Number(number) - 1] ?? "");
}

function spread(ranges: readonly string[]): number[] {
  const ends = ranges.map(Number);
  return ends.flatMap((from, index) => {
    const to = ends[index + 1] ?? from;
    return index % 2 === 0 ? Array.from({ length: to - from + 1 }, (_, offset) => from + offset) : [];
  });
}
