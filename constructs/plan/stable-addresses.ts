import { contentHash } from "../core";
import type { Manifest, Plan, PlanObject } from "./plan";
import { podGroupOf } from "./pod-groups";

/** The label by which cdk8s-plus selects pods: a hash of where in the tree their construct stands. */
const ADDRESS = "cdk8s.io/metadata.addr";

/**
 * The Plan with the addresses of cdk8s-plus made from what objects are instead of where their constructs stand. Selectors of workloads
 * cannot be changed in place: otherwise moving a construct would delete its pods.
 */
export function withStableAddresses(plan: Plan): Plan {
  const stable = new Map<string, string>();
  for (const { id, logicalId, manifest } of plan.objects) {
    const address = podGroupOf(manifest, id)?.labels[ADDRESS];
    if (address !== undefined) stable.set(address, contentHash(logicalId));
  }
  if (stable.size === 0) return plan;
  const settle = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return key === ADDRESS ? (stable.get(value) ?? value) : value;
    if (Array.isArray(value)) return value.map((one) => (isRequirement(one) ? settledRequirement(one, stable) : settle(one, "")));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, settle(one, inner)]));
  };
  return {
    ...plan,
    objects: plan.objects.map((object): PlanObject => ({ ...object, manifest: settle(object.manifest, "") as Manifest })),
    connections: settle(plan.connections, "") as Plan["connections"],
    entryPoints: settle(plan.entryPoints, "") as Plan["entryPoints"],
  };
}

interface Requirement {
  readonly key: string;
  readonly values: readonly string[];
}

/** An expression of a selector: `{ key, operator, values }`. */
function isRequirement(value: unknown): value is Requirement {
  const { key, values } = (value ?? {}) as Partial<Requirement>;
  return key === ADDRESS && Array.isArray(values);
}

function settledRequirement(requirement: Requirement, stable: ReadonlyMap<string, string>): Requirement {
  return { ...requirement, values: requirement.values.map((one) => stable.get(one) ?? one) };
}
