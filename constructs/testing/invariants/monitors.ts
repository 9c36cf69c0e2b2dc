import type { PlanObject } from "../../plan";
import type { Finding } from "../finding";
import { ofKind, type Subject, specOf } from "../subject";
import { declared, type ServiceSpec } from "./service-ports";

/** The kinds with which the Prometheus operator finds what to scrape. */
export const SERVICE_MONITOR = "ServiceMonitor.monitoring.coreos.com";
const POD_MONITOR = "PodMonitor.monitoring.coreos.com";

interface MonitorSpec {
  readonly selector: Parameters<Subject["pods"]["find"]>[1];
  readonly namespaceSelector: { readonly any?: boolean; readonly matchNames?: readonly string[] };
  readonly endpoints: readonly { readonly port?: string }[];
  readonly podMetricsEndpoints: readonly { readonly port?: string }[];
}

/** The ports that monitors scrape are there: Prometheus drops the others without a word. */
export function monitorPortExists(subject: Subject): Finding[] {
  return ofKind(subject, SERVICE_MONITOR, POD_MONITOR).flatMap((monitor) => {
    const { selector = {}, endpoints, podMetricsEndpoints } = specOf<MonitorSpec>(monitor);
    const namespaces = selectedNamespaces(subject, monitor) ?? [];
    const services = endpoints ? namespaces.flatMap((name) => subject.services.find(name, selector)) : [];
    const pods = podMetricsEndpoints ? namespaces.flatMap((name) => subject.pods.find(name, selector)) : [];
    if (services.length + pods.length === 0) return [];
    const ofServices = services.flatMap(({ object }) => specOf<ServiceSpec>(object).ports ?? []);
    const names = new Set([...ofServices, ...pods.flatMap(({ ports }) => ports)].map(({ name }) => name));
    const known = endpoints ? declared([{ ports: ofServices }]) : declared(pods);
    return (endpoints ?? podMetricsEndpoints ?? []).flatMap(({ port }, index) =>
      port === undefined || names.has(port)
        ? []
        : {
            rule: "monitor-port-exists",
            object: monitor.id,
            message: `endpoint ${index} scrapes port '${port}', but what is selected has ${known}`,
          },
    );
  });
}

/** The namespaces in which an object selects: its own, unless it says others; undefined if those of others are among them. */
export function selectedNamespaces({ namespaces }: Subject, object: PlanObject): (string | undefined)[] | undefined {
  const { any, matchNames = [] } = specOf<MonitorSpec>(object).namespaceSelector ?? {};
  if (any) return undefined;
  if (matchNames.length === 0) return [object.manifest.metadata.namespace];
  return matchNames.every((name) => namespaces.has(name)) ? [...matchNames] : undefined;
}
