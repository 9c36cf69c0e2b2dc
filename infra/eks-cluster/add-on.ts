import { Addon } from "@pulumi/aws/eks/addon";
import { getAddonVersionOutput } from "@pulumi/aws/eks/getAddonVersion";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import { makeRole, trustPods } from "./roles";

/** The props of an add-on of EKS. */
export interface AddOnProps {
  readonly cluster: Cluster;
  /** Its name: "metrics-server". */
  readonly addOn: string;
  readonly kubernetesVersion: string;
  /**
   * What it is told.
   * @default - nothing
   */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /**
   * Its service account in kube-system, and what it may do.
   * @default - it needs no rights
   */
  readonly identity?: { readonly serviceAccount: string; readonly managedPolicy: string };
  /**
   * What must be there before: for a Deployment the nodes, as it is ready only when its pods run.
   * @default - the cluster
   */
  readonly after?: readonly Resource[];
}

/** An add-on that EKS keeps, in the version which EKS recommends for this version of Kubernetes. */
export function makeAddOn(name: string, props: AddOnProps, options: CustomResourceOptions): Addon {
  const { cluster, addOn, kubernetesVersion, configuration, identity, after = [] } = props;
  const { version } = getAddonVersionOutput({ addonName: addOn, kubernetesVersion }, { parent: options.parent });
  const identityRole =
    identity &&
    makeRole(
      name,
      {
        description: `Add-on ${addOn} of EKS cluster ${cluster.clusterName}`,
        trust: trustPods(cluster.clusterName, "kube-system", identity.serviceAccount),
        managedPolicies: [identity.managedPolicy],
      },
      options,
    );
  return new Addon(
    name,
    {
      clusterName: cluster.madeName,
      addonName: addOn,
      addonVersion: version,
      ...(configuration && { configurationValues: JSON.stringify(configuration) }),
      ...(identity &&
        identityRole && { podIdentityAssociations: [{ serviceAccount: identity.serviceAccount, roleArn: identityRole.role.arn }] }),
      // What stands here holds: what somebody changed in the cluster by hand is written over.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    { ...options, dependsOn: [...after, ...(identityRole?.attachments ?? [])] },
  );
}
