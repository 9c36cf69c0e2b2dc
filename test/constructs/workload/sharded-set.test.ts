import { App, Duration, Size } from "cdk8s";
import { type Endpoint, Foreign, Namespace, RefusedError } from "../../../constructs/core";
import { type Manifest, planOf } from "../../../constructs/plan";
import { expectPlan, type PlanExpectation } from "../../../constructs/testing";
import { SHARD_LABEL, ShardedSet, type ShardedSetProps, Worker } from "../../../constructs/workload";

const image = "registry.test/store:1.4.2";

/** Two shards, and what else is made beside them. */
function stores(
  props: Partial<ShardedSetProps> = {},
  build: (shop: Namespace, store: ShardedSet) => void = () => undefined,
): PlanExpectation {
  const app = new App();
  const shop = new Namespace(app, "Shop");
  build(shop, new ShardedSet(shop, "Store", { image, shards: ["a", "b"], ports: { client: 80 }, ...props }));
  return expectPlan(app);
}

const spec = (plan: PlanExpectation, kind: string, name: string): unknown => plan.object(kind, name)["spec"];
const labels = (manifest: Manifest | undefined): unknown => manifest?.metadata.labels;
const selector = { "app.kubernetes.io/name": "store", "app.kubernetes.io/instance": "store" };

