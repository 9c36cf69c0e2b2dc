import { isSlotToken } from "../../core";
import type { PodGroup } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject, specOf } from "../subject";

/** What the rules read of a Service. */
export interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePort[];
}

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

/** A Service's ports lead to ports that containers of its pods declare. */
export function servicePortReachesContainer(subject: Subject): Finding[] {
  return ofKind(subject, "Service").flatMap((service) => {
    const { type, selector, ports = [] } = specOf<ServiceSpec>(service);
    if (!selector || type === "ExternalName") return [];
    const pods = subject.pods.find(service.manifest.metadata.namespace, { matchLabels: selector });
    // Without pods, another rule speaks.
    if (pods.length === 0) return [];
    return ports
      .filter((port) => !pods.some((group) => reaches(port, group)))
      .map((port) => {
        const { port: number, targetPort = number, protocol = "TCP" } = port;
        const target = typeof targetPort === "number" ? targetPort : `'${targetPort}'`;
        const message = `port ${number} leads to ${protocol} port ${target}, which no container of its pods declares; they declare ${declared(pods)}`;
        return { rule: "service-port-reaches-container", object: service.id, message };
      });
  });
}

/** Ports, as messages name them. */
export function declared(pods: readonly { readonly ports: readonly { readonly name?: string; readonly port: number }[] }[]): string {
  const all = pods.flatMap(({ ports }) => ports.map(({ name, port }) => (name === undefined ? String(port) : `${port} '${name}'`)));
  return [...new Set(all)].join(", ") || "none";
}

function reaches({ port: number, targetPort = number, protocol = "TCP" }: ServicePort, { ports }: PodGroup): boolean {
  // A slot is a number that is not known yet.
  if (isSlotToken(targetPort)) return true;
  return ports.some(
    ({ name, port, protocol: spoken }) => (typeof targetPort === "number" ? port : name) === targetPort && spoken === protocol,
  );
}
