import { RULE_TEXTS, type RuleText } from "../policy/rule-texts";

/** What a rule says to those who break it. */
export type Advice = Pick<RuleText, "description" | "remediation">;

/** What is found beside broken invariants. */
export const OWN_RULES: Readonly<Record<string, Advice>> = {
  "exception-unused": {
    description: "Every exception excuses something.",
    remediation: "Remove it from `except`. Where it is needed for some environments only, list exception-unused under `advisory`.",
  },
  "manifest-is-readable": {
    description: "Manifests hold objects of Kubernetes. While one does not, nothing is judged that depends on several objects.",
    remediation: "Mend what the message names.",
  },
};

/** Where manifests ask for other words than the stacks of Pulumi. */
const OF_MANIFESTS: Readonly<Record<string, Partial<Advice>>> = {
  "identity-is-unique": {
    description: "No two manifests are the same object of the cluster: the second would overwrite the first.",
    remediation: "Give each object a name of its own, or remove one of the two.",
  },
  "named-objects-exist": { remediation: "Add the object or the key; where somebody else makes it, list it under `externals`." },
  "scale-target-exists": { description: "An autoscaler scales something that there is." },
  "scaled-workload-has-no-replicas": { remediation: "Leave spec.replicas out." },
  "secret-has-no-value": {
    description: "Manifests hold no secret: they are saved, shown and committed.",
    remediation: "Make the Secret in another way, and list it under `externals` where pods name it.",
  },
};

/** What to say of a rule. */
export function adviceOf(rule: string): Advice {
  const advice = OWN_RULES[rule] ?? RULE_TEXTS[rule];
  if (!advice) throw new Error(`rule-texts.ts must have the invariant '${rule}'`);
  return { ...advice, ...OF_MANIFESTS[rule] };
}

/** Whether a rule judges each object by itself, and not by the others that there are. */
export function seesOneObject(rule: string): boolean {
  return RULE_TEXTS[rule]?.sees === "object";
}