describe("manifest", () => {
  const claims = { data: { size: Size.gibibytes(2), storageClass: "fast" } };
  const mounts = { "/data": { kind: "ownClaim", claim: "data" } } as const;
  const plan = stores({ claims, mounts, replicas: 2, peerPorts: { bus: 81 }, podManagementPolicy: "Parallel", spread: "required" });

  test("is a stateful set for each shard, with a label by which its pods are told apart", () => {
    plan.toBeRestricted().toHoldInvariants();
    for (const shard of ["a", "b"]) {
      const own = { ...selector, [SHARD_LABEL]: shard };
      expect(labels(plan.object("StatefulSet", `store-${shard}`))).toMatchObject(own);
      expect(spec(plan, "StatefulSet", `store-${shard}`)).toMatchObject({
        replicas: 2,
        serviceName: "store-pods",
        podManagementPolicy: "Parallel",
        selector: { matchLabels: own },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        template: { metadata: { labels: own } },
        volumeClaimTemplates: [{ metadata: { name: "data", labels: own }, spec: { storageClassName: "fast" } }],
      });
    }
  });

  test("spreads the pods of each shard by themselves", () => {
    const hosts = { topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "DoNotSchedule" };
    const zones = { topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" };
    for (const shard of ["a", "b"]) {
      const labelSelector = { matchLabels: { ...selector, [SHARD_LABEL]: shard } };
      const constraints = [zones, hosts].map((one) => ({ ...one, labelSelector }));
      expect(spec(plan, "StatefulSet", `store-${shard}`)).toMatchObject({ template: { spec: { topologySpreadConstraints: constraints } } });
    }
  });

  test("has all else in common: one account, one policy, one budget, two Services without the ports of peers", () => {
    const ofTheSet = plan.plan.objects.filter(
      ({ manifest }) => manifest.kind !== "StatefulSet" && manifest.metadata.namespace !== undefined,
    );
    expect(ofTheSet.map(({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`).sort()).toEqual([
      "NetworkPolicy default-deny",
      "NetworkPolicy store",
      "PodDisruptionBudget store",
      "Service store",
      "Service store-pods",
      "ServiceAccount store",
    ]);
    expect(spec(plan, "PodDisruptionBudget", "store")).toMatchObject({ maxUnavailable: 1, selector: { matchLabels: selector } });
    const ports = [{ name: "client", port: 80, targetPort: "client" }];
    expect(spec(plan, "Service", "store")).toEqual({ selector, ports });
    expect(spec(plan, "Service", "store-pods")).toEqual({ clusterIP: "None", publishNotReadyAddresses: true, selector, ports });
  });

  test("renews a shard when the one before it is ready", () => {
    const three = stores({ shards: ["a", "b", "c"] }).plan;
    const phases = three.objects
      .filter(({ manifest }) => manifest.kind === "StatefulSet")
      .map(({ logicalId, phase }) => [logicalId, phase]);
    expect(phases).toEqual(["a", "b", "c"].map((shard, phase) => [`StatefulSet.apps/shop/store-${shard}`, phase]));
  });

  test("knows each volume as an asset of its shard", () => {
    const assets = plan.plan.assets.map(({ kind, objects }) => [kind, ...objects]);
    expect(assets).toEqual(["a", "b"].map((shard) => ["volume", `StatefulSet.apps/shop/store-${shard}`]));
  });
});

describe("defaults", () => {
  const plan = stores();

  test("one pod a shard, one after the other, drained before it is told to end, on any node", () => {
    expect(spec(plan, "StatefulSet", "store-a")).toMatchObject({
      replicas: 1,
      podManagementPolicy: "OrderedReady",
      template: {
        spec: {
          terminationGracePeriodSeconds: 60,
          containers: [{ name: "store", lifecycle: { preStop: { sleep: { seconds: 5 } } } }],
          topologySpreadConstraints: [{}, { whenUnsatisfiable: "ScheduleAnyway" }],
        },
      },
    });
  });
});

describe("connections", () => {
  const found: { store?: ShardedSet; web?: Worker } = {};
  const plan = stores({ peerPorts: { bus: 81 } }, (shop, store) => {
    const web = new Worker(shop, "Web", { image, probes: { readiness: { kind: "exec", command: ["true"] } } });
    web.connect(store.endpoints["client"] as Endpoint, { address: "STORE" });
    store.connect(store.endpoints["bus"] as Endpoint);
    Object.assign(found, { store, web });
  });
  const { store, web } = found as Required<typeof found>;
  const [client, bus] = ["client", "bus"].map((name) => store.endpoints[name]) as [Endpoint, Endpoint];

  test("of clients go by the Service, of peers by the pods' own names", () => {
    expect([client.host, bus.host]).toEqual(["store.shop.svc", undefined]);
    expect(["a", "b"].map((shard) => store.hostOf(shard, 1))).toEqual(["store-a-1.store-pods.shop.svc", "store-b-1.store-pods.shop.svc"]);
  });

  test("reach the pods of every shard, from who was connected only", () => {
    const stranger = Foreign.pods({ name: "stranger", namespace: "shop", labels: { app: "stranger" } });
    plan.toAllow(web, client).toDeny(web, bus).toAllow(store, bus).toDeny(store, client).toDeny(stranger, client).toDeny(stranger, bus);
    expect(plan.plan.connections.map(({ endpoint }) => endpoint)).toEqual(["bus", "client"]);
  });
});

describe("refuses", () => {
  const LONG = "s".repeat(51);

  test.each<[string, Partial<ShardedSetProps>, string[]]>([
    [
      "a name that leaves no room for its shards'",
      { name: LONG },
      [`'name' must be at most 50 characters long, for its shards' names follow, got "${LONG}"`],
    ],
    ["a fraction of a pod", { replicas: 1.5 }, ["'replicas' must be an integer of at least 0, got 1.5"]],
    ["fewer pods than none", { replicas: -1 }, ["'replicas' must be an integer of at least 0, got -1"]],
    [
      "volumes without a size, that nobody mounts",
      { claims: { data: { size: Size.mebibytes(0) } } },
      [
        `'claims.data' must be mounted by a container, got []; mounts: { "/data": { kind: "ownClaim", claim: "data" } }`,
        `'claims.data.size' must be more than nothing, got "0"`,
      ],
    ],
    ["a port of peers that is one of clients", { peerPorts: { bus: 80 } }, [`'ports' must be different in all containers, got "80"`]],
    [
      "a port of peers that is none",
      { peerPorts: { bus: 0 } },
      ["'port", "'ports.bus", "'servicePort"].map((prop) => `${prop}' must be an integer from 1 to 65535, got 0`),
    ],
    [
      "times of which Kubernetes knows no fraction",
      { drain: Duration.millis(1500) },
      [`'drain' must be whole seconds, at least 0, got "1 second 500 millis"`],
    ],
    [
      "an image that changes by itself",
      { image: "registry.test/store" },
      [
        `'image' must be an image with a tag other than 'latest' or a digest, got "registry.test/store"; what runs would change without a change of the code`,
      ],
    ],
  ])("%s", (_what, props, messages) => {
    const app = new App();
    new ShardedSet(new Namespace(app, "Shop"), "Store", { image, shards: ["a", "b"], ports: { client: 80 }, ...props });
    let refused: unknown;
    try {
      planOf(app, { system: "test" });
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(RefusedError);
    const problems = (refused as RefusedError).problems.map(({ path, message }) =>
      `${path}: ${message}`.replace(/^shop\/store(\/[a-z]+)*: /, ""),
    );
    expect(problems.sort()).toEqual(messages);
  });
});
