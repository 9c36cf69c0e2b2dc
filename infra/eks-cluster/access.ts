import { AccessEntry } from "@pulumi/aws/eks/accessEntry";
import { AccessPolicyAssociation } from "@pulumi/aws/eks/accessPolicyAssociation";
import { Provider } from "@pulumi/kubernetes/provider";
import {
  all,
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
  type Output,
  secret,
} from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import { kubeconfigOf } from "./kubeconfig";

/** The props of who may do what with the cluster. */
export interface AccessProps {
  readonly cluster: Cluster;
  readonly region: string;
  readonly administrators: readonly string[];
}

/** Who may do what with the cluster by the Kubernetes API, and Pulumi's own way to it. */
export class Access extends ComponentResource {
  /** Secret: as anything else Pulumi would keep it in its state as plain text. */
  readonly kubeconfig: Output<string>;
  /** Ready when the administrators, of whom Pulumi is one, may use it. */
  readonly kubernetes: Provider;

  constructor(name: string, { cluster, region, administrators }: AccessProps, options: ComponentResourceOptions) {
    super("tagenal:eks:Access", name, {}, options);
    const entries = administrators.map((arn) => {
      // "123456789012:role/platform"
      const who = arn.split(":").slice(4).join(":");
      const entry = { clusterName: cluster.madeName, principalArn: arn, policy: "AmazonEKSClusterAdminPolicy" };
      return grantAccess(`${name}-${who}`, { ...entry, type: "STANDARD" }, { parent: this });
    });
    this.kubeconfig = secret(
      all([cluster.madeName, cluster.arn, cluster.endpoint, cluster.certificateAuthority]).apply(
        ([clusterName, arn, endpoint, certificateAuthority]) => kubeconfigOf({ clusterName, region, arn, endpoint, certificateAuthority }),
      ),
    );
    this.kubernetes = new Provider(
      name,
      {
        kubeconfig: this.kubeconfig,
        // Without it a kubeconfig that is not known yet would replace everything in the cluster.
        clusterIdentifier: cluster.arn,
        enableConfigMapMutable: true,
        enableSecretMutable: true,
      },
      { parent: this, dependsOn: entries },
    );
    this.registerOutputs();
  }
}

/** A principal, and what it may do in the whole cluster. */
export interface AccessGrant {
  readonly clusterName: Input<string>;
  readonly principalArn: Input<string>;
  /** "STANDARD" for people and machines, "EC2" for nodes of Auto Mode. */
  readonly type: "STANDARD" | "EC2";
  /** A policy that EKS keeps. */
  readonly policy: string;
}

/** Lets a principal in. The association is the last of it. */
export function grantAccess(name: string, { policy, type, ...who }: AccessGrant, options: CustomResourceOptions): AccessPolicyAssociation {
  const entry = new AccessEntry(name, { ...who, type }, options);
  const policyArn = `arn:aws:eks::aws:cluster-access-policy/${policy}`;
  return new AccessPolicyAssociation(name, { ...who, policyArn, accessScope: { type: "cluster" } }, { ...options, dependsOn: entry });
}
