import { type Output, output } from "@pulumi/pulumi";
import { balancerOf, entryAddress, kindOf, type ObjectId, type Plan, type PlanEntryPoint } from "../../constructs/plan";
import type { KubernetesObject } from "./kubernetes-object";
import { runRefusal } from "./run-refusal";

/** A Plan that was registered: its resources, for what follows in the same program. */
export class Deployed {
  readonly plan: Plan;
  readonly #objects: ReadonlyMap<ObjectId, KubernetesObject>;

  constructor(plan: Plan, objects: ReadonlyMap<ObjectId, KubernetesObject>) {
    this.plan = plan;
    this.#objects = objects;
  }

  /** All resources, in the order in which they were registered. */
  get resources(): readonly KubernetesObject[] {
    return [...this.#objects.values()];
  }

  /**
   * The resource of an object.
   * @param kind as manifests say it: "Deployment", or "Deployment.apps"
   * @param name "web", or "shop/web" where several namespaces have one
   * @throws RunError with the list of what there is
   */
  object(kind: string, name: string): KubernetesObject {
    const ofKind = this.plan.objects.filter(({ manifest }) => manifest.kind === kind || kindOf(manifest) === kind);
    const found = ofKind.filter(({ id, logicalId }) => [id, logicalId].some((one) => one.endsWith(`/${name}`)));
    const [only] = found;
    if (only && found.length === 1) return this.#objects.get(only.id) as KubernetesObject;
    const among = (found.length > 0 ? found : ofKind).map(({ id }) => id).join(", ") || "nothing of this kind";
    throw runRefusal(`${this.plan.system} has ${found.length > 0 ? "more than one" : "no"} ${kind} "${name}": ${among}`);
  }

  /** Where somebody from outside comes in, by name: with the address of its load balancer, where there is one already. */
  get entryPoints(): Output<Readonly<Record<string, string>>> {
    return output(Object.fromEntries(this.plan.entryPoints.map((entry) => [entry.name, this.#urlOf(entry)])));
  }

  #urlOf(entry: PlanEntryPoint): Output<string> | string {
    const balancer = balancerOf(this.plan, entry);
    const resource = balancer && this.#objects.get(balancer.id);
    return resource ? resource.status.apply((status) => entryAddress(entry, balancer, status) ?? entry.url) : entry.url;
  }
}
