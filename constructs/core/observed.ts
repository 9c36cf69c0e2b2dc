import type { IConstruct } from "constructs";
import type { AlertRule } from "./alert";
import { checkAlerts } from "./alert";
import { Checks } from "./checks";
import type { Dashboard } from "./dashboard";
import type { Endpoint } from "./endpoint";
import { factsIn, record } from "./facts";

/** One metric that a program exports. */
export interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "summary";
  readonly help: string;
  /** @default - none of its own */
  readonly labels?: readonly string[];
}

/** Where metrics are read, and which there are. */
export interface ScrapeTarget {
  /** The job under which its series are stored. */
  readonly job: string;
  readonly endpoint: Endpoint;
  /** @default "/metrics" */
  readonly path?: string;
  /** The catalogue: alerts and dashboards may use these and no others. */
  readonly metrics: readonly Metric[];
}

/** Everything by which a construct can be watched. Monitoring collects it and renders it. */
export interface Observed {
  readonly targets: readonly ScrapeTarget[];
  readonly alerts: readonly AlertRule[];
  readonly dashboards: readonly Dashboard[];
}

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Offers targets, alerts and dashboards of a construct. */
export function observe(scope: IConstruct, { targets = [], alerts = [], dashboards = [] }: Partial<Observed>): void {
  const check = new Checks(scope);
  for (const target of targets) {
    for (const { name } of target.metrics)
      check.must(METRIC_NAME.test(name), `targets.${target.job}.metrics`, "named as Prometheus names metrics", name);
  }
  checkAlerts(check, alerts);
  record(scope, "observed", { targets, alerts, dashboards });
}

/** All that can be observed in a tree, in the order of the tree. */
export function observedIn(root: IConstruct): Observed {
  const all = factsIn(root, "observed");
  return {
    targets: all.flatMap(({ targets }) => targets),
    alerts: all.flatMap(({ alerts }) => alerts),
    dashboards: all.flatMap(({ dashboards }) => dashboards),
  };
}
