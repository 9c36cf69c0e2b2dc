import { Chart, Lazy } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { Checks } from "./checks";
import { type Connection, connect, type IOwnPeer } from "./connection";
import { Endpoint } from "./endpoint";
import type { EntryPoint } from "./entry-point";
import type { ExpectedPods } from "./expected-pods";
import { record } from "./facts";
import { nameOf } from "./names";
import { policySpec } from "./network-policy";
import type { Outside } from "./outside";
import type { IPeer, PodsPeer } from "./peer";

/** The props of a group of pods. */
export interface PodsProps {
  /** The labels that select exactly these pods. */
  readonly labels: Readonly<Record<string, string>>;
  /**
   * The name of the workload, and of the policy.
   * @default - the id in kebab-case
   */
  readonly name?: string;
  /**
   * What makes the pods: endpoints are its, so that who needs an endpoint's server waits for that.
   * @default - nothing but these pods
   */
  readonly workload?: IOwnPeer;
  /**
   * What will run, where no template of the tree says it: pods of an operator.
   * @default - a workload of the tree makes them
   */
  readonly expected?: Omit<ExpectedPods, "name" | "namespace" | "labels"> & {
    /** @default - the labels of the selector */
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** Something that listens in pods. */
export interface PodsEndpointProps extends Omit<ConstructorParameters<typeof Endpoint>[0], "server" | "host"> {
  /**
   * The Service in front of the pods.
   * @default - none: clients find the pods by other means
   */
  readonly service?: string;
}

/**
 * A group of equal pods, as a side of connections. It carries their one network policy: what was not
 * connected is denied, both ways, DNS aside. Workloads contain one; nobody writes policies by hand.
 */
export class Pods extends Construct implements IOwnPeer {
  readonly peer: PodsPeer;
  /** What may come in. */
  readonly ingress: Connection[] = [];
  /** Where the pods may go. */
  readonly egress: Connection[] = [];

  readonly #workload: IOwnPeer;

  constructor(scope: Construct, id: string, { labels, name, workload, expected }: PodsProps) {
    super(scope, id);
    this.#workload = workload ?? this;
    const { namespace } = Chart.of(this);
    this.peer = { kind: "pods", name: nameOf(this, name), namespace, labels, foreign: false };

    const check = new Checks(this);
    check.name("name", this.peer.name);
    check.must(Object.keys(labels).length > 0, "labels", "at least one label", labels, "none would select every pod of the namespace");

    new k8s.KubeNetworkPolicy(this, "Policy", {
      metadata: { name: this.peer.name, labels },
      // Late: connections are made after the pods.
      spec: Lazy.any({ produce: () => policySpec(this, this.peer.labels, this.ingress, this.egress) }),
    });
    if (expected) record(this, "expectedPods", { labels, ...expected, name: this.peer.name, namespace });
  }

  /** What listens in these pods. */
  endpoint({ service, ...props }: PodsEndpointProps): Endpoint {
    const { namespace } = this.peer;
    const check = new Checks(this);
    check.port("port", props.port);
    check.port("servicePort", props.servicePort ?? props.port);
    const host = service && (namespace === undefined ? service : `${service}.${namespace}.svc`);
    return new Endpoint({ ...props, server: this.#workload, host });
  }

  /** Lets these pods use an endpoint. */
  connect(endpoint: Endpoint): void {
    connect(this, endpoint);
  }

  /** Lets somebody use an endpoint of these pods. */
  allowFrom(client: IPeer, endpoint: Endpoint): void {
    connect(client, endpoint);
  }

  /** Opens an endpoint to callers from outside of the cluster, under an address that people use. */
  exposeTo(client: Outside, endpoint: Endpoint, entry: Pick<EntryPoint, "name" | "url">): void {
    connect(client, endpoint);
    record(this, "entryPoint", { ...entry, server: this.peer, port: endpoint.port });
  }
}
