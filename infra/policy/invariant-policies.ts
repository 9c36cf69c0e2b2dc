import type { Policies } from "@pulumi/policy";
import { RefusedError } from "../../constructs/core";
import { INVARIANTS } from "../../constructs/testing";
import { objectPolicy } from "./object-policy";
import type { InvariantPoliciesOptions } from "./presented";
import { RULE_TEXTS } from "./rule-texts";
import { breachesOf, scaledTwice, stackPolicy, UNPROTECTED } from "./stack-policy";
import { Written } from "./written";

const PROTECTED = "data-is-protected";
const REPLICAS = "scaled-workload-has-no-replicas";
const NAMES = [...Object.keys(INVARIANTS), PROTECTED].sort();

/**
 * The invariants of `toHoldInvariants`, and that data is protected, as policies for a policy pack: whatever made the objects, Tagenal,
 * cdk8s or the typed classes of `@pulumi/kubernetes`.
 * @throws RefusedError if an exception is of a policy that does not exist
 */
export function invariantPolicies(options: InvariantPoliciesOptions = {}): Policies {
  const { except = {} } = options;
  const unknown = Object.keys(except).filter((name) => !NAMES.includes(name));
  const problems = unknown.map((name) => ({ path: "", message: `there is no policy '${name}'; the policies are ${NAMES.join(", ")}` }));
  if (problems.length > 0) throw new RefusedError(problems, "the exceptions of the policies");

  const written = new Written();
  const policies = Object.entries(INVARIANTS).map(([name, rule]) => {
    const text = RULE_TEXTS[name];
    if (!text) throw new Error(`rule-texts.ts must have the invariant '${name}'`);
    if (text.sees === "object") return objectPolicy(name, text, rule, written, options);
    return stackPolicy(name, text, name === REPLICAS ? scaledTwice(rule, written) : breachesOf(rule), written, options);
  });
  const text = {
    description: "What holds data, and the namespaces around it, are protected from deletion and replacement.",
    remediation: "Set `protect: true` on the resource; take it away in a change of its own when the data may go.",
  };
  policies.push(stackPolicy(PROTECTED, text, UNPROTECTED, written, options));
  return policies.filter(({ name }) => except[name] !== true);
}
