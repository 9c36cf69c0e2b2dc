import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { ComponentResource, type ComponentResourceOptions, type Output, type Resource } from "@pulumi/pulumi";
import { grantAccess } from "./access";
import type { Cluster } from "./cluster";
import type { AutoNodesConfiguration } from "./nodes-configuration";
import { makeRole } from "./roles";

/** The props of nodes that EKS makes. */
export interface AutoNodesProps {
  readonly cluster: Cluster;
  readonly subnetIds: readonly Output<string>[];
  readonly nodes: AutoNodesConfiguration;
  /** What must be there before the first node. */
  readonly after: readonly Resource[];
}

const POOL = "platform";

/** What nodes are made from. On demand only: a database does not move within two minutes. */
const REQUIREMENTS = [
  // Vitess has images for amd64 only.
  { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
  { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
  { key: "eks.amazonaws.com/instance-category", operator: "In", values: ["c", "m", "r"] },
  { key: "eks.amazonaws.com/instance-generation", operator: "Gt", values: ["4"] },
];

/** Nodes that EKS Auto Mode makes when pods need them: of a pool of our own, with a limit, and a log of what network policies stop. */
export class AutoNodes extends ComponentResource {
  constructor(name: string, { cluster, subnetIds, nodes, after }: AutoNodesProps, options: ComponentResourceOptions) {
    super("tagenal:eks:AutoNodes", name, {}, options);
    const { role, attachments } = makeRole(
      `${name}-nodes`,
      {
        description: `Nodes of EKS cluster ${cluster.clusterName}`,
        trust: { service: "ec2.amazonaws.com" },
        managedPolicies: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
      },
      { parent: this },
    );
    // EKS makes this entry by itself for pools of its own only.
    const entry = { clusterName: cluster.madeName, principalArn: role.arn, policy: "AmazonEKSAutoNodePolicy", type: "EC2" } as const;
    const mayJoin = grantAccess(`${name}-nodes`, entry, { parent: this });

    const nodeClass = new CustomResource(
      `NodeClass/${POOL}`,
      {
        apiVersion: "eks.amazonaws.com/v1",
        kind: "NodeClass",
        metadata: { name: POOL },
        spec: {
          role: role.name,
          subnetSelectorTerms: subnetIds.map((id) => ({ id })),
          // That of the cluster: load balancers are let through to no other (user guide, "Load balancing", considerations).
          securityGroupSelectorTerms: [{ id: cluster.securityGroupId }],
          networkPolicy: "DefaultAllow",
          networkPolicyEventLogs: "Enabled",
        },
      },
      { parent: this, dependsOn: [mayJoin, ...attachments] },
    );
    new CustomResource(
      `NodePool/${POOL}`,
      {
        apiVersion: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: { name: POOL },
        spec: {
          template: {
            spec: { nodeClassRef: { group: "eks.amazonaws.com", kind: "NodeClass", name: POOL }, requirements: REQUIREMENTS },
          },
          limits: { cpu: String(nodes.cpu), memory: `${nodes.memoryGib}Gi` },
          disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "5m" },
        },
      },
      // On its way out the pool drains its nodes, and its class must still be there.
      { parent: this, dependsOn: [nodeClass, ...after], customTimeouts: { delete: "30m" } },
    );
    this.registerOutputs();
  }
}
