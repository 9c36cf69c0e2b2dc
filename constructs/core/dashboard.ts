/** One line of a panel. */
export interface PanelQuery {
  readonly expr: string;
  /** How the series is called: "{{pod}}". */
  readonly legend: string;
}

/** One picture of a dashboard. */
export interface Panel {
  readonly title: string;
  readonly kind: "timeseries" | "stat" | "gauge" | "table";
  /** What the number is, in Grafana's words: "short", "bytes", "s", "percentunit". */
  readonly unit: string;
  readonly queries: readonly PanelQuery[];
  /** @default - the title says it */
  readonly description?: string;
}

/** A dashboard as data. */
export interface Dashboard {
  /** Never changes: links lead to it. */
  readonly uid: string;
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly Panel[] }[];
}
