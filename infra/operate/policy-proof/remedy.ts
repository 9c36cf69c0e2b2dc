import type { Environment } from "../../../stacks";

/** How policies come to be enforced in the cluster of an environment. */
export function remedyFor({ cluster }: Pick<Environment, "cluster">): string {
  if (cluster.kind === "context" && cluster.context.includes("minikube"))
    return `minikube delete -p ${cluster.context}, then minikube start -p ${cluster.context} --cni=calico: Minikube's usual network ignores policies`;
  if (cluster.kind === "eks") {
    return `aws eks update-addon --cluster-name ${cluster.name} --addon-name vpc-cni --configuration-values '{"enableNetworkPolicy":"true"}': the VPC plugin enforces them only if told so`;
  }
  return "install a network plugin that enforces policies, as Calico or Cilium";
}
