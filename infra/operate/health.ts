import type { Plan } from "../../constructs/plan";
import type { Finding, Snapshot, Unseen } from "./diagnosis";
import { diagnose, workloadCounts } from "./diagnosis";

/** How a system is. */
export interface Health {
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
  readonly objects: number;
  readonly workloads: number;
  readonly pods: { readonly ready: number; readonly wanted: number };
  readonly connections: number;
  /** What could not be looked at. */
  readonly unseen: readonly Unseen[];
}

/** Judges a system by a snapshot. Who cannot see its pods cannot call it healthy. */
export function healthOf(plan: Plan, snapshot: Snapshot): Health {
  const findings = diagnose(plan, snapshot);
  return {
    healthy: findings.length === 0 && !snapshot.unseen.some(({ resource }) => resource === "pods"),
    findings,
    objects: plan.objects.length,
    ...workloadCounts(plan, snapshot),
    connections: plan.connections.length,
    unseen: snapshot.unseen,
  };
}
