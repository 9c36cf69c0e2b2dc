// Proves that a cluster does what NetworkPolicies say.
export { type PolicyProof, provePolicies } from "./prove-policies";
