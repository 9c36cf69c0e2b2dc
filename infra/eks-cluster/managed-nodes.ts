import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import { NodeGroup } from "@pulumi/aws/eks/nodeGroup";
import { ComponentResource, type ComponentResourceOptions, type Output, type Resource } from "@pulumi/pulumi";
import { makeAddOn } from "./add-on";
import type { Cluster } from "./cluster";
import type { ManagedNodesConfiguration } from "./nodes-configuration";
import { makeRole } from "./roles";

/** The props of nodes in groups. */
export interface ManagedNodesProps {
  readonly cluster: Cluster;
  readonly kubernetesVersion: string;
  readonly subnetIds: readonly Output<string>[];
  readonly nodes: ManagedNodesConfiguration;
  readonly tags: Readonly<Record<string, string>>;
  /** What must be there before the first node. */
  readonly after: readonly Resource[];
}

/** A fixed number of nodes, and what Auto Mode would have built in: the agent for pod identities, kube-proxy, DNS. */
export class ManagedNodes extends ComponentResource {
  constructor(name: string, props: ManagedNodesProps, options: ComponentResourceOptions) {
    super("tagenal:eks:ManagedNodes", name, {}, options);
    const { cluster, kubernetesVersion, subnetIds, nodes, tags, after } = props;
    const { role, attachments } = makeRole(
      `${name}-nodes`,
      {
        description: `Nodes of EKS cluster ${cluster.clusterName}`,
        trust: { service: "ec2.amazonaws.com" },
        managedPolicies: ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"],
      },
      { parent: this },
    );
    const template = this.#template(name, nodes.diskGib, { ...tags, Name: `${name}-node` });

    // A node is ready only with its network, which has its rights by the agent: these come first, and wait for nodes without failing.
    const first = ["kube-proxy", "eks-pod-identity-agent"].map((addOn) =>
      makeAddOn(`${name}-${addOn}`, { cluster, addOn, kubernetesVersion }, { parent: this }),
    );
    // A group for each zone: a volume is of one zone, so a pod with a volume finds a node only where there is one.
    const groups = subnetIds.map((subnetId, index) => {
      const size = { minSize: nodes.perZone, desiredSize: nodes.perZone, maxSize: nodes.perZone };
      return new NodeGroup(
        `${name}-${index + 1}`,
        {
          clusterName: cluster.madeName,
          nodeRoleArn: role.arn,
          subnetIds: [subnetId],
          amiType: "AL2023_x86_64_STANDARD",
          capacityType: "ON_DEMAND",
          instanceTypes: [...nodes.instanceTypes],
          version: kubernetesVersion,
          scalingConfig: size,
          updateConfig: { maxUnavailable: 1 },
          nodeRepairConfig: { enabled: true },
          launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        },
        { parent: this, dependsOn: [...first, ...attachments, ...after] },
      );
    });
    makeAddOn(`${name}-coredns`, { cluster, addOn: "coredns", kubernetesVersion, after: groups }, { parent: this });
    this.registerOutputs();
  }

  /** An encrypted disk; what a node may do is not what its pods may do: one hop further its metadata are not answered. */
  #template(name: string, diskGib: number, tags: Readonly<Record<string, string>>): LaunchTemplate {
    const disk = { volumeType: "gp3", volumeSize: diskGib, encrypted: "true", deleteOnTermination: "true" };
    return new LaunchTemplate(
      `${name}-nodes`,
      {
        updateDefaultVersion: true,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: disk }],
        // The provider's own tags end at the template.
        tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
      },
      { parent: this },
    );
  }
}
