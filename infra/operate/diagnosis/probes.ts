import type { Container } from "../../../constructs/plan";

/** The probes of a container, in the words of Kubernetes. */
export type ProbeKind = "startup" | "liveness" | "readiness";

interface Probe {
  readonly httpGet?: { readonly path?: string; readonly port: number | string; readonly scheme?: string };
  readonly tcpSocket?: { readonly port: number | string };
  readonly grpc?: { readonly port: number; readonly service?: string };
  readonly exec?: { readonly command?: readonly string[] };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
}

/** A probe of a container; undefined where it has none. */
export function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  return container[`${kind}Probe`] as Probe | undefined;
}

/** How the event of a failed probe begins, before the answer. */
export function failureOf(kind: ProbeKind): RegExp {
  return new RegExp(`^${kind} probe (failed|errored)[^:]*: `, "i");
}

/** What a probe does: "GET /ready on port 8080". */
export function describeProbe(container: Container, kind: ProbeKind): string {
  const { httpGet, tcpSocket, grpc, exec } = probeOf(container, kind) ?? {};
  if (httpGet) return `${httpGet.scheme === "HTTPS" ? "HTTPS " : ""}GET ${httpGet.path ?? "/"} on port ${portOf(container, httpGet.port)}`;
  if (tcpSocket) return `connect to port ${portOf(container, tcpSocket.port)}`;
  if (grpc) return `gRPC health of port ${grpc.port}`;
  return `run ${(exec?.command ?? []).join(" ")}`;
}

function portOf({ ports = [] }: Container, port: number | string): string {
  if (typeof port === "number") return String(port);
  const found = ports.find(({ name }) => name === port);
  return found ? `${found.containerPort} (${port})` : `'${port}', which the container does not declare`;
}

/** What the answer to a probe means, and what to do; `sure` where waiting will hardly change it. */
export function explainAnswer(container: Container, kind: ProbeKind, answer: string): { meaning: string; remedy: string; sure: boolean } {
  const { ports = [] } = container;
  const declared = ports.map(({ containerPort }) => containerPort).join(", ");
  if (/connection refused/.test(answer)) {
    return {
      meaning: `nobody listens there${declared && ` (the container declares port ${declared})`}`,
      remedy: `correct the port of the ${kind} probe, or let the program listen on it, on 0.0.0.0 and not only on localhost`,
      sure: true,
    };
  }
  if (/statuscode: 404/.test(answer))
    return { meaning: "the program knows no such path", remedy: `correct the path of the ${kind} probe`, sure: true };
  if (/statuscode: 40[13]/.test(answer))
    return { meaning: "the program wants a login", remedy: `let the path of the ${kind} probe answer without one`, sure: true };
  if (/server gave HTTP response to HTTPS/.test(answer))
    return { meaning: "the program speaks HTTP, the probe HTTPS", remedy: `correct the scheme of the ${kind} probe`, sure: true };
  if (/deadline exceeded|Client\.Timeout|timed out|timeout/i.test(answer)) {
    const seconds = probeOf(container, kind)?.timeoutSeconds ?? 1;
    return {
      meaning: `no answer within ${seconds} s`,
      remedy: `see whether the program is short of CPU or blocked (kubectl top pods, its log); if it may take that long, raise timeoutSeconds of the ${kind} probe`,
      sure: false,
    };
  }
  return { meaning: "the program says so itself", remedy: "read its log: it says what it is waiting for", sure: false };
}
