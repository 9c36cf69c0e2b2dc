import { App, Duration, Size } from "cdk8s";
import { Namespace, RefusedError } from "../../../constructs/core";
import { planOf } from "../../../constructs/plan";
import { RedisCluster, type RedisClusterProps } from "../../../constructs/redis";
import { serverConfiguration } from "../../../constructs/redis/configuration";
import { memoryPlan } from "../../../constructs/redis/memory";

/** The problems that a cluster is refused with: of its own, without its path; of its parts, with theirs. */
function refusal(props: object): string[] {
  const app = new App();
  const memory = Size.mebibytes(256);
  new RedisCluster(new Namespace(app, "Shop"), "Cache", { memory, ...(props as Partial<RedisClusterProps>) });
  try {
    planOf(app, { system: "test" });
  } catch (error) {
    if (error instanceof RefusedError)
      return error.problems.map(({ path, message }) => `${path}: ${message}`.replace(/^shop\/cache(: |\/)/, ""));
    throw error;
  }
  return [];
}

const UNPINNED = "must be an image with a tag other than 'latest' or a digest, got";
const CHANGES = "what runs would change without a change of the code";
const OWN = "'config' must be without keys that are the construct's own, got";
const PROP = "a prop says it, or it must not change";
const LONG = "c".repeat(45);
const NAMED = "'users' must be named with letters, digits, '_', '.' and '-', beginning with a letter, a digit or '_', got";
const RULES = `'users.app.commands' must be rules like "+@read", "-@dangerous", "+get", "+config|get", got`;

