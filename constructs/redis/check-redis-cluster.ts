import { type Checks, formatBytes, ImageReference, isSlotToken } from "../core";
import { ownedKeys } from "./configuration";
import { LEAST_MEMORY, memoryPlan } from "./memory";
import { EVICTION_POLICIES } from "./persistence";
import { INTERNAL_USERS } from "./redis-user";
import type { ResolvedRedis } from "./resolved";

/** What follows a cluster's name at most: "-reconcile-" and eight characters of a hash, in 63; "-heal", in 52. */
const LONGEST_NAME = 44;

/** Reports everything about a cluster that a server would refuse, or that would lose keys. */
export function checkRedisCluster(check: Checks, name: string, props: ResolvedRedis): void {
  check.must(name.length <= LONGEST_NAME, "name", `at most ${LONGEST_NAME} characters long, for names of its parts follow`, name);
  checkShape(check, props);
  checkServer(check, props);
  checkUsers(check, props);
}

function checkShape(check: Checks, { masters, leaving, replicasPerMaster, persistence, memory, lostSlots }: ResolvedRedis): void {
  check.integer("masters", masters, { min: 3, max: 500 });
  check.integer("leaving", leaving, { max: 500 });
  if (check.integer("replicasPerMaster", replicasPerMaster, { max: 9 }))
    check.must(
      replicasPerMaster > 0 || persistence.kind === "aof",
      "replicasPerMaster",
      "at least 1 without persistence",
      replicasPerMaster,
      "each pod that ends would take its keys with it",
    );
  const [least, given] = [LEAST_MEMORY, memory].map((size) => size.toKibibytes() * 1024) as [number, number];
  check.must(
    given >= least,
    "memory",
    `at least ${formatBytes(least)}`,
    formatBytes(given),
    "slots, replication and connections need that before the first key",
  );
  check.oneOf("persistence.kind", persistence.kind, ["none", "aof"]);
  check.oneOf("lostSlots", lostSlots, ["refuse", "empty"]);
  if (persistence.kind !== "aof") return;
  check.oneOf("persistence.fsync", persistence.fsync ?? "everysec", ["always", "everysec"]);
  const most = memoryPlan(memory).maxmemory * 1024;
  const size = (persistence.size?.toKibibytes() ?? Number.MAX_SAFE_INTEGER / 1024) * 1024;
  check.must(
    size >= 3 * most,
    "persistence.size",
    `at least three times the memory for keys (${formatBytes(3 * most)})`,
    formatBytes(size),
    "the file is rewritten beside itself, and grows meanwhile",
  );
}

function checkServer(check: Checks, props: ResolvedRedis): void {
  const { flavour, image, evictionPolicy, nodeTimeout, config, tls, passwordOverlap } = props;
  check.oneOf("flavour", flavour, ["valkey", "redis"]);
  check.oneOf("evictionPolicy", evictionPolicy, EVICTION_POLICIES);
  const milliseconds = nodeTimeout.toMilliseconds();
  check.must(milliseconds >= 1000 && milliseconds <= 60_000, "nodeTimeout", "from 1 to 60 seconds", nodeTimeout.toHumanString());
  check.seconds("passwordOverlap", passwordOverlap, { min: 10 });
  if (tls) check.name("tls.secretName", tls.secretName);
  checkImage(check, flavour, image);
  const owned = ownedKeys({ ...props, memory: memoryPlan(props.memory), users: true, tls: true });
  for (const [key, value] of Object.entries(config)) {
    check.must(/^[a-z][a-z0-9-]*$/.test(key), "config", "keys as the server writes them, in lower case", key);
    check.must(!owned.includes(key), "config", "without keys that are the construct's own", key, "a prop says it, or it must not change");
    check.must(value.trim() !== "" && !/[\r\n]/.test(value), `config.${key}`, "one line that is not empty", value);
  }
}

/** An image of the other server would not start; an older one lacks what is configured. Names of mirrors and own builds say nothing. */
function checkImage(check: Checks, flavour: ResolvedRedis["flavour"], image: string): void {
  const { repository = "", tag = "" } = ImageReference.parse(image) ?? {};
  const other = flavour === "valkey" ? "redis" : "valkey";
  const last = repository.split("/").at(-1) ?? "";
  if (isSlotToken(image) || !check.must(last !== other, "image", `an image of ${flavour}`, image, `or say flavour: "${other}"`)) return;
  const version = /^(\d+)(?:\.(\d+))?/.exec(tag);
  if (last !== flavour || !version) return;
  const [major, minor] = [Number(version[1]), Number(version[2] ?? 99)];
  const fine = flavour === "valkey" ? major >= 9 : major > 7 || (major === 7 && minor >= 2);
  check.must(fine, "image", flavour === "valkey" ? "of Valkey 9 or newer" : "of Redis 7.2 or newer", image);
}

function checkUsers(check: Checks, { users }: ResolvedRedis): void {
  for (const [name, { keys, commands = [] }] of Object.entries(users)) {
    const prop = `users.${name}`;
    const want = "named with letters, digits, '_', '.' and '-', beginning with a letter, a digit or '_'";
    check.must(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name), "users", want, name);
    check.must(
      name !== "default" && !INTERNAL_USERS.includes(name),
      "users",
      `named otherwise than "default" and the cluster's own (${INTERNAL_USERS.join(", ")})`,
      name,
    );
    check.must(keys.length > 0, `${prop}.keys`, 'at least one pattern, like "app:*"', keys, '["*"] means all');
    for (const pattern of keys) check.must(/^\S+$/.test(pattern), `${prop}.keys`, "patterns without spaces", pattern);
    for (const rule of commands)
      check.must(
        /^[+-](@[a-z]+|[a-z][a-z0-9_.-]*(\|[a-z0-9_.-]+)?)$/.test(rule),
        `${prop}.commands`,
        'rules like "+@read", "-@dangerous", "+get", "+config|get"',
        rule,
      );
  }
}
