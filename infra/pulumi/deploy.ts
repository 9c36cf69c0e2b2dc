import { type CustomResourceOptions, type ProviderResource, type Resource } from "@pulumi/pulumi";
import type { IConstruct } from "constructs";
import { RefusedError } from "../../constructs/core";
import { type Plan, type PlanObject, type PlanOptions, planOf, stackOf, withStableAddresses } from "../../constructs/plan";
import { type CredentialOptions, credentialProblems } from "./credentials";
import type { DeployedDefinitions } from "./definitions-deploy";
import { Deployed } from "./deployed";
import { type SlotInputs, slotProblems } from "./fill";
import { Registration } from "./registration";
import { runRefusal } from "./run-refusal";
import { strayOutputs, withOutputsExplained } from "./stray-outputs";

/** How a Plan becomes resources of Pulumi. */
export interface DeployOptions {
  /** The cluster: `clusterProvider(environment)`, or any other Kubernetes provider. */
  readonly provider: ProviderResource;
  /**
   * The values of the tree's slots, by name.
   * @default - there are no slots
   */
  readonly slots?: SlotInputs;
  /**
   * Where the values of credentials come from.
   * @default - generated once, and kept in Pulumi's state, encrypted
   */
  readonly credentials?: CredentialOptions;
  /**
   * Whether what holds data is protected: neither deleted nor replaced until somebody says so.
   * @default true
   */
  readonly protect?: boolean;
  /**
   * Whether addresses of load balancers are waited for. On Minikube they come only while `minikube tunnel` runs.
   * @default true
   */
  readonly awaitLoadBalancers?: boolean;
  /**
   * Whether Pulumi waits until things run, or only makes them.
   * @default true
   */
  readonly wait?: boolean;
  /**
   * More options for a resource, by its object.
   * @default - none
   */
  readonly options?: (object: PlanObject) => CustomResourceOptions | undefined;
  /**
   * Definitions of custom resources that this program makes, too: what is of their kinds comes after them.
   * @default - they are in the tree, or in the cluster already
   */
  readonly definitions?: DeployedDefinitions;
  /**
   * What must be there before everything else: a cluster.
   * @default - nothing
   */
  readonly dependsOn?: readonly Resource[];
}

/**
 * Registers every object of a construct tree, Tagenal's or any other of cdk8s, as a resource of Pulumi.
 * @throws RunError with everything that is wrong, before anything is registered
 */
export function deploy(root: IConstruct, options: DeployOptions & PlanOptions): Deployed {
  return refusing(() => register(planOf(root, options), options));
}

/**
 * As `deploy`, of a Plan that was made before.
 * @throws RunError with everything that is wrong, before anything is registered
 */
export function deployPlan(plan: Plan, options: DeployOptions): Deployed {
  return refusing(() => register(plan, options));
}

function register(given: Plan, options: DeployOptions): Deployed {
  const plan = withStableAddresses(given);
  const problems = [
    ...strayOutputs(plan),
    ...slotProblems(plan, options.slots ?? {}),
    ...credentialProblems(plan, options.credentials ?? {}),
    ...(options.definitions?.twice(plan) ?? []),
  ];
  if (problems.length > 0) throw new RefusedError(problems, stackOf(plan));
  return new Deployed(plan, new Registration(plan, options).objects);
}

/** What is wrong is said in its own words, without the place in our code. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const explained = withOutputsExplained(error);
    throw explained instanceof RefusedError ? runRefusal(explained.message) : explained;
  }
}
