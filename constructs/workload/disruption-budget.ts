import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import type { Labels } from "../core";

/** The props of a disruption budget. */
export interface DisruptionBudgetProps {
  readonly name: string;
  readonly labels: Labels;
}

/** Nodes may be drained one pod at a time; pods that are broken anyway hold up nobody. */
export class DisruptionBudget extends Construct {
  constructor(scope: Construct, id: string, { name, labels }: DisruptionBudgetProps) {
    super(scope, id);
    new k8s.KubePodDisruptionBudget(this, "Budget", {
      metadata: { name, labels: labels.all },
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels: { ...labels.selector } },
      },
    });
  }
}
