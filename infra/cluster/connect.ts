import { RefusedError } from "../../constructs/core";
import type { ClusterBinding, Environment } from "../../stacks";
import { eksNames } from "./eks-name";
import { type KubeContext, type Kubeconfig, readKubeconfig } from "./kubeconfig";
import { type IKubectl, Kubectl, KubectlError } from "./kubectl";
import { clusterFailure, complaint, explainFailure } from "./kubectl-failure";

/** Makes the kubectl of a context; without one, of none in particular. */
export type KubectlMaker = (context?: string) => IKubectl;

/**
 * The environment's cluster, after a proof that it is the one. All further calls go to the context that was decided here,
 * whatever is chosen in another terminal meanwhile.
 * @throws RefusedError where it is another cluster, or does not answer
 */
export async function connectTo(environment: Pick<Environment, "name" | "cluster">): Promise<IKubectl> {
  return connectBy((context) => new Kubectl({ context }), environment);
}

/** As `connectTo`, with any kubectl. */
export async function connectBy(make: KubectlMaker, { name, cluster }: Pick<Environment, "name" | "cluster">): Promise<IKubectl> {
  const refuse = (message: string): never => {
    throw new RefusedError([{ path: "", message }], `environment ${name}`);
  };
  const kubeconfig = await readKubeconfig(make()).catch((error: unknown) => {
    const failure = clusterFailure(error);
    if (!(error instanceof KubectlError)) throw error;
    return refuse(failure ? explainFailure(failure, error, "") : `the kubeconfig cannot be read: ${complaint(error)}`);
  });
  const context = choose(cluster, kubeconfig);
  if (typeof context === "string") return refuse(context);
  const kubectl = make(context.name);
  // Short, so that an address where nobody lives is not waited for.
  await kubectl.run([...questionOf(cluster), "--request-timeout=10s"]).catch((error: unknown) => {
    if (!(error instanceof KubectlError)) throw error;
    const failure = clusterFailure(error);
    refuse(failure ? explainFailure(failure, error, nameOf(context)) : refusal(cluster, context, error));
  });
  return kubectl;
}

/** What only the right cluster answers; or any, where the context has proved it. */
function questionOf(binding: ClusterBinding): string[] {
  return binding.kind === "marker" ? ["get", "configmap", binding.configMap, "-n", binding.namespace, "-o", "name"] : ["version"];
}

/** A cluster as messages call it. */
function nameOf({ name, server }: KubeContext): string {
  return `the cluster of context ${name} (${server})`;
}

/** The context of the kubeconfig that leads to the cluster, or why there is none. */
function choose(binding: ClusterBinding, { current, contexts }: Kubeconfig): KubeContext | string {
  const names = contexts.map(({ name }) => name).join(", ");
  if (contexts.length === 0)
    return "there is no kubeconfig; say where it is with KUBECONFIG, or make one with the tool that made the cluster";
  if (binding.kind === "context") {
    const found = contexts.find(({ name }) => name === binding.context);
    return found ?? `its cluster is that of context ${binding.context}, which the kubeconfig does not have; it has ${names}`;
  }
  const found = contexts.find(({ name }) => name === current);
  if (!found) return `no context is chosen; choose one with: kubectl config use-context NAME; there are ${names}`;
  if (binding.kind === "marker") return found;
  const known = eksNames(found);
  if (known.includes(binding.name)) return found;
  const is = known.length > 0 ? `the EKS cluster ${known[0]}` : `no EKS cluster that can be known by name (${found.server})`;
  const remedy = `aws eks update-kubeconfig --name ${binding.name}`;
  return `its cluster is the EKS cluster ${binding.name}, but the current context ${found.name} is ${is}; choose the right one with: ${remedy}`;
}

/** Why a cluster that answered is not taken. */
function refusal(binding: ClusterBinding, context: KubeContext, error: KubectlError): string {
  if (binding.kind !== "marker") return `${nameOf(context)} cannot be asked: ${complaint(error)}`;
  const { namespace, configMap } = binding;
  const mark = `the ConfigMap ${namespace}/${configMap}`;
  if (error.stderr.includes("(Forbidden)"))
    return `${nameOf(context)} does not let you see whether it is made for tests (${mark}): ${complaint(error)}; ask for the right to get it`;
  if (!error.stderr.includes("(NotFound)")) return `${nameOf(context)} cannot be asked for ${mark}: ${complaint(error)}`;
  return `${nameOf(context)} is not made for tests, it lacks ${mark}; choose another context, or, if everything in it may be lost: kubectl create configmap ${configMap} -n ${namespace}`;
}
