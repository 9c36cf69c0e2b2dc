import { type ApiObject, Duration } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { Checks } from "../core";
import { secondsOf } from "./seconds";

/** Pods by load: as many as keep the CPU that is used at a share of the CPU that was asked for. */
export interface Autoscaling {
  readonly min: number;
  readonly max: number;
  /** The share of the requested CPU, in percent, that pods should use on average. */
  readonly cpuPercent: number;
  /**
   * For how long fewer pods must have been enough before any is taken away.
   * @default - five minutes
   */
  readonly scaleDownAfter?: Duration;
}

/** The props of an autoscaler. */
export interface AutoscalerProps extends Autoscaling {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  /** What it scales. Its manifest says no number of replicas: two who write one field fight. */
  readonly target: ApiObject;
}

/** Changes the number of a workload's pods with their load. Needs metrics-server in the cluster. */
export class Autoscaler extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { metadata, target, min, max, cpuPercent, scaleDownAfter = Duration.minutes(5) }: AutoscalerProps,
  ) {
    super(scope, id);
    const check = new Checks(scope);
    if (check.integer("replicas.min", min, { min: 1 })) check.integer("replicas.max", max, { min });
    check.integer("replicas.cpuPercent", cpuPercent, { min: 1, max: 100 });
    check.seconds("replicas.scaleDownAfter", scaleDownAfter, { min: 0 });
    const { apiVersion, kind, name } = target;

    new k8s.KubeHorizontalPodAutoscalerV2(this, "Autoscaler", {
      metadata,
      spec: {
        scaleTargetRef: { apiVersion, kind, name },
        minReplicas: min,
        maxReplicas: max,
        metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } } }],
        behavior: { scaleDown: { stabilizationWindowSeconds: secondsOf(scaleDownAfter) } },
      },
    });
  }
}
