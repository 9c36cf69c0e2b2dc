import { App, Duration } from "cdk8s";
import { Endpoint, Foreign, Namespace, Outside, Pods } from "../../../constructs/core";
import { type LoadProfile, type LoadRequests, LoadTest, type LoadTestProps, STRESS, USUAL_DAY } from "../../../constructs/load";
import { type Manifest, planOf } from "../../../constructs/plan";
import { expectPlan } from "../../../constructs/testing";
import { runScript } from "./k6-stub";

const IMAGE = "grafana/k6:1.8.1";

/** A load test of a web app in a namespace beside its own. */
function tree(props: Partial<LoadTestProps> = {}): { app: App; test: LoadTest; web: Pods } {
  const app = new App();
  const web = new Pods(new Namespace(app, "Lecture"), "Web", { labels: { app: "web" } });
  const target = web.endpoint({ name: "http", port: 7777, servicePort: 80, service: "web" });
  const load = new Namespace(app, "Load");
  const test = new LoadTest(load, "UsualDay", { image: IMAGE, target, profile: USUAL_DAY, requests: [{ path: "/" }], ...props });
  return { app, test, web };
}

/** The one Job, whose name ends with a hash. */
function jobOf(app: App): Manifest {
  const [job, ...others] = planOf(app, { system: "test" }).objects.filter(({ manifest }) => manifest.kind === "Job");
  expect(others).toEqual([]);
  return job?.manifest as Manifest;
}

interface JobSpec {
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number;
  readonly template: {
    readonly spec: { readonly containers: readonly Container[]; readonly securityContext: object; readonly restartPolicy: string };
  };
}
interface Container {
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly resources: object;
  readonly securityContext: object;
}

/** Its one container, its variables by name. */
function runOf(app: App): { spec: JobSpec; container: Container; env: Record<string, string> } {
  const spec = jobOf(app)["spec"] as JobSpec;
  const [container] = spec.template.spec.containers;
  if (!container) throw new Error("the job has no container");
  return { spec, container, env: Object.fromEntries(container.env.map(({ name, value }) => [name, value])) };
}

/** The lines that a test is refused with. */
function problems(props: Partial<LoadTestProps>): string[] {
  const { app } = tree(props);
  try {
    planOf(app, { system: "test" });
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1)
      .map((line) => line.trim().replace("load/usual-day: ", ""));
  }
  return [];
}
const refused = (profile: Partial<LoadProfile>): string[] => problems({ profile: { ...USUAL_DAY, ...profile } });
const refusedRequests = (requests: LoadRequests): string[] => problems({ requests });

describe("manifest", () => {
  test("is a job, its script, and a policy that opens the way to the target only", () => {
    const { app } = tree();
    expectPlan(app).toBeRestricted();
    const objects = planOf(app, { system: "test" }).objects.filter(({ manifest }) => manifest.metadata.namespace === "load");
    expect(objects.map(({ manifest }) => manifest.kind).sort()).toEqual([
      "ConfigMap",
      "Job",
      "NetworkPolicy",
      "NetworkPolicy",
      "ServiceAccount",
    ]);
    expectPlan(app).toMatchSnapshot();
  });

  test("holds the script that k6 runs", () => {
    const { data } = expectPlan(tree().app).object("ConfigMap", "usual-day") as Manifest & { data: Record<string, string> };
    const [script = ""] = Object.values(data);
    expect(runScript(script, 1).sent.map(({ url }) => url)).toEqual(["http://web.lecture.svc:80/"]);
  });
});

