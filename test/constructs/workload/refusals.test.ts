import { App, Duration, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { Foreign, Namespace, RefusedError } from "../../../constructs/core";
import { planOf } from "../../../constructs/plan";
import { Daemon, Job, ScheduledJob, Service, StatefulSet, Worker } from "../../../constructs/workload";
import { isSchedule } from "../../../constructs/workload/schedule";

const image = "registry.test/web:1.4.2";

/** The problems that a tree is refused with, below the namespace. */
function refusal(build: (shop: Namespace) => void): string[] {
  const app = new App();
  build(new Namespace(app, "Shop"));
  try {
    planOf(app, { system: "test" });
  } catch (error) {
    if (error instanceof RefusedError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const web = (props: object) => (shop: Namespace) => void new Service(shop, "Web", { image, port: 8080, ...props });

const CASES: readonly (readonly [what: string, build: (shop: Namespace) => void, messages: readonly string[]])[] = [
  [
    "an image that changes by itself",
    web({ image: "nginx" }),
    [
      "'image' must be an image with a tag other than 'latest' or a digest, got \"nginx\"; what runs would change without a change of the code",
    ],
  ],
  [
    "the image of a sidecar, named with it",
    web({ sidecars: { proxy: { image: "envoy:latest" } } }),
    [
      "'proxy.image' must be an image with a tag other than 'latest' or a digest, got \"envoy:latest\"; what runs would change without a change of the code",
    ],
  ],
  [
    "a port that is none",
    web({ port: 70000 }),
    ["ports.http", "port", "servicePort"].map((prop) => `'${prop}' must be an integer from 1 to 65535, got 70000`),
  ],
  [
    "a port whose name is too long",
    web({ ports: { "metrics-of-the-web": 9102 } }),
    ["'ports' must be named with at most 15 lower-case letters, digits and '-', at least one of them a letter, got \"metrics-of-the-web\""],
  ],
  [
    "one port for two containers",
    web({ sidecars: { proxy: { image, ports: { proxy: 8080 } } } }),
    ["'ports' must be different in all containers, got \"8080\""],
  ],
  ["a fraction of a pod", web({ replicas: 1.5 }), ["'replicas' must be an integer of at least 0, got 1.5"]],
  [
    "autoscaling that goes nowhere",
    web({ replicas: { min: 4, max: 3, cpuPercent: 0 } }),
    ["'replicas.max' must be an integer of at least 4, got 3", "'replicas.cpuPercent' must be an integer from 1 to 100, got 0"],
  ],
  [
    "autoscaling from nothing",
    web({ replicas: { min: 0, max: 3, cpuPercent: 50 } }),
    ["'replicas.min' must be an integer of at least 1, got 0"],
  ],
  [
    "root",
    web({ user: 0 }),
    ["'user' must be the number of a user that is not root, got 0; an image whose user has a name says its number in /etc/passwd"],
  ],
  [
    "a probe of a port that is not there",
    web({ probes: { readiness: { kind: "tcp", port: "admin" } } }),
    ["'probes.readiness' must be of a port it has (http), got \"admin\""],
  ],
  [
    "a probe whose path is none",
    web({ probes: { readiness: "ready" } }),
    ['\'probes.readiness\' must be a path that begins with "/", got "ready"'],
  ],
  [
    "a limit below what is asked for",
    web({ size: { cpu: Cpu.millis(500), cpuLimit: Cpu.millis(100), memory: Size.gibibytes(1), memoryLimit: Size.mebibytes(512) } }),
    [
      "'size.memoryLimit' must be at least what is asked for (1Gi), got \"512Mi\"",
      "'size.cpuLimit' must be at least what is asked for (500m), got \"100m\"",
    ],
  ],
  [
    "files at no path, and too much of them",
    web({ files: { "app.yaml": "x", "/etc/big": "x".repeat(1_000_001) } }),
    [
      '\'files\' must be whole paths like "/etc/app/config.yaml", got "app.yaml"',
      "'files' must be at most 1000000 bytes together, got 1000016; put what is larger into the image",
    ],
  ],
  [
    "two texts at one path",
    web({ files: { "/etc/app": "a" }, sidecars: { proxy: { image, files: { "/etc/app": "b" } } } }),
    ["'files' must be the same text for all containers at one path, got \"proxy: /etc/app\""],
  ],
  [
    "a mount where a file is",
    web({ files: { "/etc/app": "a" }, mounts: { "/etc/app": { kind: "scratch" }, data: { kind: "scratch" } } }),
    [
      '\'mounts\' must be whole paths like "/data", got "data"',
      "'mounts' must be different paths, also from those of 'files', got \"/etc/app\"",
    ],
  ],
  [
    "one volume that two mean differently",
    web({ mounts: { "/a": { kind: "scratch", name: "x" }, "/b": { kind: "scratch", name: "x", size: Size.mebibytes(1) } } }),
    ["'mounts' must be the same volume wherever they have the same name, got \"x\""],
  ],
  [
    "a variable that no shell reads",
    web({ env: { "MY VAR": "1" } }),
    ["'env' must be named with letters, digits, '_', '.' and '-', got \"MY VAR\""],
  ],
  [
    "a sidecar named like the workload",
    web({ sidecars: { web: { image } } }),
    ["'containers' must be named differently, also from the workload itself, got \"web\""],
  ],
  [
    "a connection that brings a variable twice, or to nobody",
    (shop) => {
      const service = new Service(shop, "Web", { image, port: 8080, env: { DB: "here" } });
      const db = Foreign.pods({ name: "db", labels: { app: "db" } }).endpoint({ name: "db", port: 1, host: "db" });
      service.connect(db, { host: "DB" });
      service.connect(db, { host: "OTHER" }, "proxy");
    },
    [
      "'env' must be without variables that a connection brings, got \"DB\"; name one of them otherwise",
      "'container' must be one that runs (web), got \"proxy\"",
    ],
  ],
  [
    "a worker that cannot be asked how it is",
    (shop) => void new Worker(shop, "Web", { image }),
    [
      '\'probes\' must be said where it listens on nothing, got nothing; for example { readiness: { kind: "exec", command: ["test", "-e", "/tmp/alive"] } }',
    ],
  ],
  [
    "a daemon that cannot be asked how it is",
    (shop) => void new Daemon(shop, "Web", { image }),
    ["'probes' must be said where it listens on nothing, got nothing"],
  ],
  [
    "volumes that nobody mounts, and mounts of no volume",
    (shop) =>
      void new StatefulSet(shop, "Web", {
        image,
        ports: { client: 1 },
        claims: { data: { size: Size.gibibytes(1) } },
        mounts: { "/data": { kind: "ownClaim", claim: "dat" } },
      }),
    [
      "'mounts' must be of claims that there are (data), got \"dat\"",
      '\'claims.data\' must be mounted by a container, got ["dat"]; mounts: { "/data": { kind: "ownClaim", claim: "data" } }',
    ],
  ],
  [
    "a volume of its own for pods that have none",
    web({ mounts: { "/data": { kind: "ownClaim", claim: "data" } } }),
    ["'mounts' must be of claims that there are (none: only a StatefulSet has them), got \"data\""],
  ],
  [
    "times of which Kubernetes knows no fraction",
    web({ drain: Duration.millis(1500), shutdown: Duration.seconds(0), probes: { readiness: "/", startWithin: Duration.millis(1) } }),
    [
      "'drain' must be whole seconds, at least 0, got \"1 second 500 millis\"",
      "'shutdown' must be whole seconds, at least 1, got \"0 seconds\"",
      "'probes.startWithin' must be whole seconds, at least 1, got \"1 milli\"",
    ],
  ],
  [
    "a job without time, or tried for ever",
    (shop) => void new Job(shop, "Web", { image, timeout: Duration.millis(10), retries: 21, finalExitCodes: [0] }),
    [
      "'retries' must be an integer from 0 to 20, got 21",
      "'timeout' must be whole seconds, at least 1, got \"10 millis\"",
      "'finalExitCodes' must be an integer from 1 to 255, got 0",
    ],
  ],
  [
    "a job whose name leaves no room",
    (shop) => void new Job(shop, "Web", { image, name: "w".repeat(60) }),
    [`'name' must be at most 54 characters long, for a hash follows, got "${"w".repeat(60)}"`],
  ],
  [
    "a schedule that cron does not read",
    (shop) => void new ScheduledJob(shop, "Web", { image, schedule: "every day", timeZone: "here" }),
    [
      '\'schedule\' must be five fields as cron writes them, like "*/5 * * * *", got "every day"',
      '\'timeZone\' must be a zone by its name, like "Europe/Berlin", got "here"',
    ],
  ],
];

describe("refuses", () => {
  test.each(CASES)("%s", (_what, build, messages) => {
    expect(refusal(build).map((line) => line.replace(/^shop\/web(\/[a-z]+)*: /, ""))).toEqual([...messages]);
  });
});

test.each([
  ["0 3 * * *", true],
  ["*/5 8-18 1,15 JAN-MAR MON", true],
  ["@hourly", true],
  ["60 * * * *", false],
  ["* * * *", false],
  ["5-1 * * * *", false],
  ["*/0 * * * *", false],
  ["1-2-3 * * * *", false],
  ["* * 0 * *", false],
])("schedule %s: %s", (text, valid) => {
  expect(isSchedule(text)).toBe(valid);
});
