import { Duration } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { secondsOf } from "./seconds";

/** How a container is asked whether it is well. A text that begins with "/" is a path, asked by HTTP on the container's first port. */
export type ProbeCheck =
  | string
  | { readonly kind: "http"; readonly path: string; readonly port?: string; readonly scheme?: "HTTP" | "HTTPS" }
  | { readonly kind: "tcp"; readonly port?: string }
  | { readonly kind: "grpc"; readonly port?: string; readonly service?: string }
  | { readonly kind: "exec"; readonly command: readonly string[] };

/** The questions a container is asked as long as it runs. */
export interface ProbesProps {
  /** Whether it can take requests now. Unready pods get none; nothing is restarted. */
  readonly readiness: ProbeCheck;
  /**
   * Whether only a restart can help. Ask nothing of others here: when they fail, restarts would add to it.
   * @default - the first port takes connections; without a port, the same as readiness
   */
  readonly liveness?: ProbeCheck;
  /**
   * Whether it has started; until then the other two are not asked.
   * @default - the same as liveness
   */
  readonly startup?: ProbeCheck;
  /**
   * How long it may take to start.
   * @default - a minute
   */
  readonly startWithin?: Duration;
  /**
   * How long an answer may take.
   * @default - two seconds
   */
  readonly answerWithin?: Duration;
}

/** The ports of a container by name; the first one is meant where no port is said. */
export type Ports = Readonly<Record<string, number>>;

// How often each is asked, and how many failures in a row count: unready after 10 s, restarted after 30 s.
const READINESS = { periodSeconds: 5, failureThreshold: 2 };
const LIVENESS = { periodSeconds: 10, failureThreshold: 3 };

/** The three probes of a container. */
export function renderProbes(
  { readiness, liveness, startup, startWithin = Duration.minutes(1), answerWithin = Duration.seconds(2) }: ProbesProps,
  ports: Ports,
): Pick<k8s.Container, "startupProbe" | "livenessProbe" | "readinessProbe"> {
  const alive = liveness ?? (Object.keys(ports).length > 0 ? { kind: "tcp" } : readiness);
  const timeoutSeconds = secondsOf(answerWithin);
  return {
    startupProbe: {
      ...action(startup ?? alive, ports),
      periodSeconds: 1,
      failureThreshold: secondsOf(startWithin),
      timeoutSeconds,
    },
    livenessProbe: { ...action(alive, ports), ...LIVENESS, timeoutSeconds },
    readinessProbe: { ...action(readiness, ports), ...READINESS, timeoutSeconds },
  };
}

/** The probes of a container that listens and says nothing more of itself. */
export const TAKES_CONNECTIONS: ProbesProps = { readiness: { kind: "tcp" } };

/** The port that a check asks, by name; undefined where it asks none. */
export function portOf(check: ProbeCheck, ports: Ports): string | undefined {
  if (typeof check !== "string" && check.kind === "exec") return undefined;
  return (typeof check === "string" ? undefined : check.port) ?? Object.keys(ports)[0];
}

function action(check: ProbeCheck, ports: Ports): k8s.Probe {
  const port = k8s.IntOrString.fromString(portOf(check, ports) ?? "");
  if (typeof check === "string") return { httpGet: { path: check, port } };
  switch (check.kind) {
    case "http":
      return { httpGet: { path: check.path, port, scheme: check.scheme } };
    case "tcp":
      return { tcpSocket: { port } };
    case "grpc":
      return { grpc: { port: ports[portOf(check, ports) ?? ""] ?? 0, service: check.service } };
    case "exec":
      return { exec: { command: [...check.command] } };
  }
}
