import type { Manifest } from "../../plan";
import type { PodGroup } from "../../pod-groups";
import { type FieldRules, immutable, type Judge, type Judgement, type Pair, says, specOf } from "../rule";

interface ServiceSpec {
  readonly type: string;
  readonly clusterIP: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** From how far a Service can be reached. */
const REACH: Readonly<Record<string, number>> = { ExternalName: 0, ClusterIP: 1, NodePort: 2, LoadBalancer: 3 };

const TYPE: Judge = ({ before = "ClusterIP", after = "ClusterIP" }) => {
  const rule = "service-type";
  const [was, will] = [REACH[String(before)] ?? 1, REACH[String(after)] ?? 1];
  if (will > was && was > 0)
    return { class: "safe", rule, event: "reachable from further", why: "it keeps its address and gets another one for outside" };
  const why =
    will === 0 || was === 0
      ? "its name leads somewhere else, connections through its address are cut"
      : "its address for outside is given back, whoever came in by it is cut off";
  return { class: "replace", rule, event: "address lost", why, remedy: "move the clients to the new address first" };
};

const SELECTOR: Judge = (_field, pair) => {
  const rule = "service-selector";
  const { before, after, from, to } = pair;
  const { namespace } = to.manifest.metadata;
  const [was, will] = [selectorOf(from.manifest), selectorOf(to.manifest)];
  const names = (groups: readonly PodGroup[]): string =>
    groups
      .map(({ owner }) => owner)
      .sort()
      .join(", ");
  const [today, soon] = [names(before.podsOf(namespace, was)), names(after.podsOf(namespace, will))];
  if (soon === "")
    return cut(rule, "selector changed", "it selects no pod: nobody answers any more", "select the labels of the pods' template");
  const ready = names(before.podsOf(namespace, will));
  if (today === soon && ready === soon) return { class: "safe", rule, event: "selector changed", why: "it means the same pods" };
  if (ready === "")
    return cut(
      rule,
      "selector changed",
      "no pod of today has these labels: nobody answers until new pods are ready",
      "give the pods the labels first, then change the selector",
    );
  return cut(
    rule,
    "selector changed",
    `connections go to ${soon} at once, instead of ${today || "nobody"}`,
    "make a second Service, and move the clients one by one",
  );
};

function selectorOf(manifest: Manifest): { matchLabels: Readonly<Record<string, string>> } | undefined {
  const { selector = {} } = specOf<ServiceSpec>(manifest);
  return Object.keys(selector).length > 0 ? { matchLabels: selector } : undefined;
}

const PORTS: Judge = ({ path, before, after }, pair) => {
  const rule = "service-ports";
  const field = /^spec\.ports\[[^\]]*\]\.(\w+)/.exec(path)?.[1];
  if (field === undefined) {
    if (before === undefined) return { class: "safe", rule, event: "port added", why: "the others stay" };
    return cut(rule, "port removed", "clients of this port are cut off", "keep the old port until nobody uses it");
  }
  if (field === "targetPort") return targetOf(after, pair, rule);
  if (field === "nodePort" && after === undefined)
    return { class: "safe", rule, event: "node port no longer given", why: "the number stays" };
  if (field === "nodePort")
    return cut(rule, "node port changed", "whoever comes in by the old port of the nodes is cut off", "keep the number");
  const asking = field === "name" ? askingFor(String(before), pair) : [];
  if (asking.length > 0) return cut(rule, "port renamed", `${asking.join(", ")} asks for it by its old name`, "rename it there, too");
  return { class: "safe", rule, event: "port settings changed", why: "connections go on" };
};

interface Backend {
  readonly service?: { readonly name?: string; readonly port?: { readonly name?: string } };
}

/** The Ingresses of the new Plan that still ask for a port by a name that it no longer has. */
function askingFor(port: string, { to, after }: Pair): string[] {
  const { name, namespace } = to.manifest.metadata;
  const asks = ({ service }: Backend): boolean => service?.name === name && service?.port?.name === port;
  return after.ofKind("Ingress.networking.k8s.io").flatMap(({ id, manifest }) => {
    const { rules = [], defaultBackend } = specOf<{
      rules: readonly { readonly http?: { readonly paths?: readonly { readonly backend: Backend }[] } }[];
      defaultBackend: Backend;
    }>(manifest);
    const backends = [
      ...rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend)),
      ...(defaultBackend ? [defaultBackend] : []),
    ];
    return manifest.metadata.namespace === namespace && backends.some(asks) ? [id] : [];
  });
}

