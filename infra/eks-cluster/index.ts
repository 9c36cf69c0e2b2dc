import { getStack, RunError, runtime } from "@pulumi/pulumi";
import { type ClusterOutputs, makeCluster } from "./eks-cluster";
import { ownValues } from "./own-values";
import { RefusedError } from "./problem";

/** The program: reads the stack's configuration, makes everything, and answers with the stack's outputs. */
export default async function program(): Promise<ClusterOutputs> {
  try {
    // Seen from this folder, as Pulumi runs both the program and the builder of images in it.
    return await makeCluster(ownValues(runtime.allConfig()), `stack ${getStack()}`, "../../apps");
  } catch (error) {
    throw error instanceof RefusedError ? wordsOnly(error.message) : error;
  }
}

/** Of such an error Pulumi shows the message alone. */
function wordsOnly(message: string): RunError {
  const error = new RunError(message);
  // Pulumi formats the stack all the same, for its own records: in colours, on which Node 20 spends 20 seconds where a line of it ends in
  // "node_modules/@pulumi/output.ts".
  error.stack = message;
  return error;
}
