import { isSlotToken } from "../../core";
import { type BudgetNumbers, type LabelSelector, type PlanObject, type PodGroup, sparePods } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject, specOf } from "../subject";

interface BudgetSpec extends BudgetNumbers {
  readonly selector: LabelSelector;
}

/** Whatever runs more than once keeps running while nodes are drained. */
export function replicasHaveBudget(subject: Subject): Finding[] {
  const covered = new Set(budgetsOf(subject).flatMap((budget) => podsOf(subject, budget).map(({ owner }) => owner)));
  return ofKind(subject, "Deployment.apps", "StatefulSet.apps").flatMap(({ id }) => {
    const group = subject.templates.get(id);
    const count = group ? (leastCount(subject, group) ?? 0) : 0;
    if (count < 2 || covered.has(id)) return [];
    const message = `runs ${count} pods, but no PodDisruptionBudget selects them; add one, or draining nodes may stop all at once`;
    return { rule: "replicas-have-budget", object: id, message };
  });
}

/** A budget leaves at least one pod that may be evicted: else no node with such a pod can be drained. */
export function budgetLetsNodesDrain(subject: Subject): Finding[] {
  return budgetsOf(subject).flatMap((budget) => {
    const { minAvailable, maxUnavailable } = specOf<BudgetSpec>(budget);
    const pods = podsOf(subject, budget).reduce((sum, group) => sum + (leastCount(subject, group) ?? 0), 0);
    if (pods === 0) return [];
    if (sparePods({ minAvailable, maxUnavailable }, pods) > 0) return [];
    const given = maxUnavailable === undefined ? `minAvailable ${minAvailable}` : `maxUnavailable ${maxUnavailable}`;
    const remedy = pods === 1 ? "run a second pod, or leave the budget out" : "let at least one pod go";
    return {
      rule: "budget-lets-nodes-drain",
      object: budget.id,
      message: `${given} of ${pods} ${pods === 1 ? "pod" : "pods"} lets no pod be evicted; ${remedy}`,
    };
  });
}

function budgetsOf(subject: Subject): PlanObject[] {
  return ofKind(subject, "PodDisruptionBudget.policy");
}

function podsOf({ pods }: Subject, budget: PlanObject): PodGroup[] {
  const { selector } = specOf<BudgetSpec>(budget);
  return selector ? pods.find(budget.manifest.metadata.namespace, selector) : [];
}

/** How many pods run when an autoscaler has scaled down. */
function leastCount({ autoscalers }: Subject, { owner, count }: PodGroup): number | undefined {
  const autoscaler = autoscalers.get(owner);
  const least = autoscaler ? (specOf<{ minReplicas: number }>(autoscaler).minReplicas ?? 1) : count;
  return isSlotToken(least) ? undefined : least;
}