function targetOf(target: unknown, { before, to }: Pair, rule: string): Judgement {
  const today = before.podsOf(to.manifest.metadata.namespace, selectorOf(to.manifest));
  const listens = today.some(({ ports }) => ports.some(({ name, port }) => name === target || port === target));
  if (listens) return { class: "safe", rule, event: "target port changed", why: "today's pods listen on it already" };
  return cut(
    rule,
    "target port changed",
    "today's pods do not listen on it: nobody answers until new ones are ready",
    "let the pods listen on both ports first",
  );
}

function cut(rule: string, event: string, why: string, remedy: string): Judgement {
  return { class: "replace", rule, event, why, remedy };
}

const ADDRESS: Judge = ({ after }, { from, to }) => {
  const [was, will] = [specOf<ServiceSpec>(from.manifest), specOf<ServiceSpec>(to.manifest)];
  // What is no longer said stays as it is.
  if (after === undefined) return { class: "safe", rule: "service-address", event: "address no longer given", why: "the address stays" };
  const isHeadless = ({ clusterIP }: Partial<ServiceSpec>): boolean => clusterIP === "None";
  const why = isHeadless(was) === isHeadless(will) ? "its address is another one" : "its name leads to other addresses";
  return {
    class: "replace",
    rule: "service-address",
    event: "address changed",
    why: `it cannot be changed in place: it is deleted and made anew, ${why}, clients are cut off meanwhile`,
    remedy: "make a second Service beside it, and move the clients",
  };
};

/** What load balancers of AWS cannot change: another one is made, with another address. */
const OF_BALANCER = /service\.beta\.kubernetes\.io\/aws-load-balancer-(type|scheme|name|internal|nlb-target-type)\]$/;

const ANNOTATION: Judge = ({ path }, { to }) => {
  if (!OF_BALANCER.test(path) || specOf<ServiceSpec>(to.manifest).type !== "LoadBalancer") return undefined;
  const why = "the load balancer is deleted and made anew, under another address";
  return {
    class: "replace",
    rule: "load-balancer",
    event: "load balancer made anew",
    why,
    remedy: "make a second Service, and move its name over",
  };
};

const INTERNAL: Judge = ({ after }) => {
  const rule = "service-traffic";
  if (after !== "Local")
    return { class: "safe", rule, event: "reachable from all nodes", why: "connections from every node reach some pod" };
  const why = "from nodes without a pod of it nobody reaches it any more";
  return { class: "replace", rule, event: "reachable on its nodes only", why, remedy: "run a pod of it on each node first (a Daemon)" };
};

/** Who may come in through a load balancer: nothing said is everybody. */
const SOURCES: Judge = ({ before, after }) => {
  const rule = "service-sources";
  const [was, will] = [before, after].map((list) => (list ?? []) as readonly string[]) as [readonly string[], readonly string[]];
  const lost = was.filter((range) => !will.includes(range));
  if (will.length === 0 || (was.length > 0 && lost.length === 0))
    return { class: "safe", rule, event: "opened", why: "who came in still does" };
  const why =
    was.length === 0
      ? `only ${will.join(", ")} may come in: everybody else is cut off`
      : `whoever comes from ${lost.join(", ")} is cut off`;
  return { class: "replace", rule, event: "closed to some", why, remedy: "find out who comes from there first" };
};

const EXTERNAL: Judge = ({ before, after }) => {
  const rule = "service-address";
  const lost = ((before ?? []) as readonly string[]).filter((address) => !((after ?? []) as readonly string[]).includes(address));
  if (lost.length === 0) return { class: "safe", rule, event: "address added", why: "it keeps those it has" };
  return {
    class: "replace",
    rule,
    event: "address lost",
    why: `nobody answers at ${lost.join(", ")} any more`,
    remedy: "move the clients first",
  };
};

/** What a change of a Service risks. */
export const SERVICE: FieldRules = [
  ["metadata.annotations", ANNOTATION],
  ["spec.type", TYPE],
  ["spec.clusterIP", ADDRESS],
  ["spec.clusterIPs", ADDRESS],
  ["spec.ipFamilies", immutable("service-address", "address family", "it is deleted and made anew, clients are cut off meanwhile")],
  [
    "spec.loadBalancerClass",
    immutable(
      "load-balancer",
      "load balancer class",
      "another load balancer is made, under another address",
      "make a second Service, and move its name over",
    ),
  ],
  ["spec.externalName", says("replace", "service-address", "external name changed", "its name leads somewhere else")],
  ["spec.selector", SELECTOR],
  ["spec.ports", PORTS],
  ["spec.internalTrafficPolicy", INTERNAL],
  ["spec.loadBalancerSourceRanges", SOURCES],
  ["spec.externalIPs", EXTERNAL],
  ["spec", says("safe", "service-settings", "settings changed", "connections go on")],
];
