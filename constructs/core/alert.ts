import type { Duration } from "cdk8s";
import type { Checks } from "./checks";

/** How urgent an alert is: now, today, to know. */
export type Severity = "critical" | "warning" | "info";

/** A series of samples for a test, in promtool's notation: `{ 'up{job="users"}': "1 1 0x10" }`, one sample a minute. */
export type Series = Readonly<Record<string, string>>;

/** A case in which an alert must fire, or must stay silent. */
export interface AlertTest {
  readonly name: string;
  readonly series: Series;
  /** When it is looked at, from the first sample on. */
  readonly at: Duration;
  /** The labels of each alert that must fire, beside the rule's own; empty: it stays silent. */
  readonly fires: readonly Readonly<Record<string, string>>[];
}

/** An alert: what is broken, for whom, and the first command to run; with its tests. */
export interface AlertRule {
  /** In PascalCase: "UsersApiErrors". */
  readonly name: string;
  readonly expr: string;
  /**
   * How long it must be true.
   * @default - it fires at once
   */
  readonly for?: Duration;
  readonly severity: Severity;
  /** What is broken, for whom. Labels as in Prometheus: "{{ $labels.pod }}". */
  readonly summary: string;
  /** What to do: begins with the first command to run. */
  readonly runbook: string;
  /** @default - only the severity */
  readonly labels?: Readonly<Record<string, string>>;
  /** At least one that fires and one that is silent. */
  readonly tests: readonly AlertTest[];
}

/** Reports alerts that nobody could trust: without words, or without both kinds of tests. */
export function checkAlerts(check: Checks, alerts: readonly AlertRule[]): void {
  for (const { name, expr, severity, summary, runbook, tests } of alerts) {
    const prop = `alerts.${name}`;
    check.must(/^[A-Z][A-Za-z0-9]*$/.test(name), prop, "named in PascalCase", name);
    check.oneOf(`${prop}.severity`, severity, ["critical", "warning", "info"]);
    check.text(`${prop}.expr`, expr);
    check.text(`${prop}.summary`, summary);
    check.text(`${prop}.runbook`, runbook);
    const firing = tests.filter(({ fires }) => fires.length > 0).length;
    const silent = tests.length - firing;
    check.must(
      firing > 0 && silent > 0,
      `${prop}.tests`,
      "at least one case that fires and one that is silent",
      `${firing} that fire, ${silent} silent`,
    );
  }
}
