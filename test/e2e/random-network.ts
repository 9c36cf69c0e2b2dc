import { App, Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { type Endpoint, Foreign, LABEL, Namespace, Outside, Pods, type Surroundings, setSurroundings } from "../../constructs/core";
import { type Plan, planOf } from "../../constructs/plan";
import { LISTENING, ListeningPod } from "./listening-pod";
import type { Random } from "./random";

/** A server that is no pod. */
export interface Machine {
  readonly ip: string;
  readonly port: number;
}

/** What there is besides the pods. */
export interface Outsiders {
  /** The API server, at its own address. */
  readonly api: Machine;
  /** The machine that runs the tests, where pods can reach it. */
  readonly here?: Machine;
  /** The ranges of the pods' addresses. */
  readonly podRanges: readonly string[];
}

/** The label that all pods of one network carry. */
export const NETWORK_LABEL = "tagenal.test/network";

interface Group {
  readonly pods: Pods;
  readonly endpoints: readonly Endpoint[];
  readonly twins: boolean;
}

/** Three namespaces of ours and one of somebody else, with pods of the same names in each, connected at random. */
export function randomNetwork(random: Random, name: string, { api, here, podRanges }: Outsiders): Plan {
  const app = new App();
  const surroundings: Surroundings = {
    name: "lab",
    network: {
      cluster: [...podRanges, `${api.ip}/32`],
      kubernetesApi: { cidrs: [`${api.ip}/32`], ports: [api.port] },
      // As if it were a node: a range of the environment's, with a port that counts where it is called, not where it calls.
      nodes: here && { cidrs: [`${here.ip}/32`], ports: [here.port] },
    },
  };
  setSurroundings(app, surroundings);

  const spaces = ["a", "b", "c"].map((letter) => new Namespace(app, `${name}-${letter}`, { partOf: name }));
  const groups = spaces.flatMap((space, index) =>
    ["web", "cache", "db"].map((label) => group(random, name, space, label, index === 0 && label === "web")),
  );
  // Of our namespace, but of no group: only what holds for the whole namespace holds for it.
  if (spaces[0]) listening(spaces[0], name, "stranger", "stranger");

  const elsewhere = new Chart(app, "Elsewhere", { namespace: `${name}-elsewhere` });
  new k8s.KubeNamespace(elsewhere, "Namespace", { metadata: { name: `${name}-elsewhere` } });
  const foreign = ["web", "db"].map((label) => {
    listening(elsewhere, name, label, label);
    return Foreign.pods({ name: label, namespace: elsewhere.namespace, labels: { [LABEL.name]: label } });
  });

  const servers = groups.flatMap(({ pods, endpoints }) => endpoints.map((endpoint) => ({ pods, endpoint })));
  const foreignEndpoints = foreign.flatMap((peer) => LISTENING.map((port) => peer.endpoint({ name: `p${port}`, port })));
  for (const { pods, endpoints, twins } of groups) {
    for (const server of servers) if ((server.pods !== pods || twins) && random.chance(0.3)) pods.connect(server.endpoint);
    for (const endpoint of foreignEndpoints) if (random.chance(0.4)) pods.connect(endpoint);
    for (const endpoint of endpoints) for (const peer of foreign) if (random.chance(0.4)) pods.allowFrom(peer, endpoint);
    if (random.chance(0.5)) pods.connect(Outside.kubernetesApi().endpoint());
    if (random.chance(0.15)) pods.connect(Outside.anywhere().endpoint({ port: LISTENING[0] }));
    if (!here) continue;
    if (random.chance(0.7)) pods.connect(random.pick(rangesAround(here)).endpoint({ port: here.port }));
    for (const endpoint of endpoints) if (random.chance(0.5)) pods.allowFrom(random.pick(rangesAround(here)), endpoint);
  }
  return planOf(app, { system: name });
}

function group(random: Random, network: string, space: Namespace, label: string, twins: boolean): Group {
  const pods = new Pods(space, label, { labels: { [LABEL.name]: label } });
  for (const name of twins ? [label, `${label}-twin`] : [label]) listening(space, network, name, label);
  // What is open for UDP only is closed for the attempts, which are TCP.
  const endpoints = LISTENING.map((port) => pods.endpoint({ name: `p${port}`, port, protocol: random.chance(0.1) ? "UDP" : "TCP" }));
  return { pods, endpoints, twins };
}

function listening(scope: Chart, network: string, name: string, label: string): void {
  new ListeningPod(scope, `Pod ${name}`, { name, labels: { [LABEL.name]: label, [NETWORK_LABEL]: network } });
}

/** The ways to mean a machine, or everything around it but not itself. */
function rangesAround({ ip }: Machine): readonly [Outside, ...Outside[]] {
  const neighbourhood = ip.replace(/\d+$/, "0/24");
  return [
    Outside.range("here", `${ip}/32`),
    Outside.range("the neighbourhood", neighbourhood),
    Outside.range("the neighbours", neighbourhood, { except: [`${ip}/32`] }),
    Outside.nodes(),
    Outside.internet(),
    Outside.anywhere(),
  ];
}
