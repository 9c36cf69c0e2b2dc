import { type CustomResourceOptions, mergeOptions, type ProviderResource, type Resource } from "@pulumi/pulumi";
import { type Problem, RefusedError } from "../../constructs/core";
import { idOf, kindOf, type Manifest, type ObjectId, type Plan } from "../../constructs/plan";
import { DEFINITION, kindDefinedBy } from "./definitions-read";
import { KubernetesObject } from "./kubernetes-object";
import { argumentsOf } from "./object-arguments";
import { runRefusal } from "./run-refusal";

/** How definitions become resources of Pulumi. */
export interface DeployDefinitionsOptions {
  /** The cluster: `clusterProvider(environment)`, or any other Kubernetes provider with server-side apply. */
  readonly provider: ProviderResource;
  /**
   * Whether they are protected: with a definition the cluster deletes all objects of its kind, wherever they are.
   * @default true
   */
  readonly protect?: boolean;
  /**
   * What must be there before: a cluster.
   * @default - nothing
   */
  readonly dependsOn?: readonly Resource[];
  /**
   * More options for a resource, by its definition: `import` for one that is in the cluster already.
   * @default - none
   */
  readonly options?: (definition: Manifest) => CustomResourceOptions | undefined;
}

/** The API server serves a kind only some moments after it took its definition. */
const ESTABLISHED = { "pulumi.com/waitFor": "condition=Established=True" };
const TIMEOUTS = { create: "2m", update: "2m" };

/** Definitions that were registered: any number of systems of the same program use them. */
export class DeployedDefinitions {
  readonly #byKind: ReadonlyMap<string, KubernetesObject>;
  readonly #ids: ReadonlySet<ObjectId>;

  constructor(made: readonly { readonly definition: Manifest; readonly resource: KubernetesObject }[]) {
    this.#byKind = new Map(made.map(({ definition, resource }) => [kindDefinedBy(definition), resource]));
    this.#ids = new Set(made.map(({ definition }) => idOf(definition)));
  }

  /** All resources. */
  get resources(): readonly KubernetesObject[] {
    return [...this.#byKind.values()];
  }

  /** The resource of the definition of a kind, as objects of the Plan are called: "VitessCluster.planetscale.com". */
  of(kind: string): KubernetesObject | undefined {
    return this.#byKind.get(kind);
  }

  /** Those that a Plan has, too: the second to be made would fail. */
  twice(plan: Plan): Problem[] {
    return plan.objects
      .filter(({ id }) => this.#ids.has(id))
      .map(({ id }): Problem => ({ path: id, message: "is in the tree and among the `definitions`; leave out one of them" }));
  }
}

/**
 * Registers definitions of custom resources, once for all systems of a program: `deploy(app, { …, definitions })` puts what is of their
 * kinds after them, and nothing else.
 * @throws RunError if there is anything else among them
 */
export function deployDefinitions(
  definitions: readonly Manifest[],
  { provider, protect = true, dependsOn = [], options }: DeployDefinitionsOptions,
): DeployedDefinitions {
  const problems = definitions
    .filter((one) => kindOf(one) !== DEFINITION)
    .map((one): Problem => ({ path: idOf(one), message: "must be a CustomResourceDefinition; leave it out" }));
  if (problems.length > 0) throw runRefusal(new RefusedError(problems, "the definitions of custom resources").message);
  return new DeployedDefinitions(
    definitions.map((definition) => {
      const own: CustomResourceOptions = { provider, protect, dependsOn: [...dependsOn], customTimeouts: TIMEOUTS };
      const { name } = definition.metadata;
      const all = mergeOptions(own, options?.(definition));
      return { definition, resource: new KubernetesObject(name, argumentsOf(definition, ESTABLISHED), all) };
    }),
  );
}
