import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duration } from "cdk8s";
import * as fc from "fast-check";
import type { AlertRule, AlertTest } from "../../../constructs/core/alert";
import { toYaml } from "../../../constructs/plan/yaml";
import { prometheusDuration, prometheusRules } from "../../../constructs/testing/prometheus-rules";
import { promtoolTests } from "../../../constructs/testing/promtool-tests";

const down: AlertRule = {
  name: "UsersApiDown",
  expr: 'up{job="users"} == 0',
  for: Duration.minutes(5),
  severity: "critical",
  summary: "{{ $labels.pod }} of {{$labels.job}} does not answer, its customers cannot sign in",
  runbook: "kubectl describe pod {{ $labels.pod }}",
  labels: { team: "users", where: "{{ $labels.pod }}" },
  tests: [
    {
      name: "one of two pods is down",
      series: { 'up{job="users",pod="a"}': "1 1 0x10", 'up{job="users",pod="b"}': "1x12" },
      at: Duration.minutes(8),
      fires: [{ job: "users", pod: "a" }],
    },
    { name: "it came back in time", series: { 'up{job="users",pod="a"}': "1 0x3 1x10" }, at: Duration.minutes(8), fires: [] },
  ],
};
const full: AlertRule = {
  name: "DiskFull",
  expr: "disk_used > 0.9",
  severity: "info",
  summary: "no label here, but 100 % of $labels",
  runbook: "df -h",
  tests: [
    { name: "full", series: { disk_used: "0.95x2" }, at: Duration.seconds(90), fires: [{}] },
    { name: "half full", series: { disk_used: "0.5x2" }, at: Duration.seconds(90), fires: [] },
  ],
};

const promtool = process.env.PROMTOOL ?? "promtool";
const { error: missing } = spawnSync(promtool, ["--version"]);
if (missing) {
  console.warn(`SKIPPED: nothing is tried with promtool (${missing.message}). Debian's package prometheus has it; or set PROMTOOL.`);
}
const describeWithPromtool = missing ? describe.skip : describe;

/** What promtool says about alerts and tests. */
function run(alerts: readonly AlertRule[], tests: unknown): { readonly passed: boolean; readonly output: string } {
  const directory = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    writeFileSync(join(directory, "rules.yaml"), toYaml(prometheusRules(alerts, "users")));
    writeFileSync(join(directory, "tests.yaml"), toYaml(tests));
    const { status, stdout, stderr } = spawnSync(promtool, ["test", "rules", "tests.yaml"], { cwd: directory, encoding: "utf8" });
    return { passed: status === 0, output: stdout + stderr };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** An alert whose first test expects something else. */
function firing(alert: AlertRule, fires: AlertTest["fires"]): AlertRule {
  return { ...alert, tests: alert.tests.slice(0, 1).map((test) => ({ ...test, fires })) };
}

describe("a rule file", () => {
  it("holds each alert with its severity and its words", () => {
    expect(prometheusRules([down, full], "users")).toEqual({
      groups: [
        {
          name: "users",
          rules: [
            {
              alert: "UsersApiDown",
              expr: down.expr,
              for: "5m",
              labels: { team: "users", where: "{{ $labels.pod }}", severity: "critical" },
              annotations: { summary: down.summary, runbook: down.runbook },
            },
            { alert: "DiskFull", expr: full.expr, labels: { severity: "info" }, annotations: { summary: full.summary, runbook: "df -h" } },
          ],
        },
      ],
    });
  });

  it.each([
    ["5m", Duration.minutes(5)],
    ["1h30m", Duration.minutes(90)],
    ["30s", Duration.seconds(30)],
    ["1s500ms", Duration.millis(1500)],
    ["48h", Duration.days(2)],
    ["0s", Duration.millis(0)],
  ])("has durations as Prometheus writes them: %s", (text, duration) => {
    expect(prometheusDuration(duration)).toBe(text);
  });

  it("loses nothing of a duration", () => {
    const lengths: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
    fc.assert(
      fc.property(fc.nat(), (millis) => {
        const parts = [...prometheusDuration(Duration.millis(millis)).matchAll(/(\d+)([a-z]+)/g)];
        expect(parts.reduce((sum, [, count, unit]) => sum + Number(count) * (lengths[unit ?? ""] ?? Number.NaN), 0)).toBe(millis);
      }),
    );
  });
});

describe("a test file", () => {
  it("expects labels and words as Prometheus fills them", () => {
    expect(promtoolTests([down], "rules.yaml")).toEqual({
      rule_files: ["rules.yaml"],
      evaluation_interval: "1m",
      tests: [
        {
          name: "UsersApiDown: one of two pods is down",
          interval: "1m",
          input_series: [
            { series: 'up{job="users",pod="a"}', values: "1 1 0x10" },
            { series: 'up{job="users",pod="b"}', values: "1x12" },
          ],
          alert_rule_test: [
            {
              eval_time: "8m",
              alertname: "UsersApiDown",
              exp_alerts: [
                {
                  exp_labels: { job: "users", pod: "a", team: "users", where: "a", severity: "critical" },
                  exp_annotations: {
                    summary: "a of users does not answer, its customers cannot sign in",
                    runbook: "kubectl describe pod a",
                  },
                },
              ],
            },
          ],
        },
        {
          name: "UsersApiDown: it came back in time",
          interval: "1m",
          input_series: [{ series: 'up{job="users",pod="a"}', values: "1 0x3 1x10" }],
          alert_rule_test: [{ eval_time: "8m", alertname: "UsersApiDown", exp_alerts: [] }],
        },
      ],
    });
  });

  it.each([
    ["summary", { summary: "{{ $value }} pods are down" }],
    ["runbook", { runbook: "{{ if $labels.pod }}kubectl{{ end }}" }],
    ["labels.where", { labels: { where: "{{ $labels.pod | toUpper }}" } }],
  ])("refuses what it cannot fill: %s", (what, changed) => {
    const message = `alert UsersApiDown: only {{ $labels.x }} can be tested, its ${what} is "`;
    expect(() => promtoolTests([{ ...down, ...changed }], "rules.yaml")).toThrow(message);
  });
});

describeWithPromtool("promtool itself", () => {
  it("agrees with alerts that fire and stay silent as they should", () => {
    const { passed, output } = run([down, full], promtoolTests([down, full], "rules.yaml"));
    expect(output).toContain("SUCCESS");
    expect(passed).toBe(true);
  });

  const wrong: [string, AlertRule][] = [
    ["silence where it fires", firing(down, [])],
    ["an alert where it is silent", { ...full, tests: full.tests.map((test) => ({ ...test, fires: [{}] })) }],
    ["another pod", firing(down, [{ job: "users", pod: "b" }])],
    ["other words", { ...down, summary: "somebody is down" }],
    ["another severity", { ...down, severity: "warning" }],
  ];
  for (const [what, expected] of wrong) {
    it(`fails when ${what} is expected`, () => {
      const { passed, output } = run([down, full], promtoolTests([expected], "rules.yaml"));
      expect(passed).toBe(false);
      expect(output).toContain("FAILED");
    });
  }
});
