import { ComponentResource, type ComponentResourceOptions, type Resource } from "@pulumi/pulumi";
import { makeAddOn } from "./add-on";
import type { Cluster } from "./cluster";

/** The props of metrics. */
export interface MetricsProps {
  readonly cluster: Cluster;
  readonly kubernetesVersion: string;
  /** The nodes. */
  readonly after: readonly Resource[];
}

/** What pods use of CPU and memory: autoscalers and `kubectl top` ask for it. */
export class Metrics extends ComponentResource {
  constructor(name: string, { cluster, kubernetesVersion, after }: MetricsProps, options: ComponentResourceOptions) {
    super("tagenal:eks:Metrics", name, {}, options);
    makeAddOn(`${name}-metrics-server`, { cluster, addOn: "metrics-server", kubernetesVersion, after }, { parent: this });
    this.registerOutputs();
  }
}
