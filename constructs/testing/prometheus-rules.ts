import type { Duration } from "cdk8s";
import type { AlertRule } from "../core";

const UNITS: readonly (readonly [string, number])[] = [
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** Alerts as a rule file of Prometheus, which is also the `spec` of a PrometheusRule. */
export function prometheusRules(alerts: readonly AlertRule[], group: string): unknown {
  return { groups: [{ name: group, rules: alerts.map(rule) }] };
}

/** All labels that a rule gives to its alerts. */
export function ruleLabels({ labels, severity }: Pick<AlertRule, "labels" | "severity">): Record<string, string> {
  return { ...labels, severity };
}

/** A duration in Prometheus' notation: "1h30m", "30s". */
export function prometheusDuration(duration: Duration): string {
  let rest = duration.toMilliseconds();
  let text = "";
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${unit}`;
    rest %= length;
  }
  return text || "0s";
}

function rule(alert: AlertRule): unknown {
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.for && prometheusDuration(alert.for),
    labels: ruleLabels(alert),
    annotations: { summary: alert.summary, runbook: alert.runbook },
  };
}