const CASES: readonly (readonly [what: string, props: object, messages: readonly string[]])[] = [
  ["two masters, of which none is a majority", { masters: 2 }, ["'masters' must be an integer from 3 to 500, got 2"]],
  ["a number of shards that leave below nothing", { leaving: -1 }, ["'leaving' must be an integer from 0 to 500, got -1"]],
  ["more replicas than anybody needs", { replicasPerMaster: 10 }, ["'replicasPerMaster' must be an integer from 0 to 9, got 10"]],
  [
    "what keeps nothing, in memory of one pod",
    { replicasPerMaster: 0, persistence: { kind: "none" } },
    ["'replicasPerMaster' must be at least 1 without persistence, got 0; each pod that ends would take its keys with it"],
  ],
  [
    "memory in which there is no room for keys",
    { memory: Size.mebibytes(63) },
    [`'memory' must be at least 64Mi, got "63Mi"; slots, replication and connections need that before the first key`],
  ],
  [
    "an eviction policy that no server knows",
    { evictionPolicy: "lru" },
    [
      `'evictionPolicy' must be one of "noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl", got "lru"`,
    ],
  ],
  [
    "persistence of a kind it does not offer",
    { persistence: { kind: "rdb" } },
    [`'persistence.kind' must be one of "none", "aof", got "rdb"`],
  ],
  [
    "writes that reach the disk some day",
    { persistence: { kind: "aof", fsync: "no" } },
    [`'persistence.fsync' must be one of "always", "everysec", got "no"`],
  ],
  [
    "a volume in which the file cannot be rewritten",
    { persistence: { kind: "aof", size: Size.mebibytes(400) } },
    [
      `'persistence.size' must be at least three times the memory for keys (426.7Mi), got "400Mi"; the file is rewritten beside itself, and grows meanwhile`,
    ],
  ],
  ["lost slots that nobody says what to do with", { lostSlots: "fill" }, [`'lostSlots' must be one of "refuse", "empty", got "fill"`]],
  [
    "a node timeout in which nothing can be known",
    { nodeTimeout: Duration.millis(999) },
    [`'nodeTimeout' must be from 1 to 60 seconds, got "999 millis"`],
  ],
  [
    "a node timeout that nobody waits for",
    { nodeTimeout: Duration.seconds(61) },
    [`'nodeTimeout' must be from 1 to 60 seconds, got "1 minute 1 second"`],
  ],
  [
    "passwords that change before all pods hear of it",
    { passwordOverlap: Duration.seconds(9) },
    [`'passwordOverlap' must be whole seconds, at least 10, got "9 seconds"`],
  ],
  [
    "TLS without a Secret",
    { tls: { secretName: "" } },
    [`'tls.secretName' must be at most 63 lower-case letters, digits and '-', beginning and ending with a letter or digit, got ""`],
  ],
  [
    "an image that changes by itself",
    { image: "valkey/valkey:latest" },
    ["servers", "reconciliation/job", "reconciliation/healing"].map(
      (path) => `${path}: 'image' ${UNPINNED} "valkey/valkey:latest"; ${CHANGES}`,
    ),
  ],
  [
    "an exporter without a version",
    { exporterImage: "oliver006/redis_exporter" },
    [`servers: 'exporter.image' ${UNPINNED} "oliver006/redis_exporter"; ${CHANGES}`],
  ],
  [
    "the image of the other server",
    { image: "redis:8.10.1" },
    [`'image' must be an image of valkey, got "redis:8.10.1"; or say flavour: "redis"`],
  ],
  [
    "the image of the other server, the other way round",
    { flavour: "redis", image: "ghcr.io/valkey-io/valkey:9.1.2" },
    [`'image' must be an image of redis, got "ghcr.io/valkey-io/valkey:9.1.2"; or say flavour: "valkey"`],
  ],
  ["a Valkey that is too old", { image: "valkey/valkey:8.1.3" }, [`'image' must be of Valkey 9 or newer, got "valkey/valkey:8.1.3"`]],
  ["a Redis that is too old", { flavour: "redis", image: "redis:7.0.15" }, [`'image' must be of Redis 7.2 or newer, got "redis:7.0.15"`]],
  [
    "a name that leaves no room for those of its parts",
    { name: LONG },
    [
      `'name' must be at most 44 characters long, for names of its parts follow, got "${LONG}"`,
      `reconciliation/job: 'name' must be at most 54 characters long, for a hash follows, got "${LONG}-reconcile"`,
    ],
  ],
  [
    "settings that are none",
    { config: { "a b": "1", MaxClients: "10", hz: " ", timeout: "1\nport 1" } },
    [
      `'config' must be keys as the server writes them, in lower case, got "a b"`,
      `'config' must be keys as the server writes them, in lower case, got "MaxClients"`,
      `'config.hz' must be one line that is not empty, got " "`,
      String.raw`'config.timeout' must be one line that is not empty, got "1\nport 1"`,
    ],
  ],
  [
    "settings that are the construct's own, under whatever name",
    { config: { port: "1", requirepass: "x", primaryauth: "x", slaveof: "a 1", "cluster-announce-tls-port": "1", "tls-port": "1" } },
    ["port", "requirepass", "primaryauth", "slaveof", "cluster-announce-tls-port", "tls-port"].map((key) => `${OWN} "${key}"; ${PROP}`),
  ],
  [
    "users with the names of its own",
    { users: { default: { keys: ["*"] }, "tagenal-admin": { keys: ["*"] } } },
    ["default", "tagenal-admin"].map(
      (name) =>
        `'users' must be named otherwise than "default" and the cluster's own (tagenal-admin, tagenal-replication, tagenal-own, tagenal-exporter), got "${name}"`,
    ),
  ],
  [
    "users whose names are no keys of a Secret",
    { users: { "..": { keys: ["*"] }, "the app": { keys: ["*"] } } },
    [`${NAMED} ".."`, `${NAMED} "the app"`, `user-the-app: 'key' must be letters, digits, '-', '_' and '.', got "the app"`],
  ],
  [
    "users without keys, and patterns that are two",
    { users: { app: { keys: [] }, web: { keys: ["a:* b:*"] } } },
    [
      `'users.app.keys' must be at least one pattern, like "app:*", got []; ["*"] means all`,
      `'users.web.keys' must be patterns without spaces, got "a:* b:*"`,
    ],
  ],
  [
    "rules that would say something else, or let a password in",
    { users: { app: { keys: ["*"], commands: ["+@all", "nopass", ">secret", "~*", "+get +set", "allkeys"] } } },
    ["nopass", ">secret", "~*", "+get +set", "allkeys"].map((rule) => `${RULES} "${rule}"`),
  ],
  [
    "a password that is easy to guess",
    { users: { app: { keys: ["*"], password: { kind: "generated", length: 8 } } } },
    ["user-app: 'source.length' must be an integer from 16 to 128, got 8"],
  ],
];

