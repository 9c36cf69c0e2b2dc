// `main` of package.json. cdk8s-cli loads plugins by the folder of their package, where Node asks `main` and not `exports`: so here is what
// `import … from "tagenal"` gives, and the plugin, of which nothing is loaded before it is used.
export * from "../../stacks";
export { InvariantValidation, type InvariantValidationProps } from "./index";
