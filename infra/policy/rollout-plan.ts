import type { PolicyResource } from "@pulumi/policy";
import { kindOf, type ObjectId, type Plan, type PlanObject } from "../../constructs/plan";
import { factsIn } from "./plan-facts";
import type { RolledOut } from "./rolled-out";
import { type StackView, stackView } from "./stack-view";

/** What a stack would roll out, beside what was rolled out before. */
export interface RolloutPlan {
  readonly after: Plan;
  /** The resource of each object. */
  readonly ours: StackView["ours"];
}

/** The Plan of a stack's resources. What they do not say, and their system does not either, is taken to be as it was. */
export function rolloutPlan(before: Plan, resources: readonly PolicyResource[], written: RolledOut): RolloutPlan {
  const was = new Map(before.objects.map((object) => [object.id, object]));
  const manifests = new Map(before.objects.map(({ id, manifest }) => [id, manifest]));
  const { plan, ours, isOpen } = stackView(resources, written.beside(manifests));
  const { isTold, assets, credentials } = factsIn(resources);
  const logicalIds = new Set(before.objects.filter(({ id, logicalId }) => id !== logicalId).map(({ logicalId }) => logicalId));
  const there = plan.objects.map((object): PlanObject => {
    // A one-off job is followed by its name in Pulumi: its own ends with the hash of its content.
    const logicalId = `${kindOf(object.manifest)}/${ours.get(object.id)?.name ?? ""}`;
    const old = was.get(object.id);
    return {
      ...object,
      logicalId: logicalIds.has(logicalId) ? logicalId : object.id,
      keep: object.keep || (!isTold && old?.keep === true),
      phase: old?.phase ?? 0,
    };
  });
  const ids = new Set(there.map(({ id }) => id));
  // While it is not known of some object which it is, of no other can be said that it is gone.
  const missing = isOpen ? before.objects.filter(({ id }) => !ids.has(id)) : [];
  const objects = [...there, ...missing];
  const isThere = (id: ObjectId): boolean => ids.has(id) || isOpen;
  return {
    after: {
      ...plan,
      system: before.system,
      environment: before.environment,
      objects,
      connections: [...before.connections, ...plan.connections],
      expectedPods: isTold ? plan.expectedPods : before.expectedPods,
      assets: isTold ? assets : before.assets.filter((asset) => asset.objects.every(isThere)),
      credentials: isTold ? credentials : before.credentials,
    },
    ours,
  };
}
