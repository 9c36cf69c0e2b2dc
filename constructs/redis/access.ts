import type { Construct } from "constructs";
import { Credential, declareExternal, Endpoint } from "../core";
import type { ContainerProps, Mount, ShardedSet } from "../workload";
import { CLIENT_PORT, programsOf } from "./flavour";
import { CLI } from "./programs/cli";
import { KEEP } from "./programs/keep";
import { PASSWORDS } from "./programs/passwords";
import { PREPARE } from "./programs/prepare";
import { internalCredentials, userCredentials, userRules } from "./redis-user";
import type { ResolvedRedis } from "./resolved";

const RUN: Mount = { kind: "scratch", name: "run", inMemory: true };
const TLS_OPTIONS = "--tls --cacert /etc/redis/tls/ca.crt";

/** How servers are reached by one another, by the cluster's own programs and by users: with passwords and certificates, or without. */
export class Access {
  /** For every program that calls a server. */
  readonly environment: Readonly<Record<string, string>>;
  /** For every such program outside of the servers' pods. */
  readonly clientMounts: Readonly<Record<string, Mount>>;
  /** Whether somebody logs in. */
  readonly hasUsers: boolean;
  readonly #props: ResolvedRedis;
  readonly #credentials: ReadonlyMap<string, Credential>;
  readonly #cluster: string;

  constructor(scope: Construct, cluster: string, props: ResolvedRedis) {
    const { users, tls, flavour } = props;
    this.#props = props;
    this.#cluster = cluster;
    this.hasUsers = Object.keys(users).length > 0;
    this.environment = { CLI: programsOf(flavour).client, PORT: String(CLIENT_PORT), TLS: tls ? TLS_OPTIONS : "" };
    this.#credentials = userCredentials(scope, cluster, users);
    if (this.hasUsers) internalCredentials(scope, cluster);
    if (tls) declareExternal(scope, { kind: "Secret", name: tls.secretName, madeBy: "whoever issues the certificates of the cluster" });
    this.clientMounts = {
      ...(tls && { "/etc/redis/tls": { kind: "secret", secretName: tls.secretName } as const }),
      ...(this.hasUsers && { "/etc/redis/internal": { kind: "secret", secretName: `${cluster}-internal` } as const }),
    };
  }

  /** What is mounted into a server, and into those beside it that know its users. */
  get mounts(): Readonly<Record<string, Mount>> {
    if (!this.#changes) return {};
    return {
      ...this.clientMounts,
      "/run/redis": RUN,
      ...(this.hasUsers && { "/etc/redis/users": { kind: "secret", secretName: `${this.#cluster}-users` } as const }),
    };
  }

  /** What makes users before the server starts. */
  get init(): Readonly<Record<string, ContainerProps>> {
    return this.#changes ? { prepare: this.#program("prepare.sh", PREPARE) } : {};
  }

  /** What takes over new passwords and certificates. */
  get sidecars(): Readonly<Record<string, ContainerProps>> {
    if (!this.#changes) return {};
    const probes = { readiness: { kind: "exec", command: ["test", "-f", "/run/redis/seen"] } } as const;
    return { keeper: { ...this.#program("keep.sh", KEEP), probes } };
  }

  /** The exporter's share. */
  get exporter(): Pick<ContainerProps, "env" | "mounts"> {
    const { tls } = this.#props;
    return {
      env: {
        // As the catalogue of metrics was recorded: without the exporter's own, and without asking for the configuration.
        REDIS_EXPORTER_REDIS_ONLY_METRICS: "true",
        REDIS_EXPORTER_CONFIG_COMMAND: "-",
        REDIS_ADDR: `${tls ? "rediss" : "redis"}://localhost:${CLIENT_PORT}`,
        // The certificate names the pod, and this is the pod.
        ...(tls && { REDIS_EXPORTER_SKIP_TLS_VERIFICATION: "true" }),
        ...(this.hasUsers && { REDIS_USER: "tagenal-exporter", REDIS_PASSWORD_FILE: "/run/redis/exporter.json" }),
      },
      ...(this.hasUsers && { mounts: { "/run/redis": RUN } }),
    };
  }

  /** Where each user's clients begin. */
  endpoints({ pods, name }: ShardedSet): Map<string, Endpoint> {
    return new Map(
      [...this.#credentials].map(([user, credential]) => [
        user,
        pods.endpoint({ name: "client", port: CLIENT_PORT, service: name, credential }),
      ]),
    );
  }

  get #changes(): boolean {
    return this.hasUsers || this.#props.tls !== undefined;
  }

  #program(name: string, text: string): ContainerProps {
    const { image, users, flavour, passwordOverlap, tls } = this.#props;
    const rules = this.hasUsers ? { "/etc/redis/users.rules": userRules(users, flavour === "valkey") } : undefined;
    return {
      image,
      command: ["sh", `/etc/redis/${name}`],
      files: { [`/etc/redis/${name}`]: text, "/etc/redis/passwords.sh": PASSWORDS, "/etc/redis/cli.sh": CLI, ...rules },
      mounts: this.mounts,
      env: { ...this.environment, SCHEME: tls ? "rediss" : "redis", OVERLAP: String(Math.ceil(passwordOverlap.toMilliseconds() / 1000)) },
    };
  }
}
