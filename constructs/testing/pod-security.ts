import type { PodSecurity } from "../core";
import type { PodGroup } from "../plan";
import type { Finding } from "./finding";
import { BASELINE } from "./pod-security/baseline";
import { RESTRICTED } from "./pod-security/restricted";
import { securedPod } from "./pod-security/secured-pod";

/** A level of the Pod Security Standards that asks for something. */
export type PodSecurityLevel = Exclude<PodSecurity, "privileged">;

const CONTROLS = { baseline: BASELINE, restricted: RESTRICTED };

/**
 * What a namespace of a level would refuse in pods, with the control of the Pod Security Standards as the rule; the same verdicts as
 * those of Kubernetes 1.34. Nothing is known of pods that an operator makes.
 */
export function podSecurityFindings(group: PodGroup, level: PodSecurityLevel): Finding[] {
  const pod = securedPod(group);
  if (!pod) return [];
  return Object.entries(CONTROLS[level]).flatMap(([rule, control]) =>
    control(pod).map((message) => ({ rule, object: group.owner, message })),
  );
}
