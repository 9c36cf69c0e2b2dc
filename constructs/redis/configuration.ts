import type { Duration } from "cdk8s";
import { CLIENT_PORT, type RedisFlavour } from "./flavour";
import type { MemoryPlan } from "./memory";
import type { EvictionPolicy, RedisPersistence } from "./persistence";

/** What the configuration of a server is made of. */
export interface ConfigurationProps {
  readonly flavour: RedisFlavour;
  readonly memory: MemoryPlan;
  readonly evictionPolicy: EvictionPolicy;
  readonly persistence: RedisPersistence;
  readonly nodeTimeout: Duration;
  readonly users: boolean;
  readonly tls: boolean;
  /** More settings, in the server's own words. */
  readonly config: Readonly<Record<string, string>>;
}

/** The settings of a server that are the construct's own: by key, and several times where the server wants that. */
function ownSettings({ flavour, memory, evictionPolicy, persistence, nodeTimeout, users, tls }: ConfigurationProps): [string, string][] {
  const kilobytes = (kibibytes: number): string => `${kibibytes}kb`;
  const { backlog, replicaBuffer, maxmemory } = memory;
  const aof = persistence.kind === "aof";
  return [
    ["bind", "* -::*"],
    ["protected-mode", "no"],
    ["port", tls ? "0" : String(CLIENT_PORT)],
    ["dir", "/data"],
    ["cluster-enabled", "yes"],
    ["cluster-config-file", "/data/nodes.conf"],
    ["cluster-node-timeout", String(nodeTimeout.toMilliseconds())],
    // One lost shard must not stop the others.
    ["cluster-require-full-coverage", "no"],
    // Which replica follows whom is said by the pods' names.
    ["cluster-allow-replica-migration", "no"],
    ["maxmemory", kilobytes(maxmemory)],
    ["maxmemory-policy", evictionPolicy],
    ["repl-backlog-size", kilobytes(backlog)],
    ["client-output-buffer-limit", `replica ${kilobytes(replicaBuffer)} ${kilobytes(Math.floor(replicaBuffer / 2))} 60`],
    // A replica that asks is served at once: until it has a copy its master must not fail.
    ["repl-diskless-sync-delay", "0"],
    ["save", '""'],
    ["appendonly", aof ? "yes" : "no"],
    ...(aof ? ([["appendfsync", persistence.fsync ?? "everysec"]] as [string, string][]) : []),
    ...(flavour === "valkey" ? ([["shutdown-on-sigterm", "failover"]] as [string, string][]) : []),
    ...(users ? USERS : []),
    ...(tls ? TLS : []),
  ];
}

const USERS: [string, string][] = [
  ["aclfile", "/run/redis/users.acl"],
  ["masteruser", "tagenal-replication"],
  ["include", "/run/redis/replication.conf"],
];

const TLS: [string, string][] = [
  ["tls-port", String(CLIENT_PORT)],
  ["tls-cluster", "yes"],
  ["tls-replication", "yes"],
  ["tls-auth-clients", "optional"],
  ["tls-cert-file", "/etc/redis/tls/tls.crt"],
  ["tls-key-file", "/etc/redis/tls/tls.key"],
  ["tls-ca-cert-file", "/etc/redis/tls/ca.crt"],
  // Certificates name hosts, not addresses.
  ["cluster-preferred-endpoint-type", "hostname"],
];

/** Keys under other names that mean what the construct decides. */
const ALIASES = [
  "masterauth",
  "primaryauth",
  "primaryuser",
  "requirepass",
  "cluster-announce-ip",
  "cluster-announce-hostname",
  "cluster-announce-human-nodename",
  "cluster-announce-port",
  "cluster-announce-tls-port",
  "cluster-announce-bus-port",
  "cluster-port",
  "unixsocket",
  "replicaof",
  "slaveof",
  "daemonize",
  "user",
  "rename-command",
  "shutdown-on-sigterm",
  "appendfsync",
  "appenddirname",
  "appendfilename",
  "dbfilename",
  "repl-diskless-sync",
  "loadmodule",
];

/** The keys that nobody else may set. */
export function ownedKeys(props: ConfigurationProps): readonly string[] {
  return [...new Set([...ownSettings(props).map(([key]) => key), ...[...USERS, ...TLS].map(([key]) => key), ...ALIASES])];
}

/** The configuration file. What must hold stands last: there it cannot be overridden. */
export function serverConfiguration(props: ConfigurationProps): string {
  const given = Object.entries(props.config).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...given, ...ownSettings(props)].map(([key, value]) => `${key} ${value}\n`).join("");
}
