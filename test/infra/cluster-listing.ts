import type { Snapshot } from "../../infra/operate/diagnosis";

/** What a small cluster has beside the systems in it: one node, two storage classes. */
export const CLUSTER_LISTING: Snapshot["objects"] = [
  {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "lab" },
    status: { allocatable: { cpu: "4", memory: "8Gi", pods: "110" }, conditions: [{ type: "Ready", status: "True" }] },
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "standard" },
    provisioner: "lab/local",
    volumeBindingMode: "WaitForFirstConsumer",
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "ebs" },
    provisioner: "ebs.csi.aws.com",
    volumeBindingMode: "Immediate",
  },
];
