import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Chart } from "cdk8s";
import { type AlertRule, type Dashboard, observe, observedIn, type PanelQuery, problemsIn } from "../../../constructs/core";
import { toYaml } from "../../../constructs/plan";
import { redisAlerts } from "../../../constructs/redis/observed/alerts";
import { redisDashboard } from "../../../constructs/redis/observed/dashboard";
import { REDIS_METRICS } from "../../../constructs/redis/observed/metrics";
import type { RedisObservedProps } from "../../../constructs/redis/observed/watched-cluster";
import { prometheusRules, promtoolTests } from "../../../constructs/testing";

const store: RedisObservedProps = {
  job: "shop/cart",
  name: "cart",
  namespace: "shop",
  masters: 3,
  replicasPerMaster: 1,
  evicts: false,
  persistent: true,
};
const cache: RedisObservedProps = { ...store, job: "shop/cache", name: "cache", evicts: true, persistent: false };
const large: RedisObservedProps = { ...store, job: "big", name: "big", namespace: undefined, masters: 5, replicasPerMaster: 2 };
const single: RedisObservedProps = { ...store, job: "shop/single", name: "single", replicasPerMaster: 0 };
const clusters = [store, cache, large, single].map((cluster) => ({ cluster, name: cluster.job, alerts: redisAlerts(cluster) }));

const promtool = process.env.PROMTOOL ?? "promtool";
const { error: missing } = spawnSync(promtool, ["--version"]);
if (missing) console.warn(`SKIPPED: the alerts of Redis clusters are not tried with promtool (${missing.message}).`);
const describeWithPromtool = missing ? describe.skip : describe;