describe("refuses", () => {
  test.each(CASES)("%s", (_what, props, messages) => {
    expect(refusal(props)).toEqual([...messages]);
  });

  test("everything at once", () => {
    const persistence = { kind: "none" };
    const users = { default: { keys: ["a b"] } };
    const wrong = {
      masters: 2,
      replicasPerMaster: 0,
      persistence,
      memory: Size.mebibytes(1),
      users,
      tls: { secretName: "" },
      config: { dir: "/" },
    };
    expect(refusal(wrong).map((message) => message.split(" ")[0])).toEqual([
      "'masters'",
      "'replicasPerMaster'",
      "'memory'",
      "'tls.secretName'",
      "'config'",
      "'users'",
      "'users.default.keys'",
    ]);
  });

  test("a user whom nobody declared, with those there are", () => {
    const app = new App();
    const shop = new Namespace(app, "Shop");
    const users = { app: { keys: ["*"] }, web: { keys: ["*"] } };
    const one = new RedisCluster(shop, "Cache", { memory: Size.mebibytes(256), users });
    const none = new RedisCluster(shop, "Other", { memory: Size.mebibytes(256) });
    expect([one.endpointFor("api"), none.endpointFor("api")]).toEqual([one.endpoint, none.endpoint]);
    expect(() => planOf(app, { system: "test" })).toThrow(
      [
        "2 problems in stack test (no environment):",
        `  shop/cache: 'endpointFor' must be one of the users (app, web), got "api"`,
        `  shop/other: 'endpointFor' must be one of the users (there are none), got "api"`,
      ].join("\n"),
    );
  });
});

describe("absurd input is reported, too", () => {
  test.each([
    ["a flavour that there is not", { flavour: "redict" }, `'flavour' must be one of "valkey", "redis", got "redict"`],
    [
      "an overlap of parts of seconds",
      { users: { app: { keys: ["*"] } }, passwordOverlap: Duration.millis(10_500) },
      `'passwordOverlap' must be whole seconds, at least 10, got "10 seconds 500 millis"`,
    ],
    [
      "replicas without end",
      { replicasPerMaster: Number.POSITIVE_INFINITY },
      "'replicasPerMaster' must be an integer from 0 to 9, got Infinity",
    ],
  ])("%s", (_what, props, message) => {
    expect(refusal(props)).toContain(message);
  });

  test.each([
    ["numbers that are none", { masters: Number.NaN, leaving: Number.NaN, replicasPerMaster: Number.NaN }, Number.NaN],
    ["less than nothing", { masters: -1, leaving: -1, replicasPerMaster: -1 }, -1],
    ["parts of pods", { masters: 3.5, leaving: 0.5, replicasPerMaster: 0.5 }, undefined],
    ["a billion", { masters: 1e9, leaving: 1e9 }, 1e9],
  ])("%s", (_what, props, given) => {
    const wanted = { masters: "from 3 to 500", leaving: "from 0 to 500", replicasPerMaster: "from 0 to 9" };
    const messages = Object.entries(props).map(
      ([prop, value]) => `'${prop}' must be an integer ${wanted[prop as keyof typeof wanted]}, got ${given ?? value}`,
    );
    expect(refusal(props)).toEqual(expect.arrayContaining(messages));
  });

  test("no memory at all", () => {
    expect(refusal({ memory: Size.mebibytes(0), persistence: { kind: "aof", size: Size.mebibytes(0) } })).toEqual(
      expect.arrayContaining([
        `'memory' must be at least 64Mi, got "0"; slots, replication and connections need that before the first key`,
        `servers: 'claims.data.size' must be more than nothing, got "0"`,
      ]),
    );
  });
});

describe("does not refuse", () => {
  test.each([
    ["the limits themselves", { masters: 3, leaving: 1, replicasPerMaster: 9, memory: Size.mebibytes(64), name: "c".repeat(44) }],
    ["no replicas, where every write is kept", { replicasPerMaster: 0 }],
    ["an image of a mirror, by its digest", { image: `mirror.example/shop/store@sha256:${"a".repeat(64)}` }],
    ["the oldest of each", { flavour: "redis", image: "redis:7.2.0-alpine" }],
    ["settings of its own", { config: { hz: "20", "cluster-slave-validity-factor": "0" } }],
    [
      "rules of all kinds",
      { users: { "web.app-2_x": { keys: ["{web}:*"], commands: ["+@read", "-@dangerous", "+config|get", "-ft.search"] } } },
    ],
  ])("%s", (_what, props) => {
    expect(refusal(props)).toEqual([]);
  });

  test("settings that its own come after, where they hold", () => {
    const memory = memoryPlan(Size.mebibytes(256));
    const props = {
      flavour: "valkey",
      evictionPolicy: "noeviction",
      persistence: { kind: "aof" },
      nodeTimeout: Duration.seconds(3),
    } as const;
    const text = serverConfiguration({ ...props, memory, users: true, tls: true, config: { port: "1", appendonly: "no" } });
    expect(text.split("\n").filter((line) => /^(port|appendonly) /.test(line))).toEqual([
      "appendonly no",
      "port 1",
      "port 0",
      "appendonly yes",
    ]);
  });
});
