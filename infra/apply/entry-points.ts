import { type LabelSelector, type Plan, type PlanEntryPoint, type PlanObject, selects } from "../../constructs/plan";
import type { IKubectl } from "../cluster/kubectl";
import { getLive, type LiveObject } from "../cluster/live-object";
import type { OpenEntryPoint } from "./account";

interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
}

/** The entry points of a Plan, each with the address that its load balancer has now, if it has one. */
export async function openEntryPoints(kubectl: IKubectl, { entryPoints, objects }: Plan): Promise<OpenEntryPoint[]> {
  if (entryPoints.length === 0) return [];
  const balancers = objects.filter(
    ({ manifest }) => manifest.kind === "Service" && (manifest["spec"] as ServiceSpec).type === "LoadBalancer",
  );
  const live = await getLive(
    kubectl,
    balancers.map(({ manifest }) => manifest),
  );
  return entryPoints.map((entry) => {
    const balancer = balancers.find((object) => leadsTo(object, entry));
    const address = balancer && addressOf(entry, live.get(balancer.id));
    return { name: entry.name, url: entry.url, ...(address === undefined ? {} : { address }) };
  });
}

function leadsTo({ manifest }: PlanObject, { server }: PlanEntryPoint): boolean {
  const { selector } = manifest["spec"] as ServiceSpec;
  const matchLabels: LabelSelector = { matchLabels: selector };
  return (
    selector !== undefined &&
    server.kind === "pods" &&
    manifest.metadata.namespace === server.namespace &&
    selects(matchLabels, server.labels)
  );
}

function addressOf({ url, port }: PlanEntryPoint, service: LiveObject | undefined): string | undefined {
  const { loadBalancer } = (service?.["status"] ?? {}) as { loadBalancer?: { ingress?: readonly { ip?: string; hostname?: string }[] } };
  const [first] = loadBalancer?.ingress ?? [];
  const host = first?.ip ?? first?.hostname;
  if (host === undefined) return undefined;
  const { ports = [] } = (service?.["spec"] ?? {}) as ServiceSpec;
  const [only] = ports;
  const open = ports.find(({ targetPort }) => targetPort === port) ?? only;
  const [, scheme = "http", path = "/"] = /^([\w+.-]+):\/\/[^/]*(\/.*)?$/.exec(url) ?? [];
  const usual = { http: 80, https: 443 }[scheme] === open?.port;
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}${usual ? "" : `:${open?.port}`}${path}`;
}
