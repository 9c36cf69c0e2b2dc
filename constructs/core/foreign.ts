import { ApiObject } from "cdk8s";
import type { Service as PlusService, Workload } from "cdk8s-plus-27";
import { Endpoint } from "./endpoint";
import type { IPeer, PodsPeer } from "./peer";

/** Pods that somebody else makes. */
export interface ForeignPodsProps {
  readonly name: string;
  /** The labels that select exactly these pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** @default - the namespace of whoever connects */
  readonly namespace?: string;
}

/** What another team makes, as a side of connections: only our side gets a policy. */
export class Foreign implements IPeer {
  readonly peer: PodsPeer;

  /** Pods by their labels. */
  static pods(props: ForeignPodsProps): Foreign {
    return new Foreign({ kind: "pods", foreign: true, ...props });
  }

  /** The pods of a cdk8s-plus workload. */
  static workload(workload: Workload): Foreign {
    const { name, namespace } = workload.metadata;
    return Foreign.pods({ name: name ?? workload.node.id, namespace, labels: workload.matchLabels });
  }

  /**
   * A Service, made with cdk8s-plus or as any cdk8s object, as something to connect to.
   * @param port the Service's port, by number or name; may be left out where there is only one
   */
  static service(service: PlusService | ApiObject, port?: number | string): Endpoint {
    const manifest = ApiObject.of(service).toJson() as ServiceManifest;
    const { name, namespace } = manifest.metadata;
    const { ports = [], selector } = manifest.spec;
    const fitting = port === undefined ? ports : ports.filter((one) => one.port === port || one.name === port);
    const found = fitting.length === 1 ? fitting[0] : undefined;
    if (!found)
      throw new Error(
        `Service ${name} has no port ${port ?? "(say which)"}, it has ${ports.map((one) => one.name ?? one.port).join(", ")}`,
      );
    if (!selector) throw new Error(`Service ${name} has no selector: which pods answer is not known`);
    const target = found.targetPort ?? found.port;
    if (typeof target !== "number")
      throw new Error(`Service ${name}: the target port of ${found.port} must be a number here, got "${target}"`);
    return Foreign.pods({ name, namespace, labels: selector }).endpoint({
      name: found.name ?? "service",
      host: namespace === undefined ? name : `${name}.${namespace}.svc`,
      port: target,
      servicePort: found.port,
      protocol: found.protocol,
    });
  }

  private constructor(peer: PodsPeer) {
    this.peer = peer;
  }

  /** Something that listens in these pods. */
  endpoint(props: Omit<ConstructorParameters<typeof Endpoint>[0], "server">): Endpoint {
    return new Endpoint({ ...props, server: this });
  }
}

interface ServiceManifest {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly targetPort?: number | string;
      readonly protocol?: "TCP" | "UDP";
    }[];
  };
}
