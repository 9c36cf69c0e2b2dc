import { Duration, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import fc from "fast-check";
import { type Manifest, toYaml } from "../../../constructs/plan";
import type { RedisClusterProps } from "../../../constructs/redis";
import { memoryPlan } from "../../../constructs/redis/memory";
import { matchSnapshots } from "../../../constructs/testing";
import { at, container, file, pod, reconcile, set, settings, type Tree, tree, USERS, variables } from "./redis-tree";

describe("manifest", () => {
  const smallest = tree();

  test("is a stateful set for each shard, and what makes a cluster of them", () => {
    smallest.plan.toBeRestricted().toHoldInvariants();
    const kinds = new Map<string, number>();
    for (const { manifest } of smallest.plan.plan.objects) kinds.set(manifest.kind, (kinds.get(manifest.kind) ?? 0) + 1);
    expect(Object.fromEntries(kinds)).toEqual({
      Namespace: 1,
      NetworkPolicy: 4,
      ServiceAccount: 3,
      ConfigMap: 3,
      Service: 2,
      StatefulSet: 3,
      PodDisruptionBudget: 1,
      CronJob: 1,
      Job: 1,
    });
    const shown = smallest.plan.plan.objects.filter(({ id }) => /StatefulSet.*s0|Disruption/.test(id));
    // The checksum of the configuration and of every program is no matter of this snapshot.
    const text = JSON.stringify(shown).replace(/"tagenal.dev\/config-checksum":"\w+"/, '"tagenal.dev/config-checksum":"<checksum>"');
    const objects = JSON.parse(text) as typeof shown;
    expect(toYaml(objects.map(({ manifest }) => manifest)).split("\n").length).toBeLessThan(300);
    matchSnapshots({ ...smallest.plan.plan, objects });
  });

  test("has shards that differ in nothing but their names", () => {
    const [first, ...others] = ["s0", "s1", "s2"].map((shard) =>
      JSON.stringify(set(smallest, shard)).replaceAll(`cache-${shard}`, "cache-").replaceAll(`"tagenal.dev/shard":"${shard}"`, "shard"),
    );
    expect(others).toEqual([first, first]);
  });

  test("is the same when it is made again", () => {
    expect(tree().plan.plan).toEqual(smallest.plan.plan);
  });

  test("follows every prop", () => {
    const all: Required<RedisClusterProps> = {
      name: "store",
      memory: Size.gibibytes(1),
      masters: 4,
      leaving: 1,
      replicasPerMaster: 2,
      flavour: "redis",
      image: "redis:8.0.6",
      exporterImage: "mirror.example/redis_exporter:v1.80.0",
      persistence: { kind: "aof", size: Size.gibibytes(9), storageClass: "fast", fsync: "always" },
      evictionPolicy: "volatile-ttl",
      nodeTimeout: Duration.seconds(7),
      users: { app: { keys: ["app:*"], commands: ["+@read"], password: { kind: "given", key: "cache-password" } } },
      passwordOverlap: Duration.minutes(20),
      tls: { secretName: "store-tls" },
      lostSlots: "empty",
      config: { maxclients: "5000" },
      cpu: Cpu.units(2),
      spread: "preferred",
      nodeLabels: { pool: "memory" },
    };
    const { plan } = tree(all);
    const manifest = plan.object("StatefulSet", "store-s4");
    const spec = at(manifest, "spec.template.spec");
    const [server, conf] = [at(spec, "containers.store"), at(plan.object("ConfigMap", "store"), "data.etc_redis_server.conf")] as [
      object,
      string,
    ];
    const data = (plan.object("ConfigMap", "store") as Manifest & { data: Record<string, string> }).data;
    const text = data["etc_redis_server.conf"] ?? conf;
    const job = plan.objects("Job")[0];
    const topology = (plan.object("ConfigMap", "store-reconcile") as Manifest & { data: Record<string, string> }).data[
      "etc_redis_topology"
    ];
    const claim = { resources: { requests: { storage: "9Gi" } }, storageClassName: "fast" };
    const facts: Readonly<Record<keyof RedisClusterProps, () => void>> = {
      name: () => expect(plan.object("Service", "store")).toBeDefined(),
      memory: () => expect(at(server, "resources.requests.memory")).toBe("1Gi"),
      masters: () => expect(topology?.split("\n").filter((line) => line.startsWith("stay "))).toHaveLength(4 * 3),
      leaving: () => expect(topology?.split("\n").filter((line) => line.startsWith("leave s4 "))).toHaveLength(3),
      replicasPerMaster: () => expect(at(manifest, "spec.replicas")).toBe(3),
      flavour: () => expect(at(server, "command.0")).toBe("redis-server"),
      image: () => expect([at(server, "image"), at(job, "spec.template.spec.containers.0.image")]).toEqual(["redis:8.0.6", "redis:8.0.6"]),
      exporterImage: () => expect(at(spec, "containers.exporter.image")).toBe("mirror.example/redis_exporter:v1.80.0"),
      persistence: () => {
        expect(at(manifest, "spec.volumeClaimTemplates.0.spec")).toMatchObject(claim);
        expect(text).toContain("\nappendonly yes\nappendfsync always\n");
      },
      evictionPolicy: () => expect(text).toContain("\nmaxmemory-policy volatile-ttl\n"),
      nodeTimeout: () => expect(text).toContain("\ncluster-node-timeout 7000\n"),
      users: () => {
        expect(data["etc_redis_users.rules"]).toContain("\napp ~app:* resetchannels &app:* +@read\n");
        expect(plan.plan.credentials).toMatchObject([{}, {}, { key: "app", source: { kind: "given", key: "cache-password" } }]);
      },
      passwordOverlap: () => expect(variables(at(spec, "containers.keeper"))["OVERLAP"]).toBe("1200"),
      tls: () => expect(at(spec, "volumes.secret-store-tls.secret.secretName")).toBe("store-tls"),
      lostSlots: () => expect(variables(at(job, "spec.template.spec.containers.0"))["LOST_SLOTS"]).toBe("empty"),
      config: () => expect(text).toContain("maxclients 5000\n"),
      cpu: () => expect(at(server, "resources.requests.cpu")).toBe("2"),
      spread: () => expect(at(spec, "topologySpreadConstraints.1.whenUnsatisfiable")).toBe("ScheduleAnyway"),
      nodeLabels: () => {
        for (const one of [spec, at(job, "spec.template.spec")]) expect(at(one, "nodeSelector")).toEqual({ pool: "memory" });
      },
    };
    for (const holds of Object.values(facts)) holds();
    plan.toBeRestricted().toHoldInvariants();
  });
});

describe("defaults", () => {
  const smallest = tree();

  test("three masters with a replica each, on different nodes, renewed one shard after the other, then reconciled", () => {
    expect([...smallest.cache.servers.statefulSets.keys()]).toEqual(["s0", "s1", "s2"]);
    expect(set(smallest)["spec"]).toMatchObject({ replicas: 2, podManagementPolicy: "Parallel", minReadySeconds: 3 });
    expect(at(pod(smallest), "topologySpreadConstraints")).toMatchObject([
      { topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" },
      {
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: { "tagenal.dev/shard": "s0" } },
      },
    ]);
    const phase = (id: string): number | undefined => smallest.plan.plan.objects.find(({ logicalId }) => logicalId === id)?.phase;
    const ids = ["s0", "s1", "s2"].map((shard) => `StatefulSet.apps/shop/cache-${shard}`);
    expect([...ids, "Job.batch/shop/cache-reconcile"].map(phase)).toEqual([0, 1, 2, 3]);
  });

  test("settings of a server that keeps every write, and hands over when it is told to end", () => {
    expect(settings(smallest)).toEqual([
      "bind * -::*",
      "protected-mode no",
      "port 6379",
      "dir /data",
      "cluster-enabled yes",
      "cluster-config-file /data/nodes.conf",
      `cluster-node-timeout ${smallest.cache.props.nodeTimeout.toMilliseconds()}`,
      "cluster-require-full-coverage no",
      "cluster-allow-replica-migration no",
      "maxmemory 145635kb",
      "maxmemory-policy noeviction",
      "repl-backlog-size 8192kb",
      "client-output-buffer-limit replica 32768kb 16384kb 60",
      "repl-diskless-sync-delay 0",
      'save ""',
      "appendonly yes",
      "appendfsync everysec",
      "shutdown-on-sigterm failover",
    ]);
    expect(container(smallest)["lifecycle"]).toEqual({
      preStop: { exec: { command: ["sh", "-c", "sleep 2; sh /etc/redis/hand-over.sh"] } },
    });
    expect(settings(tree({ flavour: "redis" }))).not.toContain("shutdown-on-sigterm failover");
  });

  test("memory in which keys, replication and the server itself have room", () => {
    const sizes = fc.integer({ min: 64 * 1024, max: 2 ** 30 }).map((kibibytes) => Size.kibibytes(kibibytes));
    fc.assert(
      fc.property(sizes, (memory) => {
        const { maxmemory, backlog, replicaBuffer } = memoryPlan(memory);
        const all = memory.toKibibytes();
        expect(1.35 * maxmemory + backlog + replicaBuffer + 24 * 1024).toBeLessThanOrEqual(all + 1);
        expect(maxmemory).toBeLessThanOrEqual(0.63 * all);
        expect(maxmemory).toBeGreaterThan(0.33 * all);
        for (const size of [maxmemory, backlog, replicaBuffer]) expect(Number.isInteger(size)).toBe(true);
      }),
    );
  });

  test("the volume is where the data is", () => {
    expect(container(smallest)["volumeMounts"]).toContainEqual({ name: "data", mountPath: "/data" });
    expect(at(set(smallest), "spec.volumeClaimTemplates.0.metadata.name")).toBe("data");
    const paths = settings(smallest).filter((line) => /^(dir|cluster-config-file) /.test(line));
    expect(paths.map((line) => line.split(" ")[1]?.startsWith("/data"))).toEqual([true, true]);
    expect(at(set(tree({ memory: Size.gibibytes(3) })), "spec.volumeClaimTemplates.0.spec.resources.requests.storage")).toBe("12Gi");
  });

  test("a cache keeps nothing, evicts, and gives its place away before it starts empty", () => {
    const cache = tree({ persistence: { kind: "none" } });
    expect(at(set(cache), "spec.volumeClaimTemplates")).toEqual([]);
    expect((container(cache)["command"] as string[]).slice(0, 3)).toEqual(["sh", "/etc/redis/start.sh", "valkey-server"]);
    expect(at(pod(cache), "volumes.data")).toEqual({ name: "data", emptyDir: {} });
    expect(settings(cache)).toEqual(expect.arrayContaining(["appendonly no", "maxmemory-policy allkeys-lru"]));
    expect(settings(cache).filter((line) => line.startsWith("appendfsync"))).toEqual([]);
    expect(variables(at(reconcile(cache), "spec.template.spec.containers.0"))["LOST_SLOTS"]).toBe("empty");
    expect(variables(at(reconcile(smallest), "spec.template.spec.containers.0"))["LOST_SLOTS"]).toBe("refuse");
  });

  test("one pod of all is disrupted at a time", () => {
    const [budget, ...others] = smallest.plan.objects("PodDisruptionBudget");
    expect(others).toEqual([]);
    expect(at(budget, "spec.maxUnavailable")).toBe(1);
    const selector = at(budget, "spec.selector.matchLabels") as Record<string, string>;
    for (const shard of ["s0", "s1", "s2"]) expect(at(set(smallest, shard), "spec.template.metadata.labels")).toMatchObject(selector);
    expect(selector).not.toHaveProperty("tagenal.dev/shard");
  });

  test("all servers read one ConfigMap, and change with it", () => {
    expect(
      smallest.plan
        .objects("ConfigMap")
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(["cache", "cache-heal", "cache-reconcile"]);
    const checksums = (of: Tree): unknown[] => ["s0", "s1", "s2"].map((shard) => at(set(of, shard), "spec.template.metadata.annotations"));
    expect(new Set(checksums(smallest).map((one) => JSON.stringify(one))).size).toBe(1);
    expect(checksums(tree({ evictionPolicy: "volatile-lru" }))).not.toEqual(checksums(smallest));
  });
});

describe("the reconciliation", () => {
  const name = (props?: Partial<RedisClusterProps>): string => reconcile(tree(props)).metadata.name;

  test("runs again exactly when the cluster is asked for something else", () => {
    expect(name()).toMatch(/^cache-reconcile-[0-9a-f]{8}$/);
    const same: Partial<RedisClusterProps>[] = [
      { memory: Size.gibibytes(2) },
      { evictionPolicy: "allkeys-lfu" },
      { config: { hz: "20" } },
      { cpu: Cpu.units(1) },
      { nodeTimeout: Duration.seconds(9) },
      { exporterImage: "oliver006/redis_exporter:v1.80.0" },
    ];
    expect(same.map(name)).toEqual(same.map(() => name()));
    const others: Partial<RedisClusterProps>[] = [{ masters: 4 }, { leaving: 1 }, { replicasPerMaster: 2 }, { lostSlots: "empty" }, USERS];
    expect(new Set([name(), ...others.map(name)]).size).toBe(others.length + 1);
  });

  test("knows every pod by its shard, and which of them leave", () => {
    const lines = file(tree({ leaving: 1 }), "topology", "cache-reconcile")
      .trimEnd()
      .split("\n");
    expect(lines).toEqual(
      ["stay s0", "stay s1", "stay s2", "leave s3"].flatMap((shard) =>
        [0, 1].map((ordinal) => `${shard} cache-${shard.split(" ")[1]}-${ordinal}.cache-pods.shop.svc`),
      ),
    );
  });

  test("goes on each minute, by the same program", () => {
    const { plan } = tree();
    const healing = plan.object("CronJob", "cache-heal");
    expect(healing["spec"]).toMatchObject({ schedule: "* * * * *", concurrencyPolicy: "Forbid" });
    const [once, again] = ["cache-reconcile", "cache-heal"].map((map) => plan.object("ConfigMap", map)["data"]);
    expect(again).toEqual(once);
  });
});
