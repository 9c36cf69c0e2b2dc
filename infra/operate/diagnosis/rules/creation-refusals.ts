import type { Scene } from "../scene";
import type { Workload } from "../workload";

interface Explanation {
  readonly cause: string;
  readonly remedy: string;
}

/** Says in words why the API server refuses a pod, and what to do. */
export function explainRefusal(scene: Scene, workload: Workload, message: string): Explanation {
  const said = message
    .replace(/^(\(combined from similar events\): )?(Error creating: )?/, "")
    .replace(/^(create Pod \S+ in StatefulSet \S+ failed error: )?/, "")
    .replace(/^pods "[^"]*" is forbidden: /, "");
  const apply = `tagenal apply ${scene.plan.environment}`;
  return (
    quota(workload, said) ??
    limits(workload, said, apply) ??
    podSecurity(workload, said, apply) ??
    account(workload, said, apply) ??
    webhook(said) ?? { cause: `the API server refuses its pods: ${said}`, remedy: `correct what it complains about, then: ${apply}` }
  );
}

function quota({ namespace }: Workload, said: string): Explanation | undefined {
  const exceeded = /exceeded quota: ([^,]+), requested: (.*), used: (.*), limited: (.*)$/.exec(said);
  const look = (name: string): string => `kubectl -n ${namespace} describe resourcequota ${name}`;
  if (exceeded) {
    const [, name = "", requested = "", used = "", limited = ""] = exceeded;
    const limit = amounts(limited);
    const taken = amounts(used);
    const list = Object.entries(amounts(requested)).map(
      ([what, more]) => `${what}: ${taken[what]} of ${limit[what]} used, ${more} more wanted`,
    );
    return {
      cause: `quota ${name} of namespace ${namespace} is used up (${list.join("; ")})`,
      remedy: `${look(name)}: raise the quota, or ask for less; pods are tried again within minutes`,
    };
  }
  const unsaid = /failed quota: ([^:]+): must specify (.*)$/.exec(said);
  if (!unsaid) return undefined;
  const [, name = "", fields = ""] = unsaid;
  return {
    cause: `quota ${name} of namespace ${namespace} takes only pods that say ${fields}`,
    remedy: `${look(name)}, then say these of all containers`,
  };
}

/** "pods=1,requests.cpu=2" by name. */
function amounts(text: string): Record<string, string> {
  return Object.fromEntries(text.split(",").map((part) => part.split("=") as [string, string]));
}

function limits({ namespace }: Workload, said: string, apply: string): Explanation | undefined {
  if (!/(maximum|minimum) \S+ usage per|limit to request ratio per/.test(said)) return undefined;
  return {
    cause: `a LimitRange of namespace ${namespace} forbids it: ${said}`,
    remedy: `kubectl -n ${namespace} describe limitrange; stay within the LimitRange or change it, then: ${apply}`,
  };
}

function podSecurity({ namespace }: Workload, said: string, apply: string): Explanation | undefined {
  if (!said.startsWith("violates PodSecurity")) return undefined;
  return {
    cause: `namespace ${namespace} does not admit it, it ${said}`,
    remedy: `correct the securityContext that it names, then: ${apply}; or give the namespace another podSecurity, if it must be so`,
  };
}

function account({ namespace }: Workload, said: string, apply: string): Explanation | undefined {
  const name = /serviceaccount "([^"]+)" not found/.exec(said)?.[1];
  if (name === undefined) return undefined;
  return {
    cause: `ServiceAccount ${name} does not exist in namespace ${namespace}`,
    remedy: `kubectl -n ${namespace} get serviceaccount; add it to the Plan, or name another, then: ${apply}`,
  };
}

function webhook(said: string): Explanation | undefined {
  const denied = /admission webhook "([^"]+)" denied the request: (.*)$/s.exec(said);
  if (denied) {
    const [, name, why] = denied;
    return {
      cause: `the admission webhook ${name} refuses its pods: ${why}`,
      remedy: "correct what the webhook complains about, or ask its owner",
    };
  }
  const failed = /failed calling webhook "([^"]+)": (.*)$/s.exec(said);
  if (!failed) return undefined;
  const [, name, why] = failed;
  return {
    cause: `the admission webhook ${name} does not answer, and without it no pod is made: ${why}`,
    remedy: `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations: find the webhook's Service and mend it, or remove the webhook if it is left over`,
  };
}
