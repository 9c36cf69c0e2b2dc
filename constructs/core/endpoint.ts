import type { k8s } from "cdk8s-plus-27";
import type { Credential } from "./credential";
import type { IPeer } from "./peer";

/** The props of an endpoint. */
export interface EndpointProps {
  /** What listens: "client", "metrics". */
  readonly name: string;
  /** Who listens. */
  readonly server: IPeer;
  /** The port of the pod or machine itself. */
  readonly port: number;
  /**
   * The host that clients call.
   * @default - none: clients find it by other means
   */
  readonly host?: string;
  /**
   * The port that clients call, where a Service translates it.
   * @default - the same as `port`
   */
  readonly servicePort?: number;
  /** @default "TCP" */
  readonly protocol?: "TCP" | "UDP";
  /**
   * What opens it.
   * @default - open to whoever may connect
   */
  readonly credential?: Credential;
}

/** Under which names a client wants to be told about an endpoint. */
export interface EndpointVariables {
  readonly host?: string;
  readonly port?: string;
  /** "host:port" in one variable. */
  readonly address?: string;
  /** The credential. */
  readonly password?: string;
}

/** Something that accepts connections. Given to a client it becomes variables, network policies and an edge in the Plan. */
export class Endpoint {
  readonly name: string;
  readonly server: IPeer;
  readonly port: number;
  readonly host?: string;
  readonly servicePort: number;
  readonly protocol: "TCP" | "UDP";
  readonly credential?: Credential;

  constructor({ name, server, port, host, servicePort = port, protocol = "TCP", credential }: EndpointProps) {
    this.name = name;
    this.server = server;
    this.port = port;
    this.host = host;
    this.servicePort = servicePort;
    this.protocol = protocol;
    this.credential = credential;
  }

  /** The variables of a container that uses the endpoint, each under the name the client wants. */
  variables({ host, port, address, password }: EndpointVariables): k8s.EnvVar[] {
    const missing = (host ?? address) && this.host === undefined ? "host" : password && !this.credential ? "credential" : undefined;
    if (missing) throw new Error(`endpoint "${this.name}" of ${this.server.peer.name} has no ${missing}, yet a variable asks for it`);
    return [
      ...(host ? [{ name: host, value: this.host }] : []),
      ...(port ? [{ name: port, value: String(this.servicePort) }] : []),
      ...(address ? [{ name: address, value: `${this.host}:${this.servicePort}` }] : []),
      ...(password && this.credential ? [this.credential.asEnv(password)] : []),
    ];
  }
}
