import { Endpoint } from "./endpoint";
import type { IPeer, Location, OutsidePeer } from "./peer";
import type { AddressRange, Network, Surroundings } from "./surroundings";

/** The address block of everything. */
const ANYWHERE = "0.0.0.0/0";
/** Link-local addresses: the metadata services of clouds. Never meant by "the internet". */
const LINK_LOCAL = "169.254.0.0/16";

/** Where one port of something outside is. */
export interface OutsidePort {
  /** @default 443 */
  readonly port?: number;
  /**
   * The name under which clients call it.
   * @default - none: clients know it themselves
   */
  readonly host?: string;
  /** @default "TCP" */
  readonly protocol?: "TCP" | "UDP";
}

/** What is no pod of the cluster, yet stands on one side of connections. The environment knows the addresses. */
export class Outside implements IPeer {
  readonly peer: OutsidePeer;

  /** The API server of the cluster. */
  static kubernetesApi(): Outside {
    return Outside.#fromNetwork("the Kubernetes API", "kubernetesApi", (network) => network.kubernetesApi);
  }

  /** The nodes of the cluster, and pods in their network. */
  static nodes(): Outside {
    return Outside.#fromNetwork("the nodes", "nodes", (network) => network.nodes);
  }

  /** The agent on each node that gives pods their identity in the cloud. */
  static podIdentityAgent(): Outside {
    return Outside.#fromNetwork("the pod identity agent", "podIdentityAgent", (network) => network.podIdentityAgent);
  }

  /** A service of the cloud, by the name under which the environment lists it. */
  static service(name: string): Outside {
    return Outside.#fromNetwork(name, `services.${name}`, (network) => network.services?.[name]);
  }

  /** A range of addresses. */
  static range(name: string, cidr: string, { except }: { except?: readonly string[] } = {}): Outside {
    return new Outside(name, () => ({ blocks: [{ cidr, except }] }));
  }

  /** Every address that is not the cluster's own. */
  static internet(): Outside {
    return new Outside("the internet", ({ network }) => ({
      blocks: [{ cidr: ANYWHERE, except: [...network.cluster, LINK_LOCAL] }],
    }));
  }

  /** Every address there is: callers behind a load balancer, whose addresses may be nodes' or their own. */
  static anywhere(): Outside {
    return new Outside("anywhere", () => ({ blocks: [{ cidr: ANYWHERE }] }));
  }

  static #fromNetwork(name: string, property: string, range: (network: Network) => AddressRange | undefined): Outside {
    return new Outside(name, ({ name: environment, network }) => {
      const found = range(network);
      if (!found) return `where ${name} is must be said by environment "${environment}", in 'network.${property}'`;
      return { blocks: found.cidrs.map((cidr) => ({ cidr, except: found.except })), ports: found.ports };
    });
  }

  private constructor(name: string, locate: (surroundings: Surroundings) => Location | string) {
    this.peer = { kind: "outside", name, locate };
  }

  /** Something that listens there. */
  endpoint({ port = 443, host, protocol }: OutsidePort = {}): Endpoint {
    return new Endpoint({ name: this.peer.name, server: this, port, host, protocol });
  }
}
