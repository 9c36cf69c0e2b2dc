// `tagenal/pulumi`: from a construct tree to resources of Pulumi.
export { type CredentialOptions, type SecretStore } from "./credentials";
export { type FetchDefinitionsOptions, fetchDefinitions } from "./definitions";
export { type DeployDefinitionsOptions, type DeployedDefinitions, deployDefinitions } from "./definitions-deploy";
export { type DefinitionSource } from "./definitions-source";
export { type DeployOptions, deploy, deployPlan } from "./deploy";
export { type Deployed } from "./deployed";
export { type SlotInputs } from "./fill";
export { type KubernetesObject } from "./kubernetes-object";
export { type ClusterAccess, clusterProvider } from "./provider";
