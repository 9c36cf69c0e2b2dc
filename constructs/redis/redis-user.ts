import type { Construct } from "constructs";
import { Credential, type CredentialSource } from "../core";

/** Somebody who logs in. */
export interface RedisUser {
  /** Patterns of the keys that it may use: `["app:*"]`. */
  readonly keys: readonly string[];
  /**
   * What it may do, as ACL rules of the server.
   * @default - everything but administration and what is dangerous: `["+@all", "-@admin", "-@dangerous", "+info"]`
   */
  readonly commands?: readonly string[];
  /**
   * Where its password comes from.
   * @default - generated
   */
  readonly password?: CredentialSource;
}

/** Rules of users of the cluster itself, whose passwords nobody needs to know. */
const INTERNAL = {
  "tagenal-admin": "~* &* +@all",
  "tagenal-replication": "~* +psync +replconf +ping +cluster|info",
  // Of this pod alone: for its probes, and for taking over new passwords.
  "tagenal-own": "-@all +ping +info +cluster|info +cluster|nodes +acl|setuser +acl|save +config|set",
  // Not CONFIG: it tells the password of the replication.
  "tagenal-exporter": "-@all +info +cluster|info +latency|latest +latency|histogram +slowlog|len +slowlog|get +client|setname",
} as const;

/** Of Valkey alone: slots move by the replication's user, and what the slow log was is the command log. */
const VALKEY: Readonly<Record<string, string>> = {
  "tagenal-replication": " +cluster|syncslots +select +@write",
  "tagenal-exporter": " +commandlog|len",
};

/** Names of users that are the cluster's own. */
export const INTERNAL_USERS: readonly string[] = Object.keys(INTERNAL);

/** The users of a server with their rules, one a line; passwords come in when the pod starts. */
export function userRules(users: Readonly<Record<string, RedisUser>>, valkey: boolean): string {
  const internal = Object.entries(INTERNAL).map(([name, rules]) => `${name} ${rules}${valkey ? (VALKEY[name] ?? "") : ""}`);
  const given = Object.entries(users).map(([name, { keys, commands = ["+@all", "-@admin", "-@dangerous", "+info"] }]) =>
    [name, ...keys.map((pattern) => `~${pattern}`), "resetchannels", ...keys.map((pattern) => `&${pattern}`), ...commands].join(" "),
  );
  return `${[...internal, ...given].join("\n")}\n`;
}

/** The credentials of users, by name. */
export function userCredentials(scope: Construct, cluster: string, users: Readonly<Record<string, RedisUser>>): Map<string, Credential> {
  return new Map(
    Object.entries(users).map(([name, { password }]) => [
      name,
      new Credential(scope, `User-${name}`, {
        description: `password of user ${name} of ${cluster}`,
        secretName: `${cluster}-users`,
        key: name,
        ...(password && { source: password }),
      }),
    ]),
  );
}

/** The credentials of the cluster's own users that are known to more than one pod. */
export function internalCredentials(scope: Construct, cluster: string): void {
  for (const name of ["tagenal-admin", "tagenal-replication"])
    new Credential(scope, `Internal-${name}`, {
      description: `password of ${name}, by which ${cluster} manages itself`,
      secretName: `${cluster}-internal`,
      key: name,
    });
}
