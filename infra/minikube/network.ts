import { BlockList } from "node:net";
import type { Environment } from "../../stacks";

/** The network of a new cluster. */
export const CNI = "calico";

/** The networks of Minikube that enforce policies, each with the DaemonSet that does it. */
const ENFORCING: Readonly<Record<string, string>> = { calico: "calico-node", cilium: "cilium" };

/** Whether a network of Minikube enforces policies. One of the user's own, from a manifest, is believed to. */
export function enforcesPolicies(cni: string): boolean {
  return Object.hasOwn(ENFORCING, cni) || /\.(ya?ml|json)$/.test(cni);
}

/** The DaemonSet in kube-system that makes the network; undefined for one of the user's own. */
export function networkDaemon(cni: string): string | undefined {
  return ENFORCING[cni];
}

/** Where the addresses of nodes are not those that the environment's policies let pass. */
export function foreignAddresses({ name, network }: Environment, addresses: readonly string[]): string[] {
  const parts = [
    ["network.nodes", network.nodes, "what runs on nodes"],
    ["network.kubernetesApi", network.kubernetesApi, "the Kubernetes API"],
  ] as const;
  return parts.flatMap(([property, range, what]) => {
    if (!range) return [];
    const outside = addresses.filter((address) => !contains(range.cidrs, address));
    if (outside.length === 0) return [];
    return [
      `the cluster has the address ${outside.join(", ")}, which is not in '${property}' of environment ${name} (${range.cidrs.join(", ")}): policies cut pods off from ${what}; add it there`,
    ];
  });
}

function contains(cidrs: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [net = "", bits = "32"] = cidr.split("/");
    list.addSubnet(net, Number(bits));
  }
  return list.check(address);
}
