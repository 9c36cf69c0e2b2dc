import { type Problem, RefusedError } from "../core";
import { kindOf } from "./manifest";
import type { PlanObject, Wait } from "./plan";
import { waitOf } from "./wait";

/** A path of names and numbers, which is the same in JSONPath and in CEL. */
const PLAIN_PATH = /^\{?\.?([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*)\}?$/;

/** The health checks of a Kustomization: the objects, and in CEL what their constructs call ready. */
export function healthChecks(objects: readonly PlanObject[]): { healthChecks?: object[]; healthCheckExprs?: object[] } {
  if (objects.length === 0) return {};
  const expressions = new Map<string, { readonly apiVersion: string; readonly kind: string; readonly current: string }>();
  const problems: Problem[] = [];
  for (const { id, manifest, wait } of objects) {
    const current = expression(manifest, wait);
    if (current === undefined) continue;
    const { apiVersion, kind } = manifest;
    const known = expressions.get(kindOf(manifest));
    if (known && known.current !== current)
      problems.push({
        path: "",
        message: `${id} is ready when (${current}), others of its kind when (${known.current}): Flux takes one for each kind`,
      });
    if (current === "")
      problems.push({
        path: "",
        message: `${id} is ready by a JSONPath that Flux cannot check, ${"path" in wait ? wait.path : ""}; use a condition or a plain path`,
      });
    expressions.set(kindOf(manifest), { apiVersion, kind, current });
  }
  if (problems.length > 0) throw new RefusedError(problems, "what Flux is to wait for");
  return {
    healthChecks: objects.map(({ manifest: { apiVersion, kind, metadata } }) => ({
      apiVersion,
      kind,
      name: metadata.name,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
    })),
    ...(expressions.size > 0 && { healthCheckExprs: [...expressions.values()] }),
  };
}

/** Undefined where Flux knows by itself, as of Kubernetes' own kinds; empty where it cannot be said. */
function expression(manifest: PlanObject["manifest"], wait: Wait): string | undefined {
  if (wait.until === "jsonpath") {
    const path = PLAIN_PATH.exec(wait.path)?.[1];
    return path === undefined ? "" : `string(${path}) == ${JSON.stringify(wait.value)}`;
  }
  if (wait.until !== "condition" || waitOf(manifest, {}).until !== "exists") return undefined;
  return `status.conditions.exists(e, e.type == ${JSON.stringify(wait.type)} && e.status == ${JSON.stringify(wait.status)})`;
}
