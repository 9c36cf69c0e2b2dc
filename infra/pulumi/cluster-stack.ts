import { type Output, StackReference } from "@pulumi/pulumi";
import { type Problem, RefusedError, show } from "../../constructs/core";
import type { Environment } from "../../stacks";
import { runRefusal } from "./run-refusal";

/** What the stack that made a cluster says of it. */
export interface ClusterOutputs {
  readonly clusterIdentifier: string;
  readonly kubeconfig: Output<string>;
  /** The images of the apps that were built with the cluster, by digest. */
  readonly images: Readonly<Record<string, string>>;
}

/** Reads the outputs of the stack that made the environment's cluster, and refuses those of another cluster. */
export async function readClusterStack(name: string, { cluster }: Environment): Promise<ClusterOutputs> {
  const stack = new StackReference(name);
  const known = async (output: string): Promise<unknown> => (await stack.getOutputDetails(output)).value as unknown;
  const [clusterName, clusterArn, images, kubeconfig] = await Promise.all([
    known("clusterName"),
    known("clusterArn"),
    known("images"),
    stack.getOutputDetails("kubeconfig"),
  ]);
  const problems: Problem[] = [];
  const say = (message: string): void => void problems.push({ path: "", message });
  const missing = Object.entries({ clusterName, clusterArn, kubeconfig: kubeconfig.value ?? kubeconfig.secretValue });
  for (const [output, value] of missing) if (typeof value !== "string") say(`has no output ${output}; deploy it first: infra/eks-cluster`);
  if (typeof clusterName === "string" && cluster.kind === "eks" && clusterName !== cluster.name)
    say(`has made the cluster ${show(clusterName)}, but the environment's is ${show(cluster.name)}`);
  if (problems.length > 0) throw runRefusal(new RefusedError(problems, `stack ${name}, which tagenal:clusterStack names,`).message);
  return {
    clusterIdentifier: clusterArn as string,
    kubeconfig: stack.requireOutput("kubeconfig") as Output<string>,
    images: (images ?? {}) as Readonly<Record<string, string>>,
  };
}
