import { RefusedError } from "../../constructs/core";
import type { Environment } from "../../stacks";
import { blindness } from "../apply/refusal-line";
import { connectTo } from "../cluster/connect";
import { Interrupted, onInterrupt } from "../cluster/interrupted";
import { type IKubectl, KubectlError } from "../cluster/kubectl";
import { PatientKubectl } from "../cluster/patient-kubectl";
import type { Terminal } from "./terminal";

/** What a command works with that looks at a cluster. */
export interface ClusterView {
  /** Outlives a lost connection for a while; ends with the signal. */
  readonly kubectl: IKubectl;
  /** Also works after the person has ended the command: for what must be tidied up. */
  readonly plain: IKubectl;
  readonly signal: AbortSignal;
}

/**
 * Connects to the environment's cluster and does something there that can be interrupted.
 * @throws RefusedError for whatever the cluster does not answer
 */
export async function withCluster<T>(environment: Environment, terminal: Terminal, work: (view: ClusterView) => Promise<T>): Promise<T> {
  const { signal, stop } = onInterrupt();
  try {
    terminal.progress("connecting …");
    const plain = await connectTo(environment);
    const kubectl = new PatientKubectl(plain, { signal, onWait: (text) => terminal.progress(text) });
    return await work({ kubectl, plain, signal });
  } catch (error) {
    if (error instanceof Interrupted) throw new RefusedError([{ path: "", message: "you have interrupted it" }]);
    throw error instanceof KubectlError ? new RefusedError(blindness(error), `the cluster of ${environment.name}`) : error;
  } finally {
    stop();
  }
}
