import { ComponentResource, type CustomResourceOptions, mergeOptions, type Resource } from "@pulumi/pulumi";
import { kindOf, type ObjectId, type Plan, type PlanObject } from "../../constructs/plan";
import { planFacts } from "../policy";
import { type Await, awaitOf } from "./awaits";
import { Secrets } from "./credentials";
import { type DependencyMap, dependenciesOf } from "./dependencies";
import type { DeployOptions } from "./deploy";
import { SlotFiller } from "./fill";
import { KubernetesObject } from "./kubernetes-object";
import { argumentsOf } from "./object-arguments";
import { ReadyGate } from "./ready-gate";
import { secretsRead, withGenerations } from "./secret-readers";

/** What the objects of a system hang under in Pulumi's tree. Its type stands in their names: it never changes. */
class System extends ComponentResource {
  constructor(name: string) {
    super("tagenal:index:System", name, {});
  }

  /** Tells policies, which see resources only, what the manifests do not say. */
  tell(plan: Plan): void {
    this.registerOutputs(planFacts(plan));
  }
}

/** One deployment of a Plan under way. */
export class Registration {
  readonly objects: ReadonlyMap<ObjectId, KubernetesObject>;
  readonly #made = new Map<ObjectId, KubernetesObject>();
  readonly #gates = new Map<ObjectId, ReadyGate>();
  readonly #plan: Plan;
  readonly #options: DeployOptions;
  readonly #filler: SlotFiller;
  readonly #dependencies: DependencyMap;
  readonly #namespaces: ReadonlyMap<string, PlanObject>;
  readonly #secrets: Secrets;
  readonly #system: System;

  constructor(plan: Plan, options: DeployOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#filler = new SlotFiller(plan, options.slots ?? {});
    this.#dependencies = dependenciesOf(plan);
    const namespaces = plan.objects.filter(({ manifest }) => kindOf(manifest) === "Namespace");
    this.#namespaces = new Map(namespaces.map((object) => [object.manifest.metadata.name, object]));

    this.#system = new System(plan.system);
    const made = options.credentials?.store ? "ExternalSecret.external-secrets.io" : "Secret";
    const within = (namespace: string | undefined): CustomResourceOptions =>
      mergeOptions(this.#within(namespace, false), this.#definedBy(made));
    this.#secrets = new Secrets({ plan, parent: this.#system, provider: options.provider, within }, options.credentials ?? {});
    for (const object of plan.objects) this.#make(object);
    // Those that nothing here reads.
    for (const name of this.#secrets.names) this.#secrets.get(name);
    this.#system.tell(plan);
    this.objects = this.#made;
  }

  #make(object: PlanObject): void {
    const { id, manifest, keep } = object;
    const { provider, protect = true, awaitLoadBalancers = true, wait = true, options } = this.#options;
    const isNeededToExist = this.#dependencies.isNeededToExist(id);
    const waits = awaitOf(object, { isNeededToExist, loadBalancers: awaitLoadBalancers, wait });
    const within = this.#within(manifest.metadata.namespace, keep);
    const required = this.#requiredBy(object);
    const own: CustomResourceOptions = {
      parent: this.#system,
      provider,
      ...within,
      ...(required.length > 0 ? { dependsOn: required } : {}),
      ...(keep && protect ? { protect: true } : {}),
      ...timeouts(waits),
    };
    const filled = withGenerations(object, this.#filler.fill(object), this.#plan, this.#options.credentials ?? {});
    const all = mergeOptions(mergeOptions(own, this.#definedBy(kindOf(manifest))), options?.(object));
    const resource = new KubernetesObject(nameOf(object), argumentsOf(filled, waits.annotations), all);
    this.#made.set(id, resource);
    if (!waits.gate) return;
    const annotations = { "pulumi.com/patchForce": "true", ...waits.gate, "tagenal.dev/awaited": this.#filler.hashOf(object) };
    const gate = { parent: this.#system, provider, dependsOn: [resource], deletedWith: resource, ...timeouts(waits) };
    this.#gates.set(id, new ReadyGate(`${nameOf(object)}/ready`, object, annotations, gate));
  }

  /** What is of a kind comes after its definition. */
  #definedBy(kind: string): CustomResourceOptions {
    const definition = this.#options.definitions?.of(kind);
    return definition ? { dependsOn: [definition] } : {};
  }

  /** What must be there, or ready, before an object is made. */
  #requiredBy(object: PlanObject): Resource[] {
    const { exists, ready } = this.#dependencies.of(object.id);
    return [
      ...[...exists].flatMap((id) => this.#made.get(id) ?? []),
      ...[...ready].flatMap((id) => this.#gates.get(id) ?? this.#made.get(id) ?? []),
      ...secretsRead(object, this.#secrets.names).flatMap((name) => this.#secrets.get(name) ?? []),
    ];
  }

  /** A namespace that goes takes along what is in it; one that holds data stays. */
  #within(namespace: string | undefined, keep: boolean): CustomResourceOptions {
    const home = this.#namespaces.get(namespace ?? "");
    const resource = home && this.#made.get(home.id);
    if (!home || !resource) return { dependsOn: [...(this.#options.dependsOn ?? [])] };
    return { dependsOn: [resource], ...(home.keep || keep ? {} : { deletedWith: resource }) };
  }
}

/** Kubernetes' identity, without the kind: that is the resource's type. */
function nameOf({ logicalId }: PlanObject): string {
  return logicalId.slice(logicalId.indexOf("/") + 1);
}

function timeouts({ timeoutSeconds }: Await): Pick<CustomResourceOptions, "customTimeouts"> {
  return timeoutSeconds === undefined ? {} : { customTimeouts: { create: `${timeoutSeconds}s`, update: `${timeoutSeconds}s` } };
}
