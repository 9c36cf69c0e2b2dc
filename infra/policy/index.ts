// `tagenal/policy`: the invariants of Plans, and that data is protected, as policies of Pulumi.
export { invariantPolicies } from "./invariant-policies";
export { type PlanFacts, planFacts } from "./plan-facts";
export { type InvariantPoliciesOptions, type PolicyLevel } from "./presented";
