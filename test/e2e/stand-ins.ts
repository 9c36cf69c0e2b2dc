import { App, Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { type Plan, type PlanPeer, planOf, podGroups } from "../../constructs/plan";
import { ListeningPod } from "./listening-pod";
import { NETWORK_LABEL } from "./random-network";

/** Pods that stand in for those of a system, and all its policies. */
export interface StandIns {
  readonly plan: Plan;
  /** Every port that anything of the system listens on, and one that nothing does: each pod listens on all of them. */
  readonly ports: readonly number[];
}

interface Group {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A port that nothing of a system listens on. */
const UNUSED = 8001;

/**
 * The policies of a system, and a small pod with the labels of each of its workloads, each foreign side of its connections, and a stranger in every
 * namespace: what policies do depends on nothing else.
 */
export function standInsFor(system: Plan, elsewhere: string): StandIns {
  const policies = system.objects.filter(({ manifest }) => manifest.kind === "Namespace" || manifest.kind === "NetworkPolicy");
  const own = podGroups(system).map(({ namespace = "default", name, labels }): Group => ({ namespace, name, labels }));
  const foreign = system.connections.flatMap(({ client, server }) => [client, server].flatMap(foreignGroup));
  const groups = [...own, ...foreign.filter(({ namespace, name }) => !own.some((one) => one.namespace === namespace && one.name === name))];
  const namespaces = [...new Set([...groups.map(({ namespace }) => namespace), elsewhere])];
  const ports = [...new Set([...podGroups(system).flatMap((group) => group.ports.map(({ port }) => port)), UNUSED])];

  const app = new App();
  for (const namespace of namespaces) {
    const chart = new Chart(app, namespace, { namespace });
    if (!policies.some(({ manifest }) => manifest.kind === "Namespace" && manifest.metadata.name === namespace)) {
      new k8s.KubeNamespace(chart, "Namespace", { metadata: { name: namespace } });
    }
    const here = groups.filter((group) => group.namespace === namespace);
    for (const { name, labels } of [...here, { name: "stranger", labels: { stranger: "yes" } }]) {
      new ListeningPod(chart, name, { name, labels: { ...labels, [NETWORK_LABEL]: system.system }, ports });
    }
  }
  const pods = planOf(app, { system: system.system });
  return { plan: { ...pods, objects: [...policies, ...pods.objects] }, ports };
}

function foreignGroup(peer: PlanPeer): Group[] {
  return peer.kind === "pods" && peer.foreign && peer.namespace !== undefined
    ? [{ namespace: peer.namespace, name: peer.name, labels: peer.labels }]
    : [];
}
