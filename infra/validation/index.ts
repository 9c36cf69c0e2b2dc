// The validation plugin for cdk8s-cli: the invariants of Plans, for the manifests of any cdk8s app.
export { InvariantValidation } from "./invariant-validation";
export { type InvariantValidationProps } from "./properties";
