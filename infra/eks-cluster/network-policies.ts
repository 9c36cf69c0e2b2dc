import type { Addon } from "@pulumi/aws/eks/addon";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { makeAddOn } from "./add-on";
import type { Cluster } from "./cluster";
import type { NodesConfiguration } from "./nodes-configuration";

/** The props of network policies. */
export interface NetworkPoliciesProps {
  readonly cluster: Cluster;
  readonly kubernetesVersion: string;
  readonly kind: NodesConfiguration["kind"];
}

/**
 * Has EKS enforce NetworkPolicy objects: without it they are accepted, and nobody obeys them.
 *
 * Documented in EKS' user guide: for Auto Mode ("Use Network Policies with EKS Auto Mode") the ConfigMap, which a new cluster does not have,
 * with NodeClass `networkPolicy: DefaultAllow` and `networkPolicyEventLogs` as options (auto-nodes.ts); for others ("Restrict Pod network
 * traffic with Kubernetes network policies") the value `enableNetworkPolicy` of the add-on vpc-cni, as the text "true".
 *
 * DefaultAllow and the add-on's standard mode leave alone what no policy selects, as Kubernetes itself has it: Tagenal closes its
 * namespaces by policies of its own. Both apply the policies of a new pod shortly after it has started.
 */
export class NetworkPolicies extends ComponentResource {
  /** True as soon as they are enforced. */
  readonly enforced: Output<boolean>;

  constructor(name: string, { cluster, kubernetesVersion, kind }: NetworkPoliciesProps, options: ComponentResourceOptions) {
    super("tagenal:eks:NetworkPolicies", name, {}, options);
    const switchedOn = kind === "auto" ? this.#controller() : this.#cni(name, cluster, kubernetesVersion);
    this.enforced = switchedOn.id.apply(() => true);
    this.registerOutputs();
  }

  #controller(): ConfigMap {
    const metadata = { name: "amazon-vpc-cni", namespace: "kube-system" };
    const data = { "enable-network-policy-controller": "true" };
    return new ConfigMap("kube-system/amazon-vpc-cni", { metadata, data }, { parent: this });
  }

  #cni(name: string, cluster: Cluster, kubernetesVersion: string): Addon {
    const identity = { serviceAccount: "aws-node", managedPolicy: "AmazonEKS_CNI_Policy" };
    const configuration = { enableNetworkPolicy: "true", nodeAgent: { enablePolicyEventLogs: "true" } };
    return makeAddOn(`${name}-vpc-cni`, { cluster, addOn: "vpc-cni", kubernetesVersion, configuration, identity }, { parent: this });
  }
}
