// The test kit: for the tests of everybody who makes constructs, with Tagenal's or without.
export { type AlertRule, observedIn } from "../core";
export { type Attempt, PolicySimulation, type Side, type Verdict } from "../plan";
export { expectPlan, PlanExpectation, type Room } from "./expect-plan";
export { findObject, findObjects } from "./find-object";
export { type Finding } from "./finding";
export { type Exceptions, INVARIANTS, invariants } from "./invariants";
export { podSecurityFindings } from "./pod-security";
export { prometheusRules } from "./prometheus-rules";
export { promtoolTests } from "./promtool-tests";
export { matchSnapshots, withoutSecrets } from "./snapshots";
export { type Invariant, type Subject, subjectOf } from "./subject";
