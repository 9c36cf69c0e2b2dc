import { type PodGroup, type PolicyPeer, selects } from "../../plan";
import type { Subject } from "../subject";

/** The Plan's pods that a peer of a policy in the namespace `home` means; undefined if it also means pods of others. */
export function podsOfPeer(subject: Subject, home: string | undefined, peer: PolicyPeer): readonly PodGroup[] | undefined {
  const { podSelector = {}, namespaceSelector, ipBlock } = peer;
  if (ipBlock) return undefined;
  const namespaces = namespaceSelector
    ? [...subject.namespaces].filter(([, labels]) => selects(namespaceSelector, labels)).map(([name]) => name)
    : [home];
  // A selector of all namespaces means those of others too, and so does one that fits none of ours.
  const everywhere = namespaceSelector !== undefined && selects(namespaceSelector, {});
  if (everywhere || namespaces.length === 0 || namespaces.some((name) => hasPodsOfOthers(subject, name, podSelector))) return undefined;
  return namespaces.flatMap((name) => subject.pods.find(name, podSelector));
}

/** Whether a selector means pods in a namespace that the Plan knows of and does not make. */
export function hasPodsOfOthers(
  { foreignPods }: Subject,
  namespace: string | undefined,
  selector: NonNullable<PolicyPeer["podSelector"]>,
): boolean {
  // What runs in kube-system comes with the cluster: DNS, metrics, the nodes' agents.
  return namespace === "kube-system" || foreignPods.find(namespace, selector).length > 0;
}
