/** Which server runs: Valkey (BSD licence), or Redis 7.2 and newer (8: AGPL, RSAL or SSPL). */
export type RedisFlavour = "valkey" | "redis";

/** The port of clients. */
export const CLIENT_PORT = 6379;
/** The port on which nodes talk to one another. */
export const BUS_PORT = 16379;
/** The port of the exporter. */
export const METRICS_PORT = 9121;

const PROGRAMS: Readonly<Record<string, { readonly server: string; readonly client: string }>> = {
  valkey: { server: "valkey-server", client: "valkey-cli" },
  redis: { server: "redis-server", client: "redis-cli" },
};

/** The user of both official images. */
export const SERVER_USER = 999;

/** The programs of a flavour, as its image calls them. One that there is not is reported elsewhere, and must not stop other reports. */
export function programsOf(flavour: RedisFlavour): { readonly server: string; readonly client: string } {
  return PROGRAMS[flavour] ?? { server: "valkey-server", client: "valkey-cli" };
}
