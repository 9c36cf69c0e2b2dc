import { type Endpoint, Foreign } from "../../../constructs/core";
import type { PlanObject } from "../../../constructs/plan";
import type { RedisClusterProps } from "../../../constructs/redis";
import { PolicySimulation } from "../../../constructs/testing";
import { Worker } from "../../../constructs/workload";
import { at, container, file, set, settings, tree, USERS, variables } from "./redis-tree";

describe("connections", () => {
  const of = tree(USERS, (shop, cache) => {
    const worker = (id: string): Worker =>
      new Worker(shop, id, { image: "registry.test/web:1", probes: { readiness: { kind: "exec", command: ["true"] } } });
    worker("Web").connect(cache.endpointFor("app"), { host: "HOST", port: "PORT", password: "PASSWORD" });
    cache.allowFrom(worker("Watch"), cache.metrics);
  });
  const { plan, cache } = of;
  const peer = (name: string): Foreign =>
    Foreign.pods({ name, namespace: "shop", labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": name } });
  const [web, watch, stranger] = [peer("web"), peer("watch"), peer("stranger")];
  const bus = cache.servers.endpoints["bus"] as Endpoint;
  const { job, healing } = cache.reconciliation;

  test("are open to who was connected, and to what makes the cluster; the bus to its own pods only", () => {
    const clients = { web, watch, stranger, job, healing, servers: cache.servers };
    const reaching = (endpoint: Endpoint): string[] =>
      Object.entries(clients).flatMap(([name, client]) => {
        try {
          plan.toAllow(client, endpoint);
        } catch {
          plan.toDeny(client, endpoint);
          return [];
        }
        return name;
      });
    expect([bus, cache.endpoint, cache.metrics].map(reaching)).toEqual([["servers"], ["web", "job", "healing", "servers"], ["watch"]]);
  });

  test("of a stranger end at the servers' own policy, whatever the stranger may", () => {
    const simulation = new PolicySimulation(plan.plan);
    const labels = at(set(of), "spec.template.metadata.labels") as Record<string, string>;
    const server = { kind: "pods", name: "cache", namespace: "shop", labels } as const;
    for (const port of [6379, 16379, 9121]) {
      const verdict = simulation.try({ client: { kind: "pods", name: "free", namespace: "free", labels: {} }, server, port });
      expect(verdict).toMatchObject({ allowed: false, why: expect.stringContaining("no rule of policies cache, default-deny") as string });
    }
  });

  test("of a user bring where to begin, and the password", () => {
    expect(at(plan.object("Deployment", "web"), "spec.template.spec.containers.web.env")).toEqual([
      { name: "HOST", value: "cache.shop.svc" },
      { name: "PORT", value: "6379" },
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "cache-users", key: "app" } } },
    ]);
  });

  test("need passwords that no manifest has", () => {
    plan.toBeRestricted().toHoldInvariants();
    expect(plan.plan.credentials.map(({ secret, key, source }) => [secret, key, source.kind])).toEqual([
      ["cache-internal", "tagenal-admin", "generated"],
      ["cache-internal", "tagenal-replication", "generated"],
      ["cache-users", "app", "generated"],
      ["cache-users", "report", "generated"],
    ]);
    expect(plan.plan.objects.filter(({ manifest }) => manifest.kind === "Secret")).toEqual([]);
    expect(settings(of).filter((line) => /requirepass|auth /.test(line))).toEqual([]);
    const rules = file(of, "users.rules");
    expect(rules).not.toMatch(/[#>]/);
    expect(rules.split("\n").filter((line) => !line.startsWith("tagenal-"))).toEqual([
      "app ~app:* resetchannels &app:* +@all -@admin -@dangerous +info",
      "report ~* resetchannels &* -@all +@read",
      "",
    ]);
  });

  test("are encrypted by a Secret that somebody else makes, and nothing listens in the clear", () => {
    const encrypted = tree({ tls: { secretName: "cache-tls" } });
    encrypted.plan.toBeRestricted().toHoldInvariants();
    expect(encrypted.plan.plan.externals).toEqual([
      { kind: "Secret", name: "cache-tls", namespace: "shop", madeBy: "whoever issues the certificates of the cluster" },
    ]);
    expect(settings(encrypted)).toEqual(
      expect.arrayContaining([
        "port 0",
        "tls-port 6379",
        "tls-cluster yes",
        "tls-replication yes",
        "cluster-preferred-endpoint-type hostname",
      ]),
    );
    expect(variables(container(encrypted))["TLS"]).toBe("--tls --cacert /etc/redis/tls/ca.crt");
    expect(variables(container(encrypted, "exporter"))["REDIS_ADDR"]).toBe("rediss://localhost:6379");
  });
});

describe("assets", () => {
  const assets = (props: Partial<RedisClusterProps>): [string, unknown, string][] =>
    tree(props)
      .plan.plan.assets.filter(({ kind }) => kind !== "volume")
      .map(({ kind, name, attributes, removal }) => [`${kind} ${name}`, attributes, removal.class]);

  test("are the cluster with what endangers its keys, and its shards; what leaves has none", () => {
    const [cluster, ...shards] = assets({ leaving: 1, ...USERS });
    expect(cluster).toEqual([
      "redis cluster shop/cache",
      {
        masters: 3,
        leaving: 1,
        replicasPerMaster: 1,
        persistent: true,
        fsync: "everysec",
        memory: 256 * 2 ** 20,
        eviction: "noeviction",
        evicts: false,
        flavour: "valkey",
        version: 9.1,
        users: ["app", "report"],
        encrypted: false,
        emptiesLostSlots: false,
      },
      "data at risk",
    ]);
    expect(shards).toEqual([
      ["redis shard shop/cache s0", { leaves: false }, "data at risk"],
      ["redis shard shop/cache s1", { leaves: false }, "data at risk"],
      ["redis shard shop/cache s2", { leaves: false }, "data at risk"],
      ["redis shard shop/cache s3", { leaves: true }, "replace"],
    ]);
  });

  test("of a cache are nothing that must be kept", () => {
    const { plan } = tree({ persistence: { kind: "none" } }).plan;
    expect(plan.assets.map(({ kind, removal }) => [kind, removal.class])).toEqual([["redis cluster", "replace"]]);
    expect(plan.objects.filter(({ keep }: PlanObject) => keep)).toEqual([]);
  });
});
