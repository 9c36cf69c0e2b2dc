import { ApiObject, type Size } from "cdk8s";
import type { Cpu } from "cdk8s-plus-27";
import type { IConstruct } from "constructs";
import {
  displayPath,
  type Endpoint,
  type IPeer,
  NOWHERE,
  parseQuantity,
  RISK_CLASSES,
  type RiskClass,
  type Surroundings,
  surroundingsOf,
} from "../core";
import {
  type DiffOptions,
  demandOf,
  diffPlans,
  isClusterScoped,
  kindOf,
  type Manifest,
  nameOfChange,
  type ObjectId,
  objectId,
  type Plan,
  planOf,
  podGroups,
  shortages,
} from "../plan";
import { findObject, findObjects } from "./find-object";
import type { Finding } from "./finding";
import { type Exceptions, invariants } from "./invariants";
import { podSecurityFindings } from "./pod-security";
import { reach } from "./reach";
import { matchSnapshots } from "./snapshots";

/** The room there is. */
export interface Room {
  readonly cpu?: Cpu;
  readonly memory?: Size;
  readonly pods?: number;
  /**
   * How many nodes; a pod of each DaemonSet runs on each.
   * @default 1
   */
  readonly nodes?: number;
}

/** What can be expected of a Plan. Everything answers the same object, so expectations follow one another. */
export class PlanExpectation {
  readonly plan: Plan;
  readonly #tree?: IConstruct;
  readonly #surroundings: Surroundings;

  constructor(subject: IConstruct | Plan) {
    this.#tree = "node" in subject ? subject : undefined;
    this.#surroundings = "node" in subject ? surroundingsOf(subject) : NOWHERE;
    this.plan = "node" in subject ? planOf(subject, { system: "test" }) : subject;
  }

  /** Every pod passes the restricted Pod Security Standard, and the namespaces made here demand it. */
  toBeRestricted(): this {
    const pods = podGroups(this.plan).flatMap((group) => podSecurityFindings(group, "restricted"));
    const namespaces = this.plan.objects.flatMap(({ id, manifest }): Finding[] => {
      const level = manifest.metadata.labels?.["pod-security.kubernetes.io/enforce"];
      if (manifest.kind !== "Namespace" || level === "restricted") return [];
      return [
        {
          rule: "namespace-restricted",
          object: id,
          message: `must enforce the level "restricted", got ${level ? `"${level}"` : "no level"}`,
        },
      ];
    });
    return this.#none([...pods, ...namespaces], "is not restricted");
  }

  /** The network policies let the client use the endpoint. */
  toAllow(client: IPeer, endpoint: Endpoint): this {
    const denied = reach(this.plan, client.peer, endpoint, this.#surroundings).filter(({ allowed }) => !allowed);
    if (denied[0])
      throw new Error(`${client.peer.name} should reach ${endpoint.name} of ${endpoint.server.peer.name}, but ${denied[0].why}`);
    return this;
  }

  /** The network policies keep the client from using the endpoint. */
  toDeny(client: IPeer, endpoint: Endpoint): this {
    const allowed = reach(this.plan, client.peer, endpoint, this.#surroundings).filter((verdict) => verdict.allowed);
    if (allowed[0])
      throw new Error(`${client.peer.name} should not reach ${endpoint.name} of ${endpoint.server.peer.name}, but ${allowed[0].why}`);
    return this;
  }

  /** All pods together ask for no more than the room there is. */
  toFit({ cpu, memory, pods, nodes = 1 }: Room): this {
    const capacity = { cpu: cpu && parseQuantity(cpu.amount), memory: memory && memory.toKibibytes() * 1024, pods };
    const missing = shortages(demandOf(this.plan, { nodes }), capacity);
    if (missing.length > 0) throw new Error(`the plan does not fit: it ${missing.join("; it ")}`);
    return this;
  }

  /** Nothing is wrong with it that Tagenal can know without a cluster; `except` lists what is meant to be so. */
  toHoldInvariants(options: { readonly except?: Exceptions } = {}): this {
    return this.#none(invariants(this.plan, options), "breaks invariants");
  }

  /** Going there from an earlier Plan risks no more than this: `toChangeAtMost("restart", loadPlan(released))`. What is allowed does not count. */
  toChangeAtMost(most: RiskClass, before: Plan, options: DiffOptions = {}): this {
    const { changes } = diffPlans(before, this.plan, options);
    const worse = changes.filter(({ class: risk, allowed }) => !allowed && RISK_CLASSES.indexOf(risk) > RISK_CLASSES.indexOf(most));
    return this.#none(
      worse.map((change) => ({ rule: change.class, object: nameOfChange(change), message: `${change.what}, ${change.why}` })),
      `changes more than ${most}`,
    );
  }

  /** It is what it was: YAML, a snapshot for each chart (of a saved Plan: for each namespace), without the values of Secrets. */
  toMatchSnapshot(hint?: string): this {
    matchSnapshots(this.plan, this.#tree && chartsOf(this.#tree), hint);
    return this;
  }

  /** One object, by kind and "name" or "namespace/name". Fails with the list of what there is. */
  object(kind: string, name: string): Manifest {
    return findObject(this.plan, kind, name);
  }

  /** All objects of a kind. Fails with the kinds that there are. */
  objects(kind: string): Manifest[] {
    return findObjects(this.plan, kind);
  }

  #none(findings: readonly Finding[], what: string): this {
    if (findings.length === 0) return this;
    const lines = findings.map(({ rule, object, message }) => `  ${object}: ${message} (${rule})`);
    throw new Error(`the plan ${what}, in ${findings.length} ${findings.length === 1 ? "place" : "places"}:\n${lines.join("\n")}`);
  }
}

/** Begins expectations of what a construct tree, Tagenal's or any other of cdk8s, wants of a cluster; or of a saved Plan. */
export function expectPlan(subject: IConstruct | Plan): PlanExpectation {
  return new PlanExpectation(subject);
}

/** The chart in which each object was made. */
function chartsOf(tree: IConstruct): (id: ObjectId) => string {
  const charts = new Map<ObjectId, string>();
  for (const construct of tree.node.findAll()) {
    if (!ApiObject.isApiObject(construct)) continue;
    const kind = kindOf(construct);
    const namespace = isClusterScoped(kind) ? undefined : construct.metadata.namespace;
    // The name of a one-off job is known when it is rendered.
    const name = kind === "Job.batch" ? (construct.toJson() as Manifest).metadata.name : construct.name;
    charts.set(objectId(kind, namespace, name), displayPath(construct.chart));
  }
  return (id) => charts.get(id) ?? "";
}