/** What promtool says of rules and of tests. */
function tried(alerts: readonly AlertRule[]): { readonly status: number | null; readonly said: string } {
  const folder = mkdtempSync(join(tmpdir(), "tagenal-redis-"));
  try {
    writeFileSync(join(folder, "rules.yaml"), toYaml(prometheusRules(alerts, "redis")));
    writeFileSync(join(folder, "tests.yaml"), toYaml(promtoolTests(alerts, "rules.yaml")));
    const options = { cwd: folder, encoding: "utf8" } as const;
    const checked = spawnSync(promtool, ["check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"], options);
    const { status, stdout, stderr } = checked.status === 0 ? spawnSync(promtool, ["test", "rules", "tests.yaml"], options) : checked;
    return { status, said: status === 0 ? "" : stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Words of PromQL that stand where a metric could. */
const WORDS = new Set(["and", "or", "unless", "bool", "by", "without", "on", "ignoring", "group_left", "group_right", "offset"]);

/** The metrics that an expression asks for, each with its matchers: whatever is neither a function nor a word of PromQL is one. */
function selectors(expr: string): readonly { readonly metric: string; readonly matchers: string }[] {
  const texts: string[] = [];
  const bare = expr
    .replace(/"(?:[^"\\]|\\.)*"/g, (text) => `"${texts.push(text) - 1}"`)
    .replace(/\[[^\]]*\]/g, "")
    .replace(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, " ");
  return [...bare.matchAll(/(?<![\w:."])([A-Za-z_:][\w:]*)\s*(\{[^}]*\}|\()?/g)]
    .filter(([, word = "", next]) => next !== "(" && !WORDS.has(word))
    .filter(({ index }) => !inBraces(bare, index))
    .map(([, metric = "", matchers = ""]) => ({
      metric,
      matchers: matchers.replace(/"(\d+)"/g, (_, at: string) => texts[Number(at)] ?? ""),
    }));
}

function inBraces(text: string, index: number): boolean {
  return text.lastIndexOf("{", index) > text.lastIndexOf("}", index - 1);
}

const queriesOf = ({ rows }: Dashboard): readonly PanelQuery[] => rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries));
const titlesOf = ({ rows }: Dashboard): readonly string[] => rows.flatMap(({ panels }) => panels.map(({ title }) => title));
const namesOf = (cluster: RedisObservedProps): readonly string[] => redisAlerts(cluster).map(({ name }) => name);
const expressionOf = (cluster: RedisObservedProps, wanted: string): string | undefined =>
  redisAlerts(cluster).find(({ name }) => name === wanted)?.expr;

describe("what a metric in an expression is", () => {
  it.each([
    ["up", ["up"]],
    ['sum by (pod) (rate(a_total{x="b{"}[5m])) > 1e3 or c2', ["a_total", "c2"]],
    ["absent(a == 1) unless on (pod) group_left () B:c", ["a", "B:c"]],
    ['label_replace(a, "pod", "$1", "b", "c") / d{e=~"f", g="h"}', ["a", "d"]],
    ["sum(max_over_time(a[1h:5m])) by (b) < 3", ["a"]],
  ])("%s", (expr, metrics) => {
    expect(selectors(expr).map(({ metric }) => metric)).toEqual(metrics);
  });
});

describe("the catalogue", () => {
  it("names each metric once, all of the servers and none of the exporter's own process", () => {
    const names = REDIS_METRICS.map(({ name }) => name);
    expect(names).toHaveLength(226);
    expect(new Set(names).size).toBe(226);
    expect(names.filter((name) => !name.startsWith("redis_"))).toEqual([]);
  });

  it("is what the exporter said, words and labels included", () => {
    expect(REDIS_METRICS.filter(({ name }) => /^redis_(up|errors_total|aof_enabled|commands_latencies_usec)$/.test(name))).toEqual([
      { name: "redis_aof_enabled", type: "gauge", help: "aof_enabled metric" },
      { name: "redis_commands_latencies_usec", type: "histogram", help: "A histogram of latencies per command", labels: ["cmd"] },
      { name: "redis_errors_total", type: "counter", help: "Total number of errors per error type", labels: ["err"] },
      { name: "redis_up", type: "gauge", help: "Information about the Redis instance" },
    ]);
  });
});

describe.each(clusters)("alerts and dashboard of $name", ({ cluster, alerts }) => {
  const dashboard = redisDashboard(cluster);
  const asked = [...alerts, ...queriesOf(dashboard)].flatMap(({ expr }) => selectors(expr));

  test("ask only for metrics of the catalogue", () => {
    const exported = new Set(
      REDIS_METRICS.flatMap(({ name, type }) => (type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name])),
    );
    expect(asked.map(({ metric }) => metric).filter((metric) => !exported.has(metric))).toEqual([]);
    expect(asked.length).toBeGreaterThan(alerts.length);
  });

  test("ask for the series of this cluster alone", () => {
    expect(asked.filter(({ matchers }) => !matchers.startsWith(`{job="${cluster.job}"`))).toEqual([]);
  });

  test("are complete: whom it hurts, and a first command that says where", () => {
    const within = cluster.namespace === undefined ? "" : ` -n ${cluster.namespace}`;
    for (const { summary, runbook, labels } of alerts) {
      expect(summary).toContain(cluster.job);
      expect(runbook).toMatch(/^kubectl (get pods|describe pod|logs)/);
      expect(runbook).toMatch(new RegExp(`^kubectl [a-z ]+${within} (-l app\\.kubernetes\\.io/instance=${cluster.name}(-heal)? |\\{\\{)`));
      expect(labels).toEqual({ cluster: cluster.job });
    }
  });

  test("are accepted by what collects them", () => {
    const chart = new Chart(new App(), "shop");
    observe(chart, { alerts, dashboards: [dashboard] });
    expect(problemsIn(chart)).toEqual([]);
    expect(observedIn(chart).alerts).toHaveLength(alerts.length);
  });
});

describeWithPromtool("promtool", () => {
  // Those of the cache are among those of the store.
  test.each(clusters.filter(({ cluster }) => cluster !== cache))(
    "sees the alerts of $name fire and stay silent as they say",
    ({ alerts }) => {
      expect(tried(alerts)).toEqual({ status: 0, said: "" });
    },
  );

  test("finds no rule twice where two clusters are watched together", () => {
    const both = [...redisAlerts(store), ...redisAlerts(cache)].map((alert) => ({ ...alert, tests: [] }));
    expect(tried(both)).toEqual({ status: 0, said: "" });
    expect(tried(both.map((alert) => ({ ...alert, labels: {} }))).said).toContain("duplicate rule");
  });
});

describe("a cluster", () => {
  const MEMORY = "RedisMemoryNearLimit";

  test("whose keys stay is watched for its memory; one that evicts is always full", () => {
    expect(namesOf(store)).toContain(MEMORY);
    expect(namesOf(cache)).not.toContain(MEMORY);
    expect(namesOf(cache)).toContain("RedisWritesRefused");
    expect(titlesOf(redisDashboard(store))).toContain("Writes refused for want of memory");
    expect(titlesOf(redisDashboard(cache))).toContain("Keys evicted");
  });

  test("that writes a file is watched for it", () => {
    const ofFiles = (names: readonly string[]): readonly string[] => names.filter((name) => name.startsWith("RedisAof"));
    expect(ofFiles(namesOf(store))).toEqual(["RedisAofWriteFails", "RedisAofRewriteFails", "RedisAofOff"]);
    expect(ofFiles(namesOf(cache))).toEqual([]);
    expect(redisDashboard(store).rows.map(({ title }) => title)).toContain("Persistence");
    expect(redisDashboard(cache).rows.map(({ title }) => title)).not.toContain("Persistence");
  });

  test("without replicas is not asked for any", () => {
    const gone = namesOf(store).filter((name) => !namesOf(single).includes(name));
    expect(gone).toEqual(["RedisReplicaLinkDown", "RedisReplicasMissing", "RedisReplicaBehind"]);
    expect(expressionOf(single, "RedisNotHealed")).not.toContain("redis_connected_slaves");
    expect(expressionOf(store, "RedisNotHealed")).toContain("redis_connected_slaves");
    expect(redisDashboard(single).rows.map(({ title }) => title)).not.toContain("Replication");
  });

  test("is measured by its own size", () => {
    expect(expressionOf(large, "RedisNodeDown")).toMatch(/ < 15$/);
    expect(expressionOf(large, "RedisStrangers")).toMatch(/ > 15$/);
    expect(expressionOf(large, "RedisShardWithoutSlots")).toMatch(/ < 5$/);
    expect(expressionOf(large, "RedisReplicasMissing")).toMatch(/ < 2 and /);
    expect(expressionOf(large, "RedisNotHealed")?.match(/ < 15\b/g)).toHaveLength(2);
  });

  test("has a dashboard whose address and title are its own, for ever", () => {
    expect(redisDashboard(store).uid).toBe("redis-shop-cart-a9629f97");
    const jobs = ["a-b/c", "a/b-c", `${"n".repeat(63)}/${"c".repeat(40)}`, `${"n".repeat(63)}/${"d".repeat(40)}`];
    const dashboards = jobs.map((job) => redisDashboard({ ...store, job }));
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(4);
    expect(new Set(dashboards.map(({ title }) => title)).size).toBe(4);
    for (const { uid } of dashboards) expect(uid).toMatch(/^[A-Za-z0-9-]{1,40}$/);
  });
});
