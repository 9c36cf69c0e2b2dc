import { App, Chart, Duration, JsonPatch, Size } from "cdk8s";
import { Cpu, Deployment } from "cdk8s-plus-27";
import { Credential, Foreign, Namespace, Outside, setSurroundings } from "../../../constructs/core";
import { type Manifest, planOf } from "../../../constructs/plan";
import { expectPlan } from "../../../constructs/testing";
import { Daemon, Job, ScheduledJob, Service, StatefulSet, Worker } from "../../../constructs/workload";
import { eks, lab } from "../../../stacks";
import { example } from "./example-tree";

const IMAGE = "registry.test/web:1.4.2";

/** Anything below a path of a manifest. */
function at(manifest: Manifest, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], manifest);
}

function shop(build: (namespace: Namespace) => void): ReturnType<typeof expectPlan> {
  const app = new App();
  build(new Namespace(app, "Shop"));
  return expectPlan(app);
}

describe("manifest", () => {
  const { app } = example(lab);
  const plan = expectPlan(app);

  test("one of every kind, restricted, with everything in order", () => {
    plan.toBeRestricted().toHoldInvariants().toMatchSnapshot();
    const kinds = ["CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet"];
    expect(kinds.map((kind) => plan.objects(kind).length)).toEqual([1, 1, 2, 1, 1]);
  });

  test("the job waits for the store, and the web for the job", () => {
    const phase = (name: string): number | undefined => plan.plan.objects.find(({ logicalId }) => logicalId.endsWith(name))?.phase;
    expect([phase("/shop/store"), phase("Job.batch/shop/fill"), phase("Deployment.apps/shop/web")]).toEqual([0, 1, 2]);
  });

  test("the volumes of the stateful set are assets, kept when it goes", () => {
    expect(plan.plan.assets.map(({ kind, objects }) => [kind, objects])).toEqual([["volume", ["StatefulSet.apps/shop/store"]]]);
    expect(at(plan.object("StatefulSet", "store"), "spec.persistentVolumeClaimRetentionPolicy")).toEqual({
      whenDeleted: "Retain",
      whenScaled: "Retain",
    });
  });

  test("is the same when it is made again", () => {
    expect(planOf(example(lab).app, { system: "test" })).toEqual(plan.plan);
  });
});

