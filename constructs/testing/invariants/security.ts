import type { Finding } from "../finding";
import { podSecurityFindings } from "../pod-security";
import type { Subject } from "../subject";

/** Pods are ones that their namespace lets in; where the Plan does not say what it lets in, the restricted ones. */
export function podIsSecure({ namespaces, templates }: Subject): Finding[] {
  return [...templates.values()].flatMap((group) => {
    const level = namespaces.get(group.namespace)?.["pod-security.kubernetes.io/enforce"];
    if (level === "privileged") return [];
    const known = level === "baseline" ? level : "restricted";
    const found = podSecurityFindings(group, known);
    return found.map(({ message, ...finding }) => ({
      ...finding,
      rule: "pod-is-secure",
      message: `${message} (Pod Security "${known}", ${finding.rule})`,
    }));
  });
}
