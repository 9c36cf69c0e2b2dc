import { formatBytes, formatCpu } from "../../../../constructs/core";
import { podDemand } from "../../../../constructs/plan";
import type { LivePod } from "../live-kinds";
import { allocatableOf } from "../requested";
import type { Scene } from "../scene";

interface Explanation {
  readonly cause: string;
  readonly remedy: string;
}

interface Reading {
  readonly sign: RegExp;
  readonly explain: (scene: Scene, pod: LivePod, match: RegExpExecArray) => Explanation;
}

/** What the scheduler says of nodes, what it means, the most telling first. */
const READINGS: readonly Reading[] = [
  {
    sign: /persistentvolumeclaim "([^"]+)" not found/,
    explain: (_scene, { metadata }, [, claim]) => ({
      cause: `its claim ${metadata.namespace}/${claim} does not exist`,
      remedy: `kubectl -n ${metadata.namespace} get pvc; add the claim to the Plan, or name another`,
    }),
  },
  {
    sign: /unbound immediate PersistentVolumeClaims/,
    explain: (_scene, { metadata }) => ({
      cause: "its volumes are not there yet",
      remedy: `kubectl -n ${metadata.namespace} describe pvc`,
    }),
  },
  {
    sign: /volume node affinity conflict/,
    explain: (_scene, { metadata }) => ({
      cause: "its volume is in a zone or on a node where no node has room for it",
      remedy: `kubectl -n ${metadata.namespace} get pvc -o wide, kubectl get pv: add a node in the volume's zone`,
    }),
  },
  { sign: /Insufficient (cpu|memory|ephemeral-storage)/, explain: noRoom },
  {
    sign: /Too many pods/,
    explain: () => ({
      cause: "each node runs as many pods as it may",
      remedy: "add a node, or run fewer replicas: kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.status.allocatable.pods",
    }),
  },
  {
    sign: /didn't match Pod's node affinity\/selector/,
    explain: (_scene, { spec }) => {
      const labels = Object.entries((spec["nodeSelector"] ?? {}) as Record<string, string>).map(([key, value]) => `${key}=${value}`);
      const wanted =
        labels.length > 0
          ? labels.join(", ")
          : `node affinity ${JSON.stringify((spec["affinity"] as { nodeAffinity?: unknown } | undefined)?.nodeAffinity)}`;
      return {
        cause: `no node has the labels that it asks for (${wanted})`,
        remedy: `kubectl get nodes --show-labels; label a node (kubectl label node NAME ${labels[0] ?? "KEY=VALUE"}), or ask for labels that there are`,
      };
    },
  },
  {
    sign: /untolerated taints?(?:\(s\))? \{([^}]*)\}|untolerated taint/,
    explain: (_scene, _pod, [, taint]) => ({
      cause: `the nodes are kept for others by a taint that it does not tolerate${taint ? ` (${taint})` : ""}`,
      remedy:
        "kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints; tolerate the taint, remove it, or add a node without",
    }),
  },
  {
    sign: /were unschedulable/,
    explain: (scene) => {
      const cordoned = scene.live("Node").filter(({ spec }) => (spec as { unschedulable?: boolean } | undefined)?.unschedulable);
      return {
        cause: `nodes take no new pods: ${cordoned.map(({ metadata }) => metadata.name).join(", ")} are cordoned`,
        remedy: `kubectl uncordon ${cordoned[0]?.metadata.name ?? "NODE"} when its maintenance is over, or add a node`,
      };
    },
  },
  {
    sign: /didn't match pod (anti-)?affinity rules|didn't satisfy existing pods anti-affinity/,
    explain: () => ({
      cause: "it must not run beside pods that are on every node, or only beside pods that are nowhere",
      remedy: "add a node, run fewer replicas, or make its affinity preferred instead of required",
    }),
  },
  {
    sign: /didn't match pod topology spread constraints/,
    explain: () => ({
      cause: "its pods must be spread evenly, and where the next one belongs there is no room or no node",
      remedy: "add a node in the zone that lacks one, or let the constraint be ScheduleAnyway",
    }),
  },
  {
    sign: /didn't have free ports/,
    explain: () => ({ cause: "the port of the node that it wants is taken", remedy: "do without hostPort, or add a node" }),
  },
];

/** Says in words why the scheduler finds no node, and what to do. */
export function explainSchedule(scene: Scene, pod: LivePod, message: string): Explanation {
  const said = message.replace(/ (no new claims to deallocate, )?preemption: .*$/s, "");
  for (const { sign, explain } of READINGS) {
    const match = sign.exec(message);
    if (!match) continue;
    const { cause, remedy } = explain(scene, pod, match);
    return { cause: `${cause}; the scheduler says: ${said}`, remedy };
  }
  return { cause: `the scheduler says: ${said}`, remedy: `kubectl -n ${pod.metadata.namespace} describe pod ${pod.metadata.name}` };
}

function noRoom(scene: Scene, pod: LivePod): Explanation {
  const { cpu, memory } = podDemand(pod.spec);
  const nodes = scene
    .live("Node")
    .map(({ metadata: { name }, status }) => ({ name, whole: allocatableOf(status), used: scene.snapshot.requested[name] }));
  const rooms = nodes.map(({ name, whole, used }) => {
    const all = `${formatCpu(whole.cpu)} CPU and ${formatBytes(whole.memory)}`;
    if (!used) return `${name} has ${all} for all its pods`;
    const free = `${formatCpu(Math.max(whole.cpu - used.cpu, 0))} CPU and ${formatBytes(Math.max(whole.memory - used.memory, 0))}`;
    return `${name} has ${free} left of ${all}`;
  });
  const tooBig = nodes.length > 0 && nodes.every(({ whole }) => whole.cpu < cpu || whole.memory < memory);
  return {
    cause: `it requests ${formatCpu(cpu)} CPU${memory > 0 ? ` and ${formatBytes(memory)} of memory` : ""}${rooms.length > 0 ? `, ${rooms.join("; ")}` : ""}`,
    remedy: tooBig
      ? "lower its request, or add a larger node: none is that large"
      : "add a node, lower the requests, or run fewer replicas: kubectl describe nodes lists who requests what",
  };
}