describe("defaults", () => {
  const plan = shop((namespace) => new Service(namespace, "Web", { image: IMAGE, port: 8080 }));
  const deployment = plan.object("Deployment", "web");
  const pod = at(deployment, "spec.template.spec") as { containers: [Record<string, unknown>] };

  test("two pods that are rolled out without a gap, drained before they are told to end", () => {
    expect(at(deployment, "spec.replicas")).toBe(2);
    expect(at(deployment, "spec.strategy.rollingUpdate")).toEqual({ maxSurge: "25%", maxUnavailable: 0 });
    expect(pod).toMatchObject({ terminationGracePeriodSeconds: 30 });
    expect(pod.containers[0]["lifecycle"]).toEqual({ preStop: { sleep: { seconds: 5 } } });
  });

  test("closed: an account without token, a numeric user, a file system that cannot be written", () => {
    expect(pod).toMatchObject({
      serviceAccountName: "web",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(pod.containers[0]["securityContext"]).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  test("with requests, a memory limit, and three probes of its port", () => {
    const port = { tcpSocket: { port: "http" } };
    expect(pod.containers[0]).toMatchObject({
      resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
      startupProbe: { ...port, failureThreshold: 60 },
      livenessProbe: port,
      readinessProbe: port,
    });
  });

  test("labelled with the version, which is in no selector", () => {
    const version = { "app.kubernetes.io/version": "1.4.2" };
    expect(at(deployment, "spec.template.metadata.labels")).toMatchObject({ ...version, "app.kubernetes.io/part-of": "shop" });
    expect(at(deployment, "spec.selector.matchLabels")).not.toMatchObject(version);
  });

  test("an autoscaled workload says no number of replicas", () => {
    const scaled = shop(
      (namespace) => new Service(namespace, "Web", { image: IMAGE, port: 80, replicas: { min: 2, max: 9, cpuPercent: 60 } }),
    );
    expect(at(scaled.object("Deployment", "web"), "spec")).not.toHaveProperty("replicas");
    expect(at(scaled.object("HorizontalPodAutoscaler", "web"), "spec")).toMatchObject({ minReplicas: 2, maxReplicas: 9 });
  });

  test("a worker ends as soon as it is told to", () => {
    const worker = shop((namespace) => new Worker(namespace, "Mail", { image: IMAGE, ports: { metrics: 9000 } }));
    expect(at(worker.object("Deployment", "mail"), "spec.template.spec.containers.0")).not.toHaveProperty("lifecycle");
  });

  test("pods of a stateful set that need one another find one another before they are ready", () => {
    const set = shop((namespace) => {
      const store = new StatefulSet(namespace, "Store", {
        image: IMAGE,
        ports: { client: 2379 },
        podManagementPolicy: "Parallel",
        replicas: 3,
      });
      expect(store.hostOf(1)).toBe("store-1.store-pods.shop.svc");
    });
    expect(at(set.object("Service", "store-pods"), "spec")).toMatchObject({ clusterIP: "None", publishNotReadyAddresses: true });
    expect(at(set.object("Service", "store"), "spec")).not.toHaveProperty("publishNotReadyAddresses");
  });

  test("a daemon runs where anybody's pods may, or on every node", () => {
    const daemons = shop((namespace) => {
      new Daemon(namespace, "Some", { image: IMAGE, ports: { metrics: 9100 } });
      new Daemon(namespace, "All", { image: IMAGE, ports: { metrics: 9100 }, nodes: "all" });
    });
    const tolerations = ["some", "all"].map((name) => at(daemons.object("DaemonSet", name), "spec.template.spec.tolerations"));
    expect(tolerations).toEqual([undefined, [{ operator: "Exists" }]]);
  });
});

describe("what changes", () => {
  const template = (greeting?: string): unknown =>
    at(expectPlan(example(lab, { greeting }).app).object("Deployment", "web"), "spec.template");
  const jobs = (greeting?: string): string[] =>
    expectPlan(example(lab, { greeting }).app)
      .objects("Job")
      .map(({ metadata }) => metadata.name);

  test("configuration rolls the pods that read it", () => {
    const [before, same, after] = [template("hello"), template("hello"), template("good morning")];
    expect(same).toEqual(before);
    expect(after).not.toEqual(before);
  });

  test("a one-off job runs again exactly when its content changes, under one logical name", () => {
    expect(jobs("hello")).toEqual(jobs("hello"));
    expect(jobs("hello")).not.toEqual(jobs("good morning"));
    const { objects } = planOf(example(lab).app, { system: "test" });
    expect(objects.find(({ manifest }) => manifest.kind === "Job")).toMatchObject({
      id: expect.stringMatching(/^Job\.batch\/shop\/fill-[0-9a-f]{8}$/) as string,
      logicalId: "Job.batch/shop/fill",
      wait: { until: "complete", timeoutSeconds: 180 },
    });
  });

  test("a connection made late is part of a job's content", () => {
    const build = (host: string): string[] =>
      shop((namespace) => {
        const job = new Job(namespace, "Fill", { image: IMAGE });
        job.connect(Foreign.pods({ name: "db", labels: { app: "db" } }).endpoint({ name: "db", port: 1, host }), { host: "DB" });
      })
        .objects("Job")
        .map(({ metadata }) => metadata.name);
    expect(build("a")).not.toEqual(build("b"));
  });

  test("a patch is part of a job's content", () => {
    const build = (limit: number): string[] =>
      shop((namespace) => {
        new Job(namespace, "Fill", { image: IMAGE }).job.addJsonPatch(JsonPatch.add("/spec/ttlSecondsAfterFinished", limit));
      })
        .objects("Job")
        .map(({ metadata }) => metadata.name);
    expect(build(1)).not.toEqual(build(2));
  });

  test("a job is not tried again where its exit code says that it is of no use", () => {
    const plan = shop((namespace) => void new Job(namespace, "Fill", { image: IMAGE, retries: 2, finalExitCodes: [3] }));
    const [job] = plan.objects("Job");
    expect(job?.["spec"]).toMatchObject({
      backoffLimit: 2,
      podFailurePolicy: { rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [3] } }] },
    });
  });

  test("what no prop offers can be patched, what is newer than the types too", () => {
    const plan = shop((namespace) => {
      const web = new Service(namespace, "Web", { image: IMAGE, port: 80, patchPod: (pod) => ({ ...pod, priorityClassName: "high" }) });
      web.deployment.addJsonPatch(JsonPatch.add("/spec/template/spec/newField", { future: true }));
    });
    expect(at(plan.object("Deployment", "web"), "spec.template.spec")).toMatchObject({
      priorityClassName: "high",
      newField: { future: true },
    });
  });
});

describe("connections", () => {
  const { app, web, caller, store, agent, job } = example(lab);
  const plan = expectPlan(app);
  const storeEndpoint = store.endpoints["http"] as NonNullable<(typeof store.endpoints)["http"]>;

  test("who is connected may talk, nobody else", () => {
    plan.toAllow(caller, web.endpoint).toAllow(job, storeEndpoint).toDeny(caller, storeEndpoint).toDeny(agent, web.endpoint);
    expect(at(plan.object("Deployment", "caller"), "spec.template.spec.containers.0.env")).toEqual([
      { name: "WEB", value: "web.shop.svc:80" },
    ]);
  });

  test("a credential is wanted where its user runs", () => {
    const root = new App();
    const password = new Credential(new Namespace(root, "Data"), "Db", { description: "password of the database" });
    new Service(new Namespace(root, "Shop"), "Web", { image: IMAGE, port: 80, env: { PASSWORD: password } });
    expect(planOf(root, { system: "test" }).credentials).toMatchObject([{ secret: "db", namespaces: ["data", "shop"] }]);
  });

  test("a cdk8s-plus workload of another team stands on either side", () => {
    const root = new App();
    const namespace = new Namespace(root, "Shop");
    const theirs = new Deployment(new Chart(root, "Others", { namespace: "others" }), "Theirs", {
      metadata: { name: "theirs" },
      containers: [{ image: "registry.test/theirs:1", portNumber: 3306 }],
    });
    const service = theirs.exposeViaService({ name: "theirs", ports: [{ port: 3306, targetPort: 3306 }] });
    const ours = new Service(namespace, "Web", { image: IMAGE, port: 80 });
    const database = Foreign.service(service);
    ours.connect(database, { address: "DB" });
    ours.allowFrom(Foreign.workload(theirs), ours.endpoint);
    expect(planOf(root, { system: "test" }).connections).toHaveLength(2);
    expectPlan(root).toAllow(ours, database).toAllow(Foreign.workload(theirs), ours.endpoint);
  });

  test("a load balancer as the environment has it, open to anybody", () => {
    const root = new App();
    setSurroundings(root, eks);
    const api = new Service(new Namespace(root, "Shop"), "Web", { image: IMAGE, port: 8080 });
    api.exposeByLoadBalancer({ port: 80 });
    const open = expectPlan(root).toAllow(Outside.internet(), api.endpoint);
    expect(open.plan.entryPoints).toMatchObject([{ name: "web", url: "http://<address of web-public in shop>", port: 8080 }]);
    expect(open.object("Service", "web-public")).toMatchObject({
      metadata: { annotations: eks.loadBalancers?.annotations },
      spec: { type: "LoadBalancer", loadBalancerClass: "eks.amazonaws.com/nlb", ports: [{ port: 80, targetPort: "http" }] },
    });
  });

  test("containers of one pod share what they give one name, and have their own variables", () => {
    const plan2 = shop((namespace) => {
      const shared = { kind: "scratch", name: "socket", size: Size.mebibytes(1) } as const;
      const web2 = new Service(namespace, "Web", {
        image: IMAGE,
        port: 80,
        mounts: { "/run/web": shared, "/tmp": { kind: "scratch" } },
        sidecars: { exporter: { image: "registry.test/exporter:2", ports: { metrics: 9100 }, mounts: { "/run/web": shared } } },
        init: { prepare: { image: IMAGE, command: ["true"], size: { cpu: Cpu.millis(10), memory: Size.mebibytes(16) } } },
        drain: Duration.seconds(2),
      });
      web2.connect(
        Foreign.pods({ name: "db", labels: { app: "db" } }).endpoint({ name: "db", port: 1, host: "db" }),
        { host: "DB" },
        "exporter",
      );
    });
    const spec = at(plan2.object("Deployment", "web"), "spec.template.spec") as Record<string, { name: string; env?: unknown }[]>;
    expect(spec["volumes"]?.map(({ name }) => name)).toEqual(["socket", "web-tmp"]);
    expect(spec["containers"]?.map(({ name, env }) => [name, env])).toEqual([
      ["web", undefined],
      ["exporter", [{ name: "DB", value: "db" }]],
    ]);
    expect(spec["initContainers"]?.[0]).not.toHaveProperty("lifecycle");
  });

  test("a scheduled job keeps Kubernetes' own rules where nothing is said", () => {
    const cron = shop((namespace) => new ScheduledJob(namespace, "Clean", { image: IMAGE, schedule: "@daily" })).object("CronJob", "clean");
    expect(at(cron, "spec")).toMatchObject({
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      jobTemplate: { spec: { backoffLimit: 0 } },
    });
  });
});
