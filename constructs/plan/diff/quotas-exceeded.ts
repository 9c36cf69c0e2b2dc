import { formatBytes, formatCpu, parseQuantity } from "../../core";
import { demandOf, type PlanDemand } from "../demand";
import type { PlanObject } from "../plan";
import type { Change } from "./change";
import { subjectOf } from "./describe";
import { specOf } from "./rule";
import type { View } from "./view";

/** What quotas count that a Plan knows, and how people write it. */
const COUNTED: Readonly<Record<string, readonly [of: (demand: PlanDemand) => number, format: (amount: number) => string]>> = {
  pods: [({ pods }) => pods, String],
  "requests.cpu": [({ cpu }) => cpu, formatCpu],
  cpu: [({ cpu }) => cpu, formatCpu],
  "requests.memory": [({ memory }) => memory, formatBytes],
  memory: [({ memory }) => memory, formatBytes],
  "requests.storage": [({ storage }) => storage, formatBytes],
  persistentvolumeclaims: [({ volumes }) => volumes, String],
};

/** Quotas whose namespace asked for no more before, and asks for more now: what they refuse is what is made next. */
export function quotasExceeded(before: View, after: View, nodes: number): Change[] {
  const old = new Map(before.ofKind("ResourceQuota").map((quota) => [quota.id, quota]));
  return after.ofKind("ResourceQuota").flatMap((quota): Change[] => {
    const was = old.get(quota.id);
    const known = new Set(was ? exceeded(was, before, nodes).map(({ resource }) => resource) : []);
    return exceeded(quota, after, nodes)
      .filter(({ resource }) => !known.has(resource))
      .map(({ resource, asked, hard }) => ({
        class: "replace",
        rule: "quota",
        subject: subjectOf(quota.manifest),
        object: quota.id,
        event: `too small for ${resource}`,
        what: `${resource}: ${asked} are asked for, ${hard} are allowed`,
        why: "pods that run stay, those that are made next are refused: a rollout hangs, and what is lost is not replaced",
        remedy: "ask for less, or allow more",
        fields: [],
        phase: quota.phase,
      }));
  });
}

interface Exceeded {
  readonly resource: string;
  readonly asked: string;
  readonly hard: string;
}

function exceeded({ manifest }: PlanObject, { readable }: View, nodes: number): Exceeded[] {
  const {
    hard = {},
    scopes,
    scopeSelector,
  } = specOf<{ hard: Readonly<Record<string, string | number>>; scopes: unknown; scopeSelector: unknown }>(manifest);
  // Which pods a scope means is more than can be said here.
  if (scopes !== undefined || scopeSelector !== undefined) return [];
  const { namespace } = manifest.metadata;
  const objects = readable.objects.filter((object) => object.manifest.metadata.namespace === namespace);
  const expectedPods = readable.expectedPods.filter((pods) => pods.namespace === namespace);
  const demand = demandOf({ ...readable, objects, expectedPods }, { nodes });
  return Object.entries(hard).flatMap(([resource, limit]): Exceeded[] => {
    const counted = Object.hasOwn(COUNTED, resource) ? COUNTED[resource] : undefined;
    const allowed = parseQuantity(limit);
    if (!counted || allowed === undefined) return [];
    const [of, format] = counted;
    // Sums of thousandths are not exact.
    return of(demand) > allowed * 1.000_001 ? [{ resource, asked: format(of(demand)), hard: String(limit) }] : [];
  });
}
