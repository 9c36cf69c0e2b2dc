import { ApiObject, Duration } from "cdk8s";
import type { Construct } from "constructs";
import type { Endpoint } from "../core";
import { DEFAULT_DRAIN } from "./container";
import { DisruptionBudget } from "./disruption-budget";
import { hostOfPeers, makeServices, peersOf } from "./named-pods";
import type { Spread } from "./spread";
import { type Claim, checkClaims, statefulSetSpec } from "./stateful-set-spec";
import { Workload, type WorkloadProps } from "./workload";

/** The props of a stateful set. */
export interface StatefulSetProps extends WorkloadProps {
  /** @default 1 */
  readonly replicas?: number;
  /**
   * Volumes of each pod, by name; containers mount them by `{ kind: "ownClaim", claim: name }`. They outlive the set.
   * @default - none: nothing is kept
   */
  readonly claims?: Readonly<Record<string, Claim>>;
  /**
   * One pod after the other, each ready before the next; or all at once, where they need one another to become ready.
   * @default "OrderedReady"
   */
  readonly podManagementPolicy?: "OrderedReady" | "Parallel";
  /**
   * Whether its pods must stand on different nodes.
   * @default "preferred"
   */
  readonly spread?: Spread;
  /**
   * How long pods go on taking requests after their end was decided.
   * @default - five seconds
   */
  readonly drain?: Duration;
  /**
   * How long pods may take to bring their data in order, after draining.
   * @default - 55 seconds
   */
  readonly shutdown?: Duration;
}

/** Pods with names and volumes that stay. Two Services: one for clients, with the ready pods; one that gives each pod its name. */
export class StatefulSet extends Workload {
  readonly replicas: number;
  /** Where clients call whichever pod is ready, by the name of the port. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** The StatefulSet, for what no prop offers. */
  readonly statefulSet: ApiObject;

  constructor(scope: Construct, id: string, props: StatefulSetProps) {
    const { replicas = 1, claims = {}, podManagementPolicy = "OrderedReady", spread = "preferred", ports = {} } = props;
    const { drain = DEFAULT_DRAIN, shutdown = Duration.seconds(55) } = props;
    super(scope, id, props, { serves: true, drain, shutdown, spread, claims: Object.keys(claims) });
    this.replicas = replicas;
    this.check.integer("replicas", replicas);
    checkClaims(this.check, claims);

    this.endpoints = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [name, this.pods.endpoint({ name, port, service: this.name })]),
    );
    const selector = this.labels.selector;
    const spec = statefulSetSpec({ replicas, serviceName: peersOf(this.name), selector, podManagementPolicy, claims });
    this.statefulSet = new ApiObject(this, "StatefulSet", {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: this.metadata,
      spec: { ...spec, template: this.template.late },
    });
    makeServices(this, { name: this.name, labels: this.labels, ports });
    new DisruptionBudget(this, "DisruptionBudget", { name: this.name, labels: this.labels });
  }

  /** The host under which one pod is called, ready or not. */
  hostOf(ordinal: number): string {
    const { namespace } = this.peer;
    return `${this.name}-${ordinal}.${hostOfPeers(this.name, namespace)}`;
  }
}
