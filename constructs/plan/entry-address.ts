import { kindOf } from "./manifest";
import type { Plan, PlanEntryPoint, PlanObject } from "./plan";
import { selects } from "./selector";

interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
}

/** The load balancer through which an entry point is reached; undefined where there is none. */
export function balancerOf({ objects }: Pick<Plan, "objects">, { server }: PlanEntryPoint): PlanObject | undefined {
  if (server.kind !== "pods") return undefined;
  return objects.find(({ manifest }) => {
    if (kindOf(manifest) !== "Service" || manifest.metadata.namespace !== server.namespace) return false;
    const { selector, type } = manifest["spec"] as ServiceSpec;
    return type === "LoadBalancer" && selector !== undefined && selects({ matchLabels: selector }, server.labels);
  });
}

/** How an entry point is typed, once its load balancer's status names an address; undefined before. */
export function entryAddress({ url, port }: PlanEntryPoint, { manifest }: PlanObject, status: unknown): string | undefined {
  const { loadBalancer } = (status ?? {}) as { loadBalancer?: { ingress?: readonly { ip?: string; hostname?: string }[] } };
  const [first] = loadBalancer?.ingress ?? [];
  const host = first?.ip ?? first?.hostname;
  if (host === undefined) return undefined;
  const { ports = [] } = (manifest["spec"] ?? {}) as ServiceSpec;
  const [only] = ports;
  const open = ports.find(({ targetPort }) => targetPort === port) ?? only;
  const [, scheme = "http", path = "/"] = /^([\w+.-]+):\/\/[^/]*(\/.*)?$/.exec(url) ?? [];
  const usual = { http: 80, https: 443 }[scheme] === open?.port;
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}${usual ? "" : `:${open?.port}`}${path}`;
}
