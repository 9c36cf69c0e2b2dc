import { StorageClass } from "@pulumi/kubernetes/storage/v1/storageClass";
import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import { makeAddOn } from "./add-on";
import type { Cluster } from "./cluster";
import type { NodesConfiguration } from "./nodes-configuration";

/** The props of storage. */
export interface StorageProps {
  readonly cluster: Cluster;
  readonly kubernetesVersion: string;
  readonly kind: NodesConfiguration["kind"];
  /** The nodes. */
  readonly after: readonly Resource[];
}

/** Auto Mode has a driver of its own, with a name of its own; neither takes the other's volumes. */
const PROVISIONERS = { auto: "ebs.csi.eks.amazonaws.com", managed: "ebs.csi.aws.com" } as const;

/** Volumes of one pod: class gp3, also for who names none. Encrypted with the key that AWS has for volumes of the account. */
export class Storage extends ComponentResource {
  constructor(name: string, { cluster, kubernetesVersion, kind, after }: StorageProps, options: ComponentResourceOptions) {
    super("tagenal:eks:Storage", name, {}, options);
    if (kind === "managed") {
      const identity = { serviceAccount: "ebs-csi-controller-sa", managedPolicy: "service-role/AmazonEBSCSIDriverPolicy" };
      const addOn = "aws-ebs-csi-driver";
      makeAddOn(`${name}-${addOn}`, { cluster, addOn, kubernetesVersion, identity, after }, { parent: this });
    }
    new StorageClass(
      "StorageClass/gp3",
      {
        metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
        provisioner: PROVISIONERS[kind],
        parameters: { type: "gp3", encrypted: "true" },
        // A volume is of one zone: that of the node for its pod.
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: "Delete",
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
