import type { ObjectNote } from "../core";
import { kindOf } from "./manifest";
import type { Manifest, Wait } from "./plan";

const BY_KIND: Readonly<Record<string, Wait>> = {
  "Deployment.apps": { until: "rollout" },
  "StatefulSet.apps": { until: "rollout" },
  "DaemonSet.apps": { until: "rollout" },
  "Job.batch": { until: "complete" },
  Pod: { until: "condition", type: "Ready", status: "True" },
  "CustomResourceDefinition.apiextensions.k8s.io": { until: "condition", type: "Established", status: "True" },
  "APIService.apiregistration.k8s.io": { until: "condition", type: "Available", status: "True" },
};

/** When an object is ready: what its construct says, else what is known of its kind, else as soon as it is there. */
export function waitOf(manifest: Manifest, { ready, timeoutSeconds }: ObjectNote): Wait {
  const limit = timeoutSeconds === undefined ? {} : { timeoutSeconds };
  if (ready?.kind === "condition") return { until: "condition", type: ready.type, status: ready.status ?? "True", ...limit };
  if (ready?.kind === "jsonpath") return { until: "jsonpath", path: ready.path, value: ready.value, ...limit };
  const known = BY_KIND[kindOf(manifest)];
  return known ? { ...known, ...limit } : { until: "exists" };
}
