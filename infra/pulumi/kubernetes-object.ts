import { CustomResource, type CustomResourceOptions, type Inputs, mergeOptions, type Output } from "@pulumi/pulumi";
import { otherTokensOf, tokenOf } from "./kind-versions";
import { pluginVersion } from "./plugin-version";

/** What an object is made of: a manifest whose values may become known only while Pulumi runs. */
export interface KubernetesObjectArgs extends Inputs {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Inputs;
}

/** A Kubernetes object of any kind as a Pulumi resource of its own, of the same type as the typed classes of `@pulumi/kubernetes`. */
export class KubernetesObject extends CustomResource {
  /** What the cluster says of it; unknown in a preview that makes it. */
  declare readonly status: Output<unknown>;
  declare readonly metadata: Output<{ readonly name: string; readonly namespace?: string; readonly uid?: string }>;

  constructor(name: string, args: KubernetesObjectArgs, options: CustomResourceOptions) {
    const secret = args.apiVersion === "v1" && args.kind === "Secret" ? { additionalSecretOutputs: ["data", "stringData"] } : {};
    const aliases = otherTokensOf(args).map((type) => ({ type }));
    const own = { ...secret, ...(aliases.length > 0 ? { aliases } : {}), version: pluginVersion() };
    // A property that is not asked for by name does not come back.
    super(tokenOf(args), name, { ...args, status: undefined }, mergeOptions(own, options));
  }
}
