/** The specification of a policy/v1 PodDisruptionBudget, as far as its arithmetic goes. */
export interface BudgetNumbers {
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
}

/** How many of so many pods a budget lets go at a time. */
export function sparePods({ minAvailable, maxUnavailable }: BudgetNumbers, pods: number): number {
  return maxUnavailable === undefined ? pods - (portion(minAvailable, pods) ?? 0) : (portion(maxUnavailable, pods) ?? 1);
}

/** A number, or a share of all pods, which Kubernetes rounds up; undefined if it is neither. */
function portion(value: number | string | undefined, pods: number): number | undefined {
  if (typeof value !== "string") return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? undefined : Math.ceil((Number(percent) * pods) / 100);
}