describe("defaults", () => {
  test("run once, without a retry, as k6's own user, until three minutes after the last stage", () => {
    const { app, test } = tree();
    const { spec } = runOf(app);
    expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 150 + 180 });
    expect(spec.template.spec).toMatchObject({ restartPolicy: "Never", securityContext: { runAsNonRoot: true, runAsUser: 12345 } });
    expect([test.profile, test.duration.toSeconds(), test.name]).toEqual([USUAL_DAY, 150, "usual-day"]);
  });

  test("tell nobody, colour nothing, and leave Go a tenth of the memory as a margin", () => {
    const { container, env } = runOf(tree().app);
    expect(container.args).toEqual(["run", "--no-color", "--quiet", "/test/script.js"]);
    expect(env).toEqual({
      K6_NO_USAGE_REPORT: "true",
      K6_NEW_MACHINE_READABLE_SUMMARY: "false",
      GOMEMLIMIT: "100MiB",
      TARGET: "web.lecture.svc:80",
    });
    expect(container).toMatchObject({
      resources: { requests: { cpu: "80m", memory: "112Mi" }, limits: { memory: "112Mi" } },
      securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
    });
  });

  test("grow with the profile", () => {
    const { spec, container } = runOf(tree({ profile: STRESS }).app);
    expect(spec.activeDeadlineSeconds).toBe(540 + 180);
    expect(container.resources).toEqual({ requests: { cpu: "3050m", memory: "4720Mi" }, limits: { memory: "4720Mi" } });
  });

  test("make another job of another test only", () => {
    const name = (props?: Partial<LoadTestProps>): string => jobOf(tree(props).app).metadata.name;
    expect(name()).toMatch(/^usual-day-[0-9a-f]{8}$/);
    expect(name()).toBe(name());
    const others = [{ profile: STRESS }, { requests: [{ path: "/a" }] }, { image: "grafana/k6:1.8.2" }].map(name);
    expect(new Set([name(), ...others]).size).toBe(4);
  });

  test("can be named otherwise, and labelled so that others let it in", () => {
    const { metadata } = jobOf(tree({ name: "noon", product: "lecture-load" }).app);
    expect(metadata.name).toMatch(/^noon-/);
    expect(metadata.labels).toMatchObject({ "app.kubernetes.io/name": "lecture-load", "app.kubernetes.io/instance": "noon" });
    expect(jobOf(tree().app).metadata.labels).toMatchObject({ "app.kubernetes.io/name": "k6" });
  });
});

describe("connections", () => {
  test("reach the target, and nothing else; nobody reaches the test", () => {
    const { app } = tree();
    expect(planOf(app, { system: "test" }).connections).toHaveLength(1);
    const { spec } = expectPlan(app).object("NetworkPolicy", "usual-day") as Manifest & { spec: { ingress?: object[]; egress: object[] } };
    expect(spec.ingress).toBeUndefined();
    expect(spec.egress.slice(1)).toEqual([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "lecture" } },
            podSelector: { matchLabels: { app: "web" } },
          },
        ],
        ports: [{ port: 7777, protocol: "TCP" }],
      },
    ]);
  });

  test("can be to pods of others, and to the outside", () => {
    const foreign = Foreign.pods({ name: "shop", namespace: "shop", labels: { app: "shop" } });
    const target = new Endpoint({ name: "http", server: foreign, host: "shop.shop.svc", port: 8080, servicePort: 80 });
    expect(runOf(tree({ target }).app).env["TARGET"]).toBe("shop.shop.svc:80");
    const outside = new Endpoint({ name: "edge", server: Outside.internet(), host: "www.example", port: 80 });
    expect(runOf(tree({ target: outside }).app).env["TARGET"]).toBe("www.example:80");
  });
});

