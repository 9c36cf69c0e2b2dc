import { ApiObject, Duration, type Size } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { binaryQuantity, type Endpoint } from "../core";
import { DEFAULT_DRAIN } from "./container";
import { DisruptionBudget } from "./disruption-budget";
import type { Spread } from "./spread";
import { Workload, type WorkloadProps } from "./workload";

/** A volume that each pod keeps for itself, beyond its own life. */
export interface Claim {
  readonly size: Size;
  /** @default - the cluster's default class */
  readonly storageClass?: string;
}

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
    for (const [name, { size }] of Object.entries(claims)) {
      this.check.name("claims", name);
      this.check.must(size.toKibibytes() > 0, `claims.${name}.size`, "more than nothing", "0");
    }

    this.endpoints = Object.fromEntries(
      Object.entries(ports).map(([name, port]) => [name, this.pods.endpoint({ name, port, service: this.name })]),
    );
    const spec = k8s.toJson_StatefulSetSpec({
      replicas,
      serviceName: this.#peers,
      selector: { matchLabels: { ...this.labels.selector } },
      podManagementPolicy,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      minReadySeconds: 3,
      revisionHistoryLimit: 3,
      volumeClaimTemplates: Object.entries(claims).map(([name, claim]) => this.#claimTemplate(name, claim)),
      template: {},
    });
    this.statefulSet = new ApiObject(this, "StatefulSet", {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: this.metadata,
      spec: { ...spec, template: this.template.late },
    });
    this.#makeServices(ports);
    new DisruptionBudget(this, "DisruptionBudget", { name: this.name, labels: this.labels });
  }

  /** The host under which one pod is called, ready or not. */
  hostOf(ordinal: number): string {
    const { namespace } = this.peer;
    return `${this.name}-${ordinal}.${this.#peers}${namespace === undefined ? "" : `.${namespace}.svc`}`;
  }

  get #peers(): string {
    return `${this.name}-pods`;
  }

  #makeServices(ports: Readonly<Record<string, number>>): void {
    const selector = { ...this.labels.selector };
    const all = Object.entries(ports).map(([name, port]) => ({ name, port, targetPort: k8s.IntOrString.fromString(name) }));
    new k8s.KubeService(this, "Peers", {
      metadata: { ...this.metadata, name: this.#peers },
      // Pods find one another before they are ready: they may need to, to become so.
      spec: { clusterIp: "None", publishNotReadyAddresses: true, selector, ports: all.length > 0 ? all : undefined },
    });
    if (all.length > 0) new k8s.KubeService(this, "Service", { metadata: this.metadata, spec: { selector, ports: all } });
  }

  #claimTemplate(name: string, { size, storageClass }: Claim): k8s.KubePersistentVolumeClaimProps {
    const storage = k8s.Quantity.fromString(binaryQuantity(size.toKibibytes()));
    return {
      metadata: { name, labels: { ...this.labels.selector } },
      spec: { accessModes: ["ReadWriteOnce"], storageClassName: storageClass, resources: { requests: { storage } } },
    };
  }
}
