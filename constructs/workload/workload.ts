import { Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import {
  Checks,
  type Connection,
  connect,
  type Endpoint,
  type EndpointVariables,
  ImageReference,
  type IOwnPeer,
  type IPeer,
  Labels,
  nameOf,
  Pods,
  type PodsPeer,
} from "../core";
import { type PodProps, type PodRole, PodTemplate } from "./pod-template";

/** The props of everything that runs. */
export interface WorkloadProps extends PodProps {
  /**
   * The name of its objects.
   * @default - the id in kebab-case
   */
  readonly name?: string;
  /**
   * The product that runs, as the label app.kubernetes.io/name says it.
   * @default - the name
   */
  readonly product?: string;
  /**
   * The part it plays in the product.
   * @default - the product has one part only
   */
  readonly component?: string;
}

/** Something that runs in pods: a side of connections, with an account of its own and no rights. */
export abstract class Workload extends Construct implements IOwnPeer {
  readonly name: string;
  readonly labels: Labels;
  /** The pods as a side of connections, with their one network policy. */
  readonly pods: Pods;
  protected readonly template: PodTemplate;
  protected readonly check: Checks;

  constructor(scope: Construct, id: string, props: WorkloadProps, role: PodRole) {
    super(scope, id);
    const { product, component, image } = props;
    this.name = nameOf(this, props.name);
    this.check = new Checks(this);
    this.check.name("name", this.name);
    this.labels = new Labels({ name: product ?? this.name, instance: this.name, component, version: ImageReference.parse(image)?.tag });

    const { namespace } = Chart.of(this);
    this.pods = new Pods(this, "Pods", { name: this.name, labels: this.labels.selector, workload: this });
    this.template = new PodTemplate(this, "Template", { ...props, name: this.name, namespace, labels: this.labels, role });
    new k8s.KubeServiceAccount(this, "ServiceAccount", { metadata: this.metadata, automountServiceAccountToken: false });
  }

  /** Its pods, for whoever connects. */
  get peer(): PodsPeer {
    return this.pods.peer;
  }

  /** What may come in. */
  get ingress(): Connection[] {
    return this.pods.ingress;
  }

  /** Where its pods may go. */
  get egress(): Connection[] {
    return this.pods.egress;
  }

  /**
   * Lets its pods use an endpoint.
   * @param variables under which names they are told about it
   * @param container the container that is told; the main one, where none is named
   */
  connect(endpoint: Endpoint, variables: EndpointVariables = {}, container: string = this.name): void {
    connect(this, endpoint);
    const told = this.template.containers.get(container);
    const names = [...this.template.containers.keys()];
    this.check.must(told !== undefined, "container", `one that runs (${names.join(", ")})`, container);
    const added = endpoint.variables(variables);
    for (const { name } of added) {
      this.check.must(
        !told?.variables.includes(name),
        "env",
        "without variables that a connection brings",
        name,
        "name one of them otherwise",
      );
    }
    told?.addVariables(added);
  }

  /** Lets somebody use an endpoint of its pods. */
  allowFrom(client: IPeer, endpoint: Endpoint): void {
    connect(client, endpoint);
  }

  /** The metadata of its objects. */
  protected get metadata(): { readonly name: string; readonly labels: Readonly<Record<string, string>> } {
    return { name: this.name, labels: this.labels.all };
  }
}
