import { App, Duration, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import fc from "fast-check";
import {
  type AlertRule,
  ContainerSize,
  contentHash,
  formatBytes,
  formatCpu,
  ImageReference,
  isDnsLabel,
  kebab,
  Labels,
  labelValue,
  Namespace,
  observe,
  observedIn,
  Pods,
  parseQuantity,
} from "../../../constructs/core";
import { binaryQuantity } from "../../../constructs/core/quantity";

describe("names", () => {
  test.each([
    ["Users", "users"],
    ["UsersApi", "users-api"],
    ["HTTPServer2", "http-server2"],
    ["users_api", "users-api"],
    ["--Odd--", "odd"],
  ])("%s becomes %s", (id, name) => {
    expect(kebab(id)).toBe(name);
  });

  test("made from ids are names that Kubernetes takes", () => {
    const ids = fc
      .string({ unit: fc.constantFrom(...Array.from("aZ09-_. ")), minLength: 1, maxLength: 30 })
      .filter((id) => /[a-z0-9]/i.test(id));
    fc.assert(
      fc.property(ids, (id) => {
        expect(isDnsLabel(kebab(id))).toBe(true);
        expect(kebab(kebab(id))).toBe(kebab(id));
      }),
      { seed: 1 },
    );
  });

  test("of content are the same for the same content, in whatever order it was written", () => {
    expect(contentHash({ a: 1, b: [2, { d: 4, c: 3 }] })).toBe(contentHash({ b: [2, { c: 3, d: 4 }], a: 1 }));
    expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: 2 }));
    expect(contentHash({ a: 1 })).toMatch(/^[0-9a-f]{8}$/);
  });
});

describe("labels", () => {
  test("for selectors are those that never change", () => {
    const { all, selector } = new Labels({ name: "valkey", instance: "cache", component: "master", version: "9.1.2" });
    expect(all).toEqual({ ...selector, "app.kubernetes.io/version": "9.1.2" });
    expect(Object.keys(selector)).toEqual(["app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component"]);
  });

  test("have values that Kubernetes takes, whatever the version is called", () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(labelValue(text)) && labelValue(text).length <= 63,
      ),
      { seed: 1 },
    );
    expect(labelValue("v1.4.2+build 7")).toBe("v1.4.2-build-7");
  });
});

describe("quantities", () => {
  test.each([
    ["500m", 0.5],
    ["2", 2],
    [2, 2],
    ["1.5Gi", 1.5 * 2 ** 30],
    ["128Mi", 128 * 2 ** 20],
    ["1e3", 1000],
    ["100k", 100_000],
    [".5", 0.5],
    ["1Zi", undefined],
    ["much", undefined],
    ["", undefined],
  ])("%j is %j", (quantity, number) => {
    expect(parseQuantity(quantity)).toBe(number);
  });

  test("are read back as what was written", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (amount) => {
        expect(parseQuantity(binaryQuantity(amount))).toBe(amount * 1024);
        expect(parseQuantity(formatCpu(amount / 1000))).toBeCloseTo(amount / 1000, 9);
        expect(parseQuantity(formatBytes(amount * 1024)) as number).toBeGreaterThanOrEqual(amount * 1024 * 0.95);
      }),
      { seed: 1 },
    );
    expect([binaryQuantity(2048), binaryQuantity(1536), binaryQuantity(2 ** 30)]).toEqual(["2Mi", "1536Ki", "1Ti"]);
  });
});

describe("image names", () => {
  test.each([
    ["nginx:1.27", "docker.io/library/nginx:1.27", true],
    ["acme/web:1", "docker.io/acme/web:1", true],
    ["quay.io/acme/web", "quay.io/acme/web", false],
    ["localhost:5000/web:latest", "localhost:5000/web:latest", false],
    [`web:latest@sha256:${"a".repeat(64)}`, `docker.io/library/web:latest@sha256:${"a".repeat(64)}`, true],
  ])("%s is %s, pinned: %s", (given, whole, pinned) => {
    const image = ImageReference.parse(given);
    expect({ whole: image?.toString(), pinned: image?.pinned }).toEqual({ whole, pinned });
  });

  test.each(["", "Web:1", "web:", "web@sha256:12", "web:1:2", "https://quay.io/web:1"])("%j is none", (given) => {
    expect(ImageReference.parse(given)).toBeUndefined();
  });
});

test("what can be observed is found in the whole tree, in its order", () => {
  const app = new App();
  const shop = new Namespace(app, "Shop");
  const endpoint = new Pods(shop, "Web", { labels: { app: "web" } }).endpoint({ name: "metrics", port: 9090 });
  const alert: AlertRule = {
    name: "WebDown",
    expr: 'up{job="web"} == 0',
    for: Duration.minutes(5),
    severity: "critical",
    summary: "the shop is down for everybody",
    runbook: "kubectl -n shop get pods",
    tests: [
      { name: "down", series: { 'up{job="web"}': "0x10" }, at: Duration.minutes(10), fires: [{ job: "web" }] },
      { name: "up", series: { 'up{job="web"}': "1x10" }, at: Duration.minutes(10), fires: [] },
    ],
  };
  observe(shop, { targets: [{ job: "web", endpoint, metrics: [{ name: "up", type: "gauge", help: "whether it answers" }] }] });
  observe(new Namespace(app, "Data"), { alerts: [alert], dashboards: [{ uid: "web", title: "Web", rows: [] }] });
  const { targets, alerts, dashboards } = observedIn(app);
  expect({ jobs: targets.map(({ job }) => job), alerts, boards: dashboards.map(({ uid }) => uid) }).toEqual({
    jobs: ["web"],
    alerts: [alert],
    boards: ["web"],
  });
  expect(app.node.findAll().flatMap((construct) => construct.node.validate())).toEqual([]);
});

test("a container size shows as requests and limits, memory limited to what is asked for", () => {
  const { resources } = new ContainerSize({ cpu: Cpu.millis(100), memory: Size.mebibytes(64) });
  expect(resources.requests?.["cpu"]?.value).toBe("100m");
  expect(resources.limits).toEqual({ memory: { value: "64Mi" } });
});
