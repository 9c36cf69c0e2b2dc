import { kindOf, type LabelSelector, type PlanObject, type PolicyPeer, type PolicySpec } from "../../plan";
import { specOf } from "../subject";

/** A selector, and where it stands in its object. */
export interface FoundSelector {
  readonly path: string;
  /** Undefined where the object should have one and has none. */
  readonly selector?: LabelSelector;
  /** The peer of a policy's rule that the selector is part of. */
  readonly peer?: PolicyPeer;
}

/** All selectors of an object that say which pods, or which Services, it is about. */
export function selectorsOf(object: PlanObject): FoundSelector[] {
  return READERS[kindOf(object.manifest)]?.(object) ?? [];
}

/** Every peer in the rules of a policy. */
function peersOf(policy: PlanObject): (FoundSelector & { readonly peer: PolicyPeer })[] {
  const { ingress = [], egress = [] } = specOf<PolicySpec>(policy);
  const from = ingress.flatMap(({ from: peers = [] }, rule) =>
    peers.map((peer, index) => ({ peer, path: `spec.ingress[${rule}].from[${index}].podSelector` })),
  );
  const to = egress.flatMap(({ to: peers = [] }, rule) =>
    peers.map((peer, index) => ({ peer, path: `spec.egress[${rule}].to[${index}].podSelector` })),
  );
  return [...from, ...to].map((found) => ({ ...found, selector: found.peer.podSelector }));
}

const READERS: Readonly<Record<string, (object: PlanObject) => FoundSelector[]>> = {
  Service: plain,
  ReplicationController: plain,
  "Deployment.apps": required,
  "StatefulSet.apps": required,
  "DaemonSet.apps": required,
  "ReplicaSet.apps": required,
  "Job.batch": (object) => (specOf<{ selector: LabelSelector }>(object).selector ? required(object) : []),
  "PodDisruptionBudget.policy": required,
  "ServiceMonitor.monitoring.coreos.com": required,
  "PodMonitor.monitoring.coreos.com": required,
  "NetworkPolicy.networking.k8s.io": (object) => [
    { path: "spec.podSelector", selector: specOf<PolicySpec>(object).podSelector ?? {} },
    ...peersOf(object).filter(({ selector }) => selector !== undefined),
  ],
};

function required(object: PlanObject): FoundSelector[] {
  return [{ path: "spec.selector", selector: specOf<{ selector: LabelSelector }>(object).selector }];
}

/** The old form, labels alone; without it, somebody else fills in what is selected. */
function plain(object: PlanObject): FoundSelector[] {
  const { selector } = specOf<{ selector: Record<string, string> }>(object);
  return selector && Object.keys(selector).length > 0 ? [{ path: "spec.selector", selector: { matchLabels: selector } }] : [];
}
