import { Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { Checks, type Labels, surroundingsOf } from "../core";

/** The props of a Service with an address outside of the cluster. */
export interface PublicServiceProps {
  readonly name: string;
  readonly labels: Labels;
  /**
   * The port of the address.
   * @default - the port of the pods
   */
  readonly port?: number;
  /** The port of the pods, by its name. */
  readonly portName: string;
}

/** A Service with an address outside of the cluster, of the kind that the environment has. */
export class PublicService extends Construct {
  /** What people call; the cluster knows the address once it has given one. */
  readonly url: string;

  constructor(scope: Construct, id: string, { name, labels, port = 80, portName }: PublicServiceProps) {
    super(scope, id);
    new Checks(scope).port("port", port);
    const { loadBalancers } = surroundingsOf(this);
    this.url = `http://<address of ${name} in ${Chart.of(this).namespace ?? "default"}>${port === 80 ? "" : `:${port}`}`;

    new k8s.KubeService(this, "Service", {
      metadata: { name, labels: labels.all, annotations: loadBalancers?.annotations },
      spec: {
        type: "LoadBalancer",
        loadBalancerClass: loadBalancers?.class,
        selector: { ...labels.selector },
        ports: [{ name: portName, port, targetPort: k8s.IntOrString.fromString(portName) }],
      },
    });
  }
}