describe("refuses", () => {
  test("a profile without users or time, all problems at once", () => {
    const profile = {
      description: " ",
      startUsers: -1,
      stages: [
        { users: -5, over: Duration.seconds(0) },
        { users: 1.5, over: Duration.seconds(1) },
      ],
      pace: Duration.millis(0),
    };
    expect(refused(profile)).toEqual([
      `'profile.description' must be a text that is not empty, got " "`,
      `'profile.pace' must be longer than nothing, got "0 millis"`,
      "'profile.stages[0].over' must be longer than nothing, got \"0 seconds\"",
      "'profile.stages[0].users' must be an integer of at least 0, got -5",
      "'profile.stages[1].users' must be an integer of at least 0, got 1.5",
      "'profile.startUsers' must be an integer of at least 0, got -1",
    ]);
    expect(refused({ stages: [] })).toEqual(["'profile.stages' must be at least one, got []"]);
    expect(refused({ startUsers: 0, stages: [{ users: 0, over: Duration.seconds(1) }] })).toEqual([
      `'profile.stages' must be with users in at least one, got "none"`,
    ]);
    expect(refused({ stages: [{ users: Number.NaN, over: Duration.seconds(1) }] })).toEqual([
      "'profile.stages[0].users' must be an integer of at least 0, got NaN",
    ]);
    expect(refused({ stages: [{ users: -1e9, over: Duration.hours(1) }] })).toHaveLength(1);
  });

  test("a promise that cannot be kept or broken", () => {
    const below = Duration.millis(300);
    const latency = [0, 100.1, Number.NaN].map((percentile) => ({ percentile, below }));
    expect(
      refused({ thresholds: { latency: [...latency, { percentile: 100, below: Duration.millis(0) }], failures: { below: 0 } } }),
    ).toEqual([
      "'profile.thresholds.failures.below' must be above 0 and at most 1, got 0; it is a share: 0.001 is one of a thousand; no share is below 0",
      "'profile.thresholds.latency[0].percentile' must be above 0 and at most 100, got 0",
      "'profile.thresholds.latency[1].percentile' must be above 0 and at most 100, got 100.1",
      "'profile.thresholds.latency[2].percentile' must be above 0 and at most 100, got NaN",
      `'profile.thresholds.latency[3].below' must be longer than nothing, got "0 millis"`,
    ]);
    expect(refused({ thresholds: { latency: [], failures: { below: 1.1 } } })).toHaveLength(1);
    expect(refused({ thresholds: { latency: [], failures: { below: 1 } } })).toEqual([]);
  });

  test("requests that are none", () => {
    expect(refusedRequests([])).toEqual(["'requests' must be at least one, got []"]);
    expect(
      refusedRequests([
        { path: "users" },
        { path: "/a b", method: "FETCH" as "GET" },
        { path: "/#top", name: "", body: {}, method: "HEAD", expect: { status: 99, text: "" } },
        { path: "/h", headers: { "X Y": "1", Good: "a\r\nEvil: b" } },
      ]),
    ).toEqual([
      `'requests[0].path' must be a path that begins with '/', without spaces and '#', got "users"`,
      `'requests[1].method' must be one of "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", got "FETCH"`,
      `'requests[1].path' must be a path that begins with '/', without spaces and '#', got "/a b"`,
      `'requests[2].body' must be nothing with HEAD, got {}`,
      "'requests[2].expect.status' must be an integer from 100 to 599, got 99",
      `'requests[2].expect.text' must be a text that is not empty, got ""`,
      `'requests[2].expect.text' must be nothing with HEAD, whose answers have no body, got ""`,
      `'requests[2].name' must be a text that is not empty, got ""`,
      `'requests[2].path' must be a path that begins with '/', without spaces and '#', got "/#top"`,
      String.raw`'requests[3].headers' must be with names of HTTP headers, got "X Y"`,
      String.raw`'requests[3].headers' must be with values of one line, got "Good: a\r\nEvil: b"`,
    ]);
  });

  test("requests that would be counted as one, and weights that say nothing", () => {
    const same = `one that no other has, got "GET /"; what is counted together must be told apart; give each a name`;
    expect(refusedRequests([{ path: "/" }, { path: "/", headers: { Accept: "application/json" } }])).toEqual([
      `'requests[1].name' must be ${same}`,
    ]);
    expect(
      refusedRequests({
        kind: "mix",
        of: [
          { path: "/", weight: 0 },
          { path: "/", weight: -1 },
        ],
      }),
    ).toEqual([
      "'requests.of[0].weight' must be a number above 0, got 0",
      `'requests.of[1].name' must be ${same}`,
      "'requests.of[1].weight' must be a number above 0, got -1",
    ]);
    expect(refusedRequests({ kind: "mix", of: [] })).toEqual(["'requests.of' must be at least one, got []"]);
  });

  test("a script that no ConfigMap holds", () => {
    const [problem, ...others] = refusedRequests([{ path: "/", method: "POST", body: "x".repeat(1_000_000) }]);
    expect(problem).toMatch(/'files' must be at most 1000000 bytes together, got \d+; put what is larger into the image$/);
    expect(others).toEqual([]);
  });

  test("a target that has no address to ask", () => {
    const { web } = tree();
    expect(problems({ target: web.endpoint({ name: "http", port: 7777 }) })).toEqual([
      `'target' must be an endpoint with a host, got "\\"http\\" of web"`,
    ]);
    expect(problems({ target: web.endpoint({ name: "dns", port: 53, protocol: "UDP", service: "web" }) })).toContain(
      `'target' must be an endpoint of TCP, got "UDP"`,
    );
  });
});
