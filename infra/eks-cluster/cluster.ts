import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { type ClusterArgs, Cluster as EksCluster } from "@pulumi/aws/eks/cluster";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { SERVICE_CIDR } from "./addresses";
import type { Configuration } from "./configuration";
import { makeKey } from "./keys";
import { makeRole } from "./roles";

/** The props of the cluster. */
export interface ClusterProps {
  readonly configuration: Configuration;
  readonly subnetIds: readonly Output<string>[];
}

/** What EKS needs of its role, and with Auto Mode for nodes, volumes and load balancers (user guide, "Auto Mode cluster IAM role"). */
const POLICIES = {
  managed: ["AmazonEKSClusterPolicy"],
  auto: [
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
  ],
} as const;

/** The control plane: API access entries only, secrets encrypted with a key of ours, logs that end some day. */
export class Cluster extends ComponentResource {
  /** Known at once. */
  readonly clusterName: string;
  /** Known when it is there: what depends on the cluster takes its name from here. */
  readonly madeName: Output<string>;
  readonly arn: Output<string>;
  readonly endpoint: Output<string>;
  readonly certificateAuthority: Output<string>;
  /** That of the cluster's own interfaces, and of all nodes. */
  readonly securityGroupId: Output<string>;

  constructor(name: string, { configuration, subnetIds }: ClusterProps, options: ComponentResourceOptions) {
    super("tagenal:eks:Cluster", name, {}, options);
    const { kubernetesVersion, publicAccessCidrs, controlPlaneLogs, logRetentionDays, deletionProtection } = configuration;
    const auto = configuration.nodes.kind === "auto";
    this.clusterName = configuration.clusterName;

    const { role, attachments } = makeRole(
      `${name}-cluster`,
      {
        description: `EKS' own, for cluster ${name}`,
        trust: { service: "eks.amazonaws.com", tagged: auto },
        managedPolicies: POLICIES[configuration.nodes.kind],
      },
      { parent: this },
    );
    // Without it nobody reads the cluster's secrets again.
    const key = makeKey(`${name}-secrets`, `Secrets of EKS cluster ${name}`, { parent: this, protect: deletionProtection });
    // EKS would make it itself, without an end.
    const logs = new LogGroup(name, { name: `/aws/eks/${name}/cluster`, retentionInDays: logRetentionDays }, { parent: this });

    const cluster = new EksCluster(
      name,
      {
        name,
        version: kubernetesVersion,
        roleArn: role.arn,
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        vpcConfig: {
          subnetIds: [...subnetIds],
          endpointPrivateAccess: true,
          endpointPublicAccess: publicAccessCidrs.length > 0,
          ...(publicAccessCidrs.length > 0 && { publicAccessCidrs: [...publicAccessCidrs] }),
        },
        encryptionConfig: { provider: { keyArn: key.arn }, resources: ["secrets"] },
        enabledClusterLogTypes: [...controlPlaneLogs],
        // At the end of standard support AWS updates it, instead of asking six times the price.
        upgradePolicy: { supportType: "STANDARD" },
        bootstrapSelfManagedAddons: false,
        deletionProtection,
        ...autoMode(auto),
      },
      { parent: this, protect: deletionProtection, dependsOn: [...attachments, logs] },
    );
    this.madeName = cluster.name;
    this.arn = cluster.arn;
    this.endpoint = cluster.endpoint;
    this.certificateAuthority = cluster.certificateAuthority.data;
    this.securityGroupId = cluster.vpcConfig.clusterSecurityGroupId;
    this.registerOutputs();
  }
}

/** The three parts of Auto Mode are on together, or off. No pools of EKS' own: these can neither be limited nor given a NodeClass. */
function autoMode(enabled: boolean): Pick<ClusterArgs, "computeConfig" | "storageConfig" | "kubernetesNetworkConfig"> {
  return {
    computeConfig: { enabled },
    storageConfig: { blockStorage: { enabled } },
    kubernetesNetworkConfig: { serviceIpv4Cidr: SERVICE_CIDR, elasticLoadBalancing: { enabled } },
  };
}
