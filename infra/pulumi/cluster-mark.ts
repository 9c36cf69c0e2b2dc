import { CustomResource, type ProviderResource } from "@pulumi/pulumi";
import type { Environment } from "../../stacks";
import { pluginVersion } from "./plugin-version";

/**
 * The ConfigMap by which a cluster says that it is one of those that an environment means. It is read, not made: where it is not, the
 * preview ends, and so does the deployment.
 */
export class ClusterMark extends CustomResource {
  constructor(namespace: string, configMap: string, provider: ProviderResource) {
    const id = `${namespace}/${configMap}`;
    super("kubernetes:core/v1:ConfigMap", id, {}, { id, provider, version: pluginVersion() });
  }
}

/** What proves that a cluster is the environment's, and what comes after it; nothing where its name is proof enough. */
export function proofOf({ cluster }: Environment, provider: ProviderResource): ClusterMark[] {
  return cluster.kind === "marker" ? [new ClusterMark(cluster.namespace, cluster.configMap, provider)] : [];
}
