import { ApiObject, Duration } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Endpoint } from "../core";
import { Workload, type WorkloadProps } from "./workload";

/** The props of a daemon. */
export interface DaemonProps extends WorkloadProps {
  /**
   * Every node there is, or those that take pods of anybody.
   * @default "schedulable"
   */
  readonly nodes?: "all" | "schedulable";
}

/** One pod on each node. */
export class Daemon extends Workload {
  /** What each pod listens on, by the name of the port; clients find the pods by other means. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** The DaemonSet, for what no prop offers. */
  readonly daemonSet: ApiObject;

  constructor(scope: Construct, id: string, props: DaemonProps) {
    const { nodes = "schedulable", ports = {} } = props;
    const tolerations = nodes === "all" ? [{ operator: "Exists" }] : undefined;
    super(scope, id, props, { serves: true, shutdown: Duration.seconds(30), tolerations });
    this.check.oneOf("nodes", nodes, ["all", "schedulable"]);
    this.check.must(
      props.probes !== undefined || Object.keys(ports).length > 0,
      "probes",
      "said where it listens on nothing",
      props.probes,
    );

    this.endpoints = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, this.pods.endpoint({ name, port })]));
    const spec = k8s.toJson_DaemonSetSpec({
      selector: { matchLabels: { ...this.labels.selector } },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: k8s.IntOrString.fromString("10%") } },
      minReadySeconds: 3,
      revisionHistoryLimit: 3,
      template: {},
    });
    this.daemonSet = new ApiObject(this, "DaemonSet", {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: this.metadata,
      spec: { ...spec, template: this.template.late },
    });
  }
}
