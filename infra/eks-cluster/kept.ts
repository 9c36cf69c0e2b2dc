import type { CustomResourceOptions } from "@pulumi/pulumi";

/**
 * For what outlives the cluster: Pulumi refuses to delete it while it is protected, and afterwards only forgets it. Whoever wants it gone
 * deletes it in AWS.
 */
export function kept(deletionProtection: boolean): CustomResourceOptions {
  return { protect: deletionProtection, retainOnDelete: true };
}
