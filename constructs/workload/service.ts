import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { type Endpoint, Outside } from "../core";
import { DeployedWorkload, type DeployedWorkloadProps } from "./deployed-workload";
import { PublicService, type PublicServiceProps } from "./public-service";

/** The props of a service. */
export interface ServiceProps extends DeployedWorkloadProps {
  /** What it listens on. */
  readonly port: number;
  /**
   * The name of that port: meshes read the protocol from it.
   * @default "http"
   */
  readonly portName?: string;
  /**
   * The port under which clients in the cluster call it.
   * @default - the same as `port`
   */
  readonly servicePort?: number;
}

/** How a service is reached from outside of the cluster. */
export interface LoadBalancerProps extends Pick<PublicServiceProps, "port"> {
  /**
   * Who may call.
   * @default - anybody
   */
  readonly from?: Outside;
}

/**
 * A program that answers requests: a Deployment behind a Service, with a disruption budget, an account without rights, spread over
 * zones and nodes, and rolled out without losing a request.
 */
export class Service extends DeployedWorkload {
  /** Where clients call it. */
  readonly endpoint: Endpoint;
  /** All it listens on, by the name of the port. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly portName: string;
  readonly #port: number;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    const { port, portName = "http", servicePort = port } = props;
    super(scope, id, { ...props, ports: { [portName]: port, ...props.ports } });
    this.portName = portName;
    this.#port = port;
    const all = Object.entries({ ...props.ports, [portName]: port }).map(([name, number]) => ({
      name,
      port: number,
      servicePort: name === portName ? servicePort : number,
    }));
    this.endpoints = Object.fromEntries(all.map((one) => [one.name, this.pods.endpoint({ ...one, service: this.name })]));
    this.endpoint = this.endpoints[portName] as Endpoint;

    new k8s.KubeService(this, "Service", {
      metadata: this.metadata,
      spec: {
        selector: { ...this.labels.selector },
        ports: all.map((one) => ({ name: one.name, port: one.servicePort, targetPort: k8s.IntOrString.fromString(one.name) })),
      },
    });
  }

  /** Makes it reachable from outside of the cluster, by a load balancer of the cloud or of Minikube's tunnel. */
  exposeByLoadBalancer({ port = this.#port, from = Outside.anywhere() }: LoadBalancerProps = {}): void {
    const { name, labels, portName } = this;
    const { url } = new PublicService(this, "Public", { name: `${name}-public`, labels, port, portName });
    this.pods.exposeTo(from, this.endpoint, { name, url });
  }
}
