// `tagenal/policy`: the invariants of Plans, that data is protected, and what a rollout risks, as policies of Pulumi.
export { invariantPolicies } from "./invariant-policies";
export { type PlanFacts, planFacts } from "./plan-facts";
export { type InvariantPoliciesOptions, type PolicyLevel } from "./presented";
export { rolloutRiskPolicy } from "./rollout-risk";
export { type RolloutRiskOptions } from "./rollout-settings";
