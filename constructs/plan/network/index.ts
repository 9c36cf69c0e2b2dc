// What network policies let through: judged as Kubernetes judges it.
export { type Attempt, type Side, sideName, type Verdict } from "./attempt";
export { type PolicyPeer, type PolicyPort, type PolicySpec } from "./policy-manifest";
export { PolicySimulation } from "./policy-simulation";
