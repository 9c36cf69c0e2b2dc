import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { BackupPolicy } from "@pulumi/aws/efs/backupPolicy";
import { FileSystem } from "@pulumi/aws/efs/fileSystem";
import { FileSystemPolicy } from "@pulumi/aws/efs/fileSystemPolicy";
import { MountTarget } from "@pulumi/aws/efs/mountTarget";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import { StorageClass } from "@pulumi/kubernetes/storage/v1/storageClass";
import { ComponentResource, type ComponentResourceOptions, type Output, type Resource } from "@pulumi/pulumi";
import { makeAddOn } from "./add-on";
import type { Cluster } from "./cluster";
import type { Network } from "./network";

/** The props of shared files. */
export interface SharedFilesProps {
  readonly cluster: Cluster;
  readonly kubernetesVersion: string;
  readonly network: Network;
  /** The ARN of the key with which files are encrypted. */
  readonly keyArn: Output<string>;
  readonly deletionProtection: boolean;
  /** The nodes. */
  readonly after: readonly Resource[];
}

/** Volumes of many pods at once: class efs. One file system, reached from the nodes only, with a folder and an owner for each volume. */
export class SharedFiles extends ComponentResource {
  readonly fileSystemId: Output<string>;

  constructor(name: string, props: SharedFilesProps, options: ComponentResourceOptions) {
    super("tagenal:eks:SharedFiles", name, {}, options);
    const { cluster, kubernetesVersion, network, keyArn, deletionProtection, after } = props;
    const fileSystem = new FileSystem(
      name,
      {
        encrypted: true,
        kmsKeyId: keyArn,
        throughputMode: "elastic",
        lifecyclePolicies: [{ transitionToIa: "AFTER_30_DAYS" }, { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" }],
        tags: { Name: name },
      },
      { parent: this, protect: deletionProtection },
    );
    this.fileSystemId = fileSystem.id;
    new BackupPolicy(name, { fileSystemId: fileSystem.id, backupPolicy: { status: "ENABLED" } }, { parent: this });
    new FileSystemPolicy(name, { fileSystemId: fileSystem.id, policy: fileSystem.arn.apply(encryptedOnItsWay) }, { parent: this });
    const targets = this.#mountTargets(name, network, cluster);

    const identity = { serviceAccount: "efs-csi-controller-sa", managedPolicy: "service-role/AmazonEFSCSIDriverPolicy" };
    const addOn = "aws-efs-csi-driver";
    const driver = makeAddOn(`${name}-${addOn}`, { cluster, addOn, kubernetesVersion, identity, after }, { parent: this });
    new StorageClass(
      "StorageClass/efs",
      {
        metadata: { name: "efs" },
        provisioner: "efs.csi.aws.com",
        parameters: { provisioningMode: "efs-ap", fileSystemId: fileSystem.id, directoryPerms: "700", basePath: "/volumes" },
        volumeBindingMode: "Immediate",
        // Files may be the only copy there is, and cost only what they take.
        reclaimPolicy: "Retain",
      },
      { parent: this, dependsOn: [driver, ...targets] },
    );
    this.registerOutputs();
  }

  #mountTargets(name: string, network: Network, cluster: Cluster): MountTarget[] {
    const description = "NFS from the nodes";
    const tags = { Name: `${name}-efs` };
    const group = new SecurityGroup(`${name}-efs`, { vpcId: network.vpcId, description, tags }, { parent: this });
    const nfs = { ipProtocol: "tcp", fromPort: 2049, toPort: 2049 };
    const from = { securityGroupId: group.id, referencedSecurityGroupId: cluster.securityGroupId, description };
    const rule = new SecurityGroupIngressRule(`${name}-efs`, { ...nfs, ...from }, { parent: this });
    return network.privateSubnetIds.map(
      (subnetId, index) =>
        new MountTarget(
          `${name}-${index + 1}`,
          { fileSystemId: this.fileSystemId, subnetId, securityGroups: [group.id] },
          { parent: this, dependsOn: rule },
        ),
    );
  }
}

/** What holds without a policy, for connections with TLS: who reaches a mount target may mount. The security group says who does. */
function encryptedOnItsWay(arn: string): string {
  const Principal = { AWS: "*" };
  const actions = ["ClientMount", "ClientWrite", "ClientRootAccess"].map((action) => `elasticfilesystem:${action}`);
  const byTarget = { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } };
  const plain = { Bool: { "aws:SecureTransport": "false" } };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Mount", Effect: "Allow", Principal, Action: actions, Resource: arn, Condition: byTarget },
      { Sid: "EncryptedOnly", Effect: "Deny", Principal, Action: "*", Resource: arn, Condition: plain },
    ],
  });
}
