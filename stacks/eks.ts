import { Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import { defineEnvironment, type Environment } from "./environment";
import { VERSIONS } from "./versions";

/** An EKS cluster over three zones: operators where there are any, a share of requests traced. */
export const eks: Environment = defineEnvironment({
  name: "eks",
  description: "an EKS cluster over three zones",
  cluster: { kind: "eks", name: "tagenal" },
  // Six m6i.large, less what the kubelet and the system keep for themselves.
  capacity: { nodes: 6, cpu: Cpu.millis(1930), memory: Size.mebibytes(7220), pods: 29 },
  storageClasses: { block: "gp3", shared: "efs" },
  domain: "tagenal.example",
  modes: { vitess: "operator", prometheus: "operator" },
  sampling: 0.1,
  network: {
    cluster: ["10.0.0.0/16", "172.20.0.0/16"],
    // Its Service's address, which EKS' own policies see, and its interfaces in the cluster's subnets.
    kubernetesApi: { cidrs: ["172.20.0.1/32", "10.0.0.0/16"], ports: [443] },
    // Nodes and pods share the subnets of the VPC.
    nodes: { cidrs: ["10.0.0.0/16"] },
    podIdentityAgent: { cidrs: ["169.254.170.23/32"], ports: [80] },
    // Through gateway endpoints of the VPC; their addresses are those of the services' public ranges.
    services: {
      s3: { cidrs: ["0.0.0.0/0"], except: ["10.0.0.0/16", "172.20.0.0/16"], ports: [443] },
      dynamodb: { cidrs: ["0.0.0.0/0"], except: ["10.0.0.0/16", "172.20.0.0/16"], ports: [443] },
    },
    // Pods where CoreDNS is an add-on; with Auto Mode it answers on each node, behind the Service's address.
    dns: [
      { kind: "pods", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
      { kind: "addresses", cidrs: ["172.20.0.10/32"] },
    ],
  },
  // Of Auto Mode. Without the annotation they are reached from the VPC only.
  loadBalancers: {
    class: "eks.amazonaws.com/nlb",
    annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing" },
  },
  stressScale: { users: 1 / 4 },
  versions: VERSIONS,
});
