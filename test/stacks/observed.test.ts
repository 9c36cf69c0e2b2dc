import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { observedIn } from "../../constructs/core";
import { toYaml } from "../../constructs/plan";
import { prometheusRules, promtoolTests } from "../../constructs/testing";
import { lab } from "../../stacks";
import { SYSTEMS } from "../../stacks/systems";

const promtool = process.env.PROMTOOL ?? "promtool";
const { error: missing } = spawnSync(promtool, ["--version"]);
if (missing) console.warn(`SKIPPED: alerts of the systems are not tried with promtool (${missing.message}).`);

const describeWithPromtool = missing ? describe.skip : describe;

const watched = Object.entries(SYSTEMS)
  .map(([system, make]) => ({ system, ...observedIn(make(lab)) }))
  .filter(({ alerts }) => alerts.length > 0);

test("some systems are watched", () => {
  expect(watched.map(({ system }) => system)).toContain("lecture");
});

describe.each(watched)("$system", ({ alerts, dashboards, targets }) => {
  describeWithPromtool("its alerts", () => {
    test("fire and stay silent as they say", () => {
      const folder = mkdtempSync(join(tmpdir(), "tagenal-alerts-"));
      try {
        writeFileSync(join(folder, "rules.yaml"), toYaml(prometheusRules(alerts, "system")));
        writeFileSync(join(folder, "tests.yaml"), toYaml(promtoolTests(alerts, "rules.yaml")));
        const { status, stdout, stderr } = spawnSync(promtool, ["test", "rules", "tests.yaml"], { cwd: folder, encoding: "utf8" });
        expect({ status, said: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, said: "" });
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  });

  test("asks only for metrics that its targets export", () => {
    const exported = new Set(targets.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
    const queries = dashboards.flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries)));
    const asked = [...alerts, ...queries].flatMap(({ expr }) => [...expr.matchAll(/([a-z_:]+)\{/g)].map(([, name = ""]) => name));
    const base = (name: string): string => name.replace(/_(bucket|sum|count)$/, "");
    expect(asked.filter((name) => name !== "up" && !exported.has(name) && !exported.has(base(name)))).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
  });
});
