import { ApiObject, Duration } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { Autoscaler, type Autoscaling } from "./autoscaler";
import { DEFAULT_DRAIN } from "./container";
import { DisruptionBudget } from "./disruption-budget";
import type { Spread } from "./spread";
import { Workload, type WorkloadProps } from "./workload";

/** The props of equal pods of which any can be replaced. */
export interface DeployedWorkloadProps extends WorkloadProps {
  /**
   * How many pods: a number, or as many as the load asks for.
   * @default 2
   */
  readonly replicas?: number | Autoscaling;
  /**
   * Whether its pods must stand on different nodes.
   * @default "preferred"
   */
  readonly spread?: Spread;
  /**
   * How long pods go on taking requests after their end was decided: until endpoints, proxies and load balancers have heard of it.
   * @default - five seconds; none for a worker
   */
  readonly drain?: Duration;
  /**
   * How long pods may take to finish what they do, after draining.
   * @default - 25 seconds
   */
  readonly shutdown?: Duration;
}

/** Equal pods of which any can be replaced, rolled out without a gap: new ones are up before old ones go. */
export abstract class DeployedWorkload extends Workload {
  readonly replicas: number | Autoscaling;
  /** The Deployment, for what no prop offers. */
  readonly deployment: ApiObject;

  constructor(scope: Construct, id: string, props: DeployedWorkloadProps) {
    const { replicas = 2, spread = "preferred", drain = DEFAULT_DRAIN, shutdown = Duration.seconds(25) } = props;
    super(scope, id, props, { serves: true, drain, shutdown, spread });
    this.replicas = replicas;
    const scaled = typeof replicas === "object";
    if (!scaled) this.check.integer("replicas", replicas);

    const spec = k8s.toJson_DeploymentSpec({
      replicas: scaled ? undefined : replicas,
      selector: { matchLabels: { ...this.labels.selector } },
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: k8s.IntOrString.fromString("25%"), maxUnavailable: k8s.IntOrString.fromNumber(0) },
      },
      // The network learns of a new pod a moment after it is ready.
      minReadySeconds: 3,
      progressDeadlineSeconds: 300,
      revisionHistoryLimit: 3,
      template: {},
    });
    // As plain data: what is newer than the typed objects would be lost in them, patches included.
    this.deployment = new ApiObject(this, "Deployment", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: this.metadata,
      spec: { ...spec, template: this.template.late },
    });
    new DisruptionBudget(this, "DisruptionBudget", { name: this.name, labels: this.labels });
    if (scaled) new Autoscaler(this, "Autoscaler", { metadata: this.metadata, target: this.deployment, ...replicas });
  }
}
