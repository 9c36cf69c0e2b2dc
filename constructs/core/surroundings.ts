import type { IConstruct } from "constructs";

/** Addresses, and the ports on which they are used. */
export interface AddressRange {
  /**
   * In CIDR notation: "10.0.0.0/16". For what stands behind a Service both its address and those behind it: some
   * network plugins judge a connection before the Service translates it, others after.
   */
  readonly cidrs: readonly string[];
  /**
   * Ranges within those that are not meant.
   * @default - none
   */
  readonly except?: readonly string[];
  /**
   * The ports, before and after translation by a Service: 443 and 6443 for most Kubernetes APIs.
   * @default - the port of the endpoint
   */
  readonly ports?: readonly number[];
}

/** Pods or addresses that answer name queries. */
export type DnsServer =
  | { readonly kind: "pods"; readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: "addresses"; readonly cidrs: readonly string[] };

/** Where things outside of the cluster's pods are, for network policies. */
export interface Network {
  /** @default - the pods labelled k8s-app=kube-dns in kube-system */
  readonly dns?: readonly DnsServer[];
  /** The cluster's own ranges (pods, Services, nodes): never meant by "the internet". */
  readonly cluster: readonly string[];
  /** @default - unknown: who connects to it is refused */
  readonly kubernetesApi?: AddressRange;
  /** @default - unknown: who connects to them is refused */
  readonly nodes?: AddressRange;
  /** @default - unknown: who connects to it is refused */
  readonly podIdentityAgent?: AddressRange;
  /**
   * Services of the cloud by name ("s3", "dynamodb").
   * @default - none
   */
  readonly services?: Readonly<Record<string, AddressRange>>;
}

/** Where images really come from. */
export interface Registry {
  /**
   * Prefixes of image names and what replaces them: `{ "docker.io": "mirror.example/hub" }`. The longest that fits wins.
   * @default - images come from where their names say
   */
  readonly mirrors?: Readonly<Record<string, string>>;
  /**
   * Names of Secrets that hold credentials for pulling.
   * @default - none
   */
  readonly pullSecrets?: readonly string[];
}

/** How Services get addresses outside of the cluster. */
export interface LoadBalancers {
  /** @default - the cluster's own */
  readonly class?: string;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What constructs need to know of the place they will run in. Every environment is one. */
export interface Surroundings {
  readonly name: string;
  readonly network: Network;
  /** @default - images come from where their names say */
  readonly registry?: Registry;
  /** @default - the cluster's own, as they come */
  readonly loadBalancers?: LoadBalancers;
  /**
   * Put before the name of every namespace, so that several environments can share a cluster.
   * @default - none
   */
  readonly namespacePrefix?: string;
}

/** Where no environment was given: kube-dns answers names, private ranges are the cluster's. */
export const NOWHERE: Surroundings = {
  name: "no environment",
  network: { cluster: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"] },
};

const KEY = "tagenal:surroundings";

/** Tells a tree where it will run. To be called before the tree has children. */
export function setSurroundings(root: IConstruct, surroundings: Surroundings): void {
  root.node.setContext(KEY, surroundings);
}

/** Where a construct will run. */
export function surroundingsOf(construct: IConstruct): Surroundings {
  return (construct.node.tryGetContext(KEY) as Surroundings | undefined) ?? NOWHERE;
}
