import { CustomResource, type CustomResourceOptions, type Input, mergeOptions } from "@pulumi/pulumi";
import type { PlanObject } from "../../constructs/plan";
import { tokenOf } from "./kind-versions";
import { pluginVersion } from "./plugin-version";

/**
 * Waits for an object that some need to be there and others to be ready: a patch that sets one annotation, which changes with the
 * object, so that every change is waited for.
 */
export class ReadyGate extends CustomResource {
  constructor(
    name: string,
    { manifest: { apiVersion, kind, metadata } }: PlanObject,
    annotations: Readonly<Record<string, Input<string>>>,
    options: CustomResourceOptions,
  ) {
    const { namespace } = metadata;
    const patched = { name: metadata.name, ...(namespace === undefined ? {} : { namespace }), annotations };
    const args = { apiVersion, kind, metadata: patched };
    super(tokenOf({ apiVersion, kind: `${kind}Patch` }), name, args, mergeOptions({ version: pluginVersion() }, options));
  }
}
