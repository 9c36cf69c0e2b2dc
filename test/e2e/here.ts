import { once } from "node:events";
import { BlockList, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import type { Machine } from "./random-network";

/** A listener of the tests' own. */
export interface Here extends Machine {
  readonly close: () => void;
}

/** Listens on this machine, where a neighbour of it can reach it; undefined if it is on no network with that neighbour. */
export async function listenBeside(neighbour: string): Promise<Here | undefined> {
  const ip = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, address, cidr }) => family === "IPv4" && cidr !== null && isWithin(neighbour, address, cidr))?.address;
  if (ip === undefined) return undefined;

  const server = createServer((socket) => socket.on("error", () => undefined).end());
  server.listen(0, ip);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`${ip} gave no port to listen on`);
  return { ip, port: address.port, close: () => server.close() };
}

function isWithin(ip: string, network: string, cidr: string): boolean {
  const list = new BlockList();
  list.addSubnet(network, Number(cidr.split("/")[1]), "ipv4");
  return list.check(ip);
}
