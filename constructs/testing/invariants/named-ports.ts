import { isSlotToken } from "../../core";
import { allContainers, type Container, type PodGroup, type PolicyPeer, type PolicyPort, type PolicySpec } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject, specOf } from "../subject";
import { podsOfPeer } from "./pods-of-peer";
import { declared } from "./service-ports";

/** Ports that probes, hooks and policies call by name have that name. */
export function namedPortExists(subject: Subject): Finding[] {
  return [...ofContainers(subject), ...ofPolicies(subject)].map(([object, message]) => ({ rule: "named-port-exists", object, message }));
}

type Found = readonly [object: string, message: string];

interface Handler {
  readonly httpGet?: { readonly port?: number | string };
  readonly tcpSocket?: { readonly port?: number | string };
}

/** Kubernetes looks a probe's name up among the ports of the same container. */
function ofContainers({ templates }: Subject): Found[] {
  return [...templates.values()].flatMap(({ owner, spec }) =>
    allContainers(spec).flatMap((container) =>
      handlersOf(container).flatMap(([what, { httpGet, tcpSocket }]) => {
        const port = httpGet?.port ?? tcpSocket?.port;
        const { name, ports = [] } = container;
        if (!isName(port) || ports.some((one) => one.name === port)) return [];
        const known = ports.flatMap((one) => (one.name === undefined ? [] : `'${one.name}'`)).join(", ") || "none";
        return [[owner, `${what} of container '${name}' wants port '${port}', but the container's named ports are ${known}`] as const];
      }),
    ),
  );
}

function handlersOf(container: Container): [string, Handler][] {
  const { postStart, preStop } = (container["lifecycle"] ?? {}) as Readonly<Record<string, Handler | undefined>>;
  const { readinessProbe, livenessProbe, startupProbe } = container as Readonly<Record<string, unknown>>;
  const all = { readinessProbe, livenessProbe, startupProbe, "lifecycle.postStart": postStart, "lifecycle.preStop": preStop };
  return Object.entries(all).flatMap(([what, handler]) => (handler ? [[what, handler as Handler]] : []));
}

/** A policy's names are those of the pods that listen: its own on the way in, its peers' on the way out. */
function ofPolicies(subject: Subject): Found[] {
  return ofKind(subject, "NetworkPolicy.networking.k8s.io").flatMap((policy) => {
    const { podSelector = {}, ingress = [], egress = [] } = specOf<PolicySpec>(policy);
    const { namespace } = policy.manifest.metadata;
    const own = subject.pods.find(namespace, podSelector);
    const inward = ingress.flatMap(({ ports }, rule) => missing(`spec.ingress[${rule}]`, ports, own));
    const outward = egress.flatMap(({ to, ports }, rule) => missing(`spec.egress[${rule}]`, ports, podsOfPeers(subject, namespace, to)));
    return [...inward, ...outward].map((message) => [policy.id, message] as const);
  });
}

function missing(path: string, ports: readonly PolicyPort[] = [], pods: readonly PodGroup[] | undefined): string[] {
  // Whose ports are not known, or who does not exist, is not at fault here.
  if (!pods || pods.length === 0) return [];
  const names = new Set(pods.flatMap(({ ports: own }) => own.map(({ name }) => name)));
  return ports.flatMap(({ port }, index) =>
    !isName(port) || names.has(port)
      ? []
      : `${path}.ports[${index}] wants port '${port}', but the pods that listen declare ${declared(pods)}`,
  );
}

/** Undefined where some of the peers are not of the Plan; no peers at all mean everybody. */
function podsOfPeers(subject: Subject, home: string | undefined, peers: readonly PolicyPeer[] = []): readonly PodGroup[] | undefined {
  const all = peers.map((peer) => podsOfPeer(subject, home, peer));
  return all.length === 0 || all.includes(undefined) ? undefined : all.flatMap((pods) => pods ?? []);
}

/** A slot is a number that is not known yet. */
function isName(port: number | string | undefined): port is string {
  return typeof port === "string" && !isSlotToken(port);
}
