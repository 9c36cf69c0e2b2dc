import type { AlertRule, AlertTest } from "../core";
import { prometheusDuration, ruleLabels } from "./prometheus-rules";

type Labels = Readonly<Record<string, string>>;

const LABEL = /\{\{\s*\$labels\.(\w+)\s*\}\}/g;

/** The tests of alerts as a unit-test file of promtool; `ruleFile` is where their rules are, seen from that file. */
export function promtoolTests(alerts: readonly AlertRule[], ruleFile: string): unknown {
  return {
    rule_files: [ruleFile],
    evaluation_interval: "1m",
    tests: alerts.flatMap((alert) => alert.tests.map((test) => testOf(alert, test))),
  };
}

function testOf(alert: AlertRule, { name, series, at, fires }: AlertTest): unknown {
  const alerts = fires.map((labels) => expected(alert, labels));
  return {
    name: `${alert.name}: ${name}`,
    interval: "1m",
    input_series: Object.entries(series).map(([of, values]) => ({ series: of, values })),
    alert_rule_test: [{ eval_time: prometheusDuration(at), alertname: alert.name, exp_alerts: alerts }],
  };
}

function expected(alert: AlertRule, fired: Labels): unknown {
  const rule = Object.entries(ruleLabels(alert)).map(([label, value]) => [label, filled(alert, `labels.${label}`, value, fired)]);
  return {
    exp_labels: { ...fired, ...Object.fromEntries(rule) },
    exp_annotations: { summary: filled(alert, "summary", alert.summary, fired), runbook: filled(alert, "runbook", alert.runbook, fired) },
  };
}

/** A text as Prometheus fills it, which promtool compares to the letter. As there, a label that is missing is empty. */
function filled({ name }: AlertRule, what: string, text: string, labels: Labels): string {
  if (text.replace(LABEL, "").includes("{{")) {
    throw new Error(`alert ${name}: only {{ $labels.x }} can be tested, its ${what} is ${JSON.stringify(text)}`);
  }
  return text.replace(LABEL, (_, label: string) => labels[label] ?? "");
}
