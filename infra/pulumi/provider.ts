import { Provider } from "@pulumi/kubernetes/provider";
import { type CustomResourceOptions, type Input, secret } from "@pulumi/pulumi";
import type { Environment } from "../../stacks";

/** How a cluster is reached. */
export interface ClusterAccess {
  /**
   * The kubeconfig's content. It is kept encrypted.
   * @default - the kubeconfig of this machine
   */
  readonly kubeconfig?: Input<string>;
  /**
   * The context of the kubeconfig.
   * @default - that of the environment; else the current one
   */
  readonly context?: Input<string>;
  /**
   * What the cluster is known by, whatever its kubeconfig says: a change of it replaces everything.
   * @default - the context of the environment, or the name of its EKS cluster
   */
  readonly clusterIdentifier?: Input<string>;
}

/**
 * The provider of an environment's cluster: ConfigMaps and Secrets are changed in place, and a changed kubeconfig replaces nothing.
 */
export function clusterProvider(
  { name, cluster }: Pick<Environment, "name" | "cluster">,
  access: ClusterAccess = {},
  options?: CustomResourceOptions,
): Provider {
  const { kubeconfig, context = cluster.kind === "context" && kubeconfig === undefined ? cluster.context : undefined } = access;
  const known = cluster.kind === "context" ? cluster.context : cluster.kind === "eks" ? cluster.name : name;
  return new Provider(
    name,
    {
      clusterIdentifier: access.clusterIdentifier ?? known,
      ...(kubeconfig === undefined ? {} : { kubeconfig: secret(kubeconfig) }),
      ...(context === undefined ? {} : { context }),
      enableConfigMapMutable: true,
      enableSecretMutable: true,
      enableServerSideApply: true,
    },
    options,
  );
}
