import { type FieldRules, says } from "../rule";

/** Custom resources that describe and run nothing. */
const HARMLESS = new Set(
  ["ServiceMonitor", "PodMonitor", "PrometheusRule", "Probe", "ScrapeConfig", "AlertmanagerConfig"].map(
    (kind) => `${kind}.monitoring.coreos.com`,
  ),
);

/** Whether a custom resource describes something, and nothing runs by it. */
export function isHarmless(kind: string): boolean {
  return HARMLESS.has(kind);
}

/** What a change of a custom resource risks, of which nothing more is known. */
export const CUSTOM: FieldRules = [
  [
    "spec",
    says(
      "restart",
      "custom-resource",
      "specification changed",
      "only its operator knows what follows; at best nothing, at worst its pods are renewed",
      "read what the operator says of these fields",
    ),
  ],
];
