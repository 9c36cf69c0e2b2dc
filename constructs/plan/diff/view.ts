import { type Autoscaled, autoscaled } from "../autoscaled";
import { grouped } from "../grouped";
import { LabelIndex } from "../label-index";
import { kindOf, objectId } from "../manifest";
import { PolicySimulation } from "../network";
import type { ObjectId, Plan, PlanObject } from "../plan";
import { type PodGroup, podGroups } from "../pod-groups";
import { referencesOf } from "../pod-references";
import type { LabelSelector } from "../selector";
import { type ContentReader, contentReaders } from "./content-readers";
import { isReadable, withoutNulls } from "./readable";

/** A Plan as the rules look at it; each index is made when it is first asked for. */
export class View {
  readonly plan: Plan;
  readonly byId: ReadonlyMap<ObjectId, PlanObject>;
  #readable: Plan | undefined;
  #groups: readonly PodGroup[] | undefined;
  #byOwner: ReadonlyMap<ObjectId, PodGroup> | undefined;
  #readers: ReadonlyMap<ObjectId, readonly ContentReader[]> | undefined;
  #pods: LabelIndex<PodGroup> | undefined;
  #used: ReadonlySet<ObjectId> | undefined;
  #autoscaled: ReadonlyMap<ObjectId, Autoscaled> | undefined;
  #policies: PolicySimulation | undefined;
  #ofKind: ReadonlyMap<string, readonly PlanObject[]> | undefined;

  constructor(plan: Plan) {
    this.plan = plan;
    this.byId = new Map(plan.objects.map((object) => [object.id, object]));
  }

  /** The Plan without what has not the form of its kind. */
  get readable(): Plan {
    this.#readable ??= { ...this.plan, objects: this.plan.objects.map(withoutNulls).filter(isReadable) };
    return this.#readable;
  }

  /** All pods: of templates, and those that operators will make. */
  get groups(): readonly PodGroup[] {
    this.#groups ??= podGroups(this.readable);
    return this.#groups;
  }

  /** The pods that an object makes. */
  groupOf(owner: ObjectId): PodGroup | undefined {
    this.#byOwner ??= new Map(this.groups.map((group) => [group.owner, group]));
    return this.#byOwner.get(owner);
  }

  /** Who reads a ConfigMap or Secret. */
  readersOf(id: ObjectId): readonly ContentReader[] {
    this.#readers ??= contentReaders(this.groups);
    return this.#readers.get(id) ?? [];
  }

  /** What network policies let through. */
  get policies(): PolicySimulation {
    this.#policies ??= new PolicySimulation(this.readable);
    return this.#policies;
  }

  /** The objects of a kind, "Kind.group". */
  ofKind(kind: string): readonly PlanObject[] {
    this.#ofKind ??= grouped(this.readable.objects, ({ manifest }) => [kindOf(manifest)]);
    return this.#ofKind.get(kind) ?? [];
  }

  /** What autoscalers scale, by what they scale. */
  get autoscaled(): ReadonlyMap<ObjectId, Autoscaled> {
    this.#autoscaled ??= autoscaled(this.readable);
    return this.#autoscaled;
  }

  /** Running pods that a selector means; a selector that says nothing means none here. */
  podsOf(namespace: string | undefined, selector: LabelSelector | undefined): readonly PodGroup[] {
    if (!selector) return [];
    this.#pods ??= new LabelIndex(this.groups);
    return this.#pods.find(namespace, selector);
  }

  /** Whether pods of this Plan name an object: a ConfigMap, Secret, claim, ServiceAccount. */
  isUsed(id: ObjectId): boolean {
    this.#used ??= new Set(
      this.groups.flatMap(({ namespace, spec }) =>
        spec ? referencesOf(spec).map(({ kind, name }) => objectId(kind, namespace, name)) : [],
      ),
    );
    return this.#used.has(id);
  }
}

/** After the last phase of a Plan: when what has left it goes. */
export function lastPhase({ plan }: View): number {
  return plan.objects.reduce((last, { phase }) => Math.max(last, phase), 0) + 1;
}
