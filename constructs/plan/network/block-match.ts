import type { AddressBlock } from "../../core";
import type { Side } from "./attempt";

/**
 * Makes the test of whether a side is within a block of IPv4 addresses. The addresses of pods are not known before they
 * run, and whether a block means pods is left to the network plugin: so pods are within a block only where it is every
 * address there is, nothing excepted.
 */
export function blockMatch({ cidr, except = [] }: AddressBlock): (side: Side) => boolean {
  const everything = cidr === "0.0.0.0/0" && except.length === 0;
  const within = rangeMatch(cidr);
  const without = except.map(rangeMatch);
  return (side) => {
    if (side.kind === "pods") return everything;
    const address = ipv4(side.ip);
    return address !== undefined && within?.(address) === true && without.every((isExcepted) => isExcepted?.(address) === false);
  };
}

/** Undefined for what is no range of IPv4: IPv6, a slot that is filled when deploying. */
function rangeMatch(cidr: string): ((address: number) => boolean) | undefined {
  const [network = "", prefix] = cidr.split("/");
  const start = ipv4(network);
  const size = 2 ** (32 - Number(prefix));
  return start === undefined ? undefined : (address) => Math.floor(address / size) === Math.floor(start / size);
}

function ipv4(text: string): number | undefined {
  const bytes = text.split(".").map(Number);
  const valid = bytes.length === 4 && bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255);
  return valid ? bytes.reduce((number, byte) => number * 256 + byte, 0) : undefined;
}
