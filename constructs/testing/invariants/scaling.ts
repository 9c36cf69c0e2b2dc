import type { Finding } from "../finding";
import { type Subject, specOf } from "../subject";

/** An autoscaler scales something that the Plan has. */
export function scaleTargetExists({ autoscalers, byId }: Subject): Finding[] {
  return [...autoscalers].flatMap(([target, hpa]) =>
    byId.has(target)
      ? []
      : {
          rule: "scale-target-exists",
          object: hpa.id,
          message: `spec.scaleTargetRef is ${target}, which is not in the Plan; name the workload to scale`,
        },
  );
}

/** What an autoscaler scales leaves its number to it: else the two take turns, and server-side apply reports a conflict. */
export function scaledWorkloadHasNoReplicas({ autoscalers, byId }: Subject): Finding[] {
  return [...autoscalers].flatMap(([target, hpa]) => {
    const workload = byId.get(target);
    const { replicas } = workload ? specOf<{ replicas: number }>(workload) : {};
    if (replicas === undefined) return [];
    const message = `spec.replicas is ${replicas}, but ${hpa.id} scales this; leave it out, or the next update resets the number or fails with a conflict`;
    return { rule: "scaled-workload-has-no-replicas", object: target, message };
  });
}
