import { type App, Duration, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { Credential, Namespace, needs } from "../../../constructs/core";
import { Daemon, Job, ScheduledJob, Service, StatefulSet, Worker } from "../../../constructs/workload";
import { appIn, type Environment } from "../../../stacks";

// A server that says what it was given; it ends when it is told to.
const SERVER = `
const { createServer } = require("node:http");
const { readFileSync, appendFileSync } = require("node:fs");
const server = createServer((request, response) => {
  if (process.env.JOURNAL) appendFileSync(process.env.JOURNAL, request.url + "\\n");
  response.end(readFileSync("/etc/shop/greeting.txt", "utf8"));
});
server.listen(8080);
process.on("SIGTERM", () => server.close(() => process.exit()));
`.trimStart();

const SMALL = { cpu: Cpu.millis(20), memory: Size.mebibytes(64) };

/** What the tree holds beside the namespace. */
export interface Example {
  readonly app: App;
  readonly namespace: Namespace;
  readonly web: Service;
  readonly caller: Worker;
  readonly store: StatefulSet;
  readonly agent: Daemon;
  readonly job: Job;
  readonly nightly: ScheduledJob;
  readonly password: Credential;
}

/** One of every kind of workload, connected; `greeting` is a configuration file of the server. */
export function example(environment: Environment, { greeting = "hello" }: { readonly greeting?: string } = {}): Example {
  const app = appIn(environment);
  const namespace = new Namespace(app, "Shop");
  const { node, curl } = environment.versions;
  const password = new Credential(namespace, "StorePassword", { description: "password of the store" });
  const files = { "/srv/main.js": SERVER, "/etc/shop/greeting.txt": `${greeting}\n` };
  const server = { image: node, command: ["node", "/srv/main.js"], files, size: SMALL };

  const store = new StatefulSet(namespace, "Store", {
    ...server,
    ports: { http: 8080 },
    probes: { readiness: "/" },
    env: { JOURNAL: "/data/journal", PASSWORD: password },
    claims: { data: { size: Size.mebibytes(64), storageClass: environment.storageClasses.block } },
    mounts: { "/data": { kind: "ownClaim", claim: "data" } },
  });
  const web = new Service(namespace, "Web", {
    ...server,
    port: 8080,
    servicePort: 80,
    probes: { readiness: "/", startWithin: Duration.seconds(30) },
    replicas: { min: 1, max: 3, cpuPercent: 50 },
    env: { POD: { field: "metadata.name" } },
  });
  const caller = new Worker(namespace, "Caller", {
    image: curl,
    replicas: 1,
    size: SMALL,
    mounts: { "/tmp": { kind: "scratch", size: Size.mebibytes(8) } },
    command: ["sh", "-c", 'while true; do curl -sf -m 2 "http://$WEB/" > /tmp/answer && touch /tmp/answered; sleep 1; done'],
    probes: {
      readiness: { kind: "exec", command: ["test", "-e", "/tmp/answered"] },
      liveness: { kind: "exec", command: ["true"] },
    },
  });
  const agent = new Daemon(namespace, "Agent", { ...server, ports: { http: 8080 }, nodes: "all" });
  const once = { image: curl, command: ["sh", "-c", 'curl -sf -m 2 --retry 5 --retry-all-errors "http://$STORE/"'], size: SMALL };
  const job = new Job(namespace, "Fill", { ...once, env: { GREETING: greeting }, retries: 2, timeout: Duration.minutes(2) });
  const nightly = new ScheduledJob(namespace, "Nightly", { ...once, schedule: "0 3 * * *", timeZone: "Europe/Berlin" });

  const storeEndpoint = store.endpoints["http"] as NonNullable<(typeof store.endpoints)["http"]>;
  caller.connect(web.endpoint, { address: "WEB" });
  for (const client of [job, nightly]) client.connect(storeEndpoint, { address: "STORE" });
  needs(job, store);
  needs(web, job, "complete");
  needs(caller, web);
  return { app, namespace, web, caller, store, agent, job, nightly, password };
}
