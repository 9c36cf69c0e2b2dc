import { randomBytes } from "node:crypto";
import { RefusedError } from "../../../constructs/core";
import { planOf, writeStream } from "../../../constructs/plan";
import type { Environment } from "../../../stacks";
import { CLOCK, type Clock } from "../../cluster/clock";
import { Interrupted } from "../../cluster/interrupted";
import { type IKubectl, KubectlError } from "../../cluster/kubectl";
import { complaint } from "../../cluster/kubectl-failure";
import { PatientKubectl } from "../../cluster/patient-kubectl";
import { diagnose, type Finding, takeSnapshot } from "../diagnosis";
import { Callers } from "./callers";
import { egressPolicy, ingressPolicy, PODS, proofApp } from "./proof-app";
import { remedyFor } from "./remedy";

/** What came of the proof. */
export interface PolicyProof {
  /** Undefined where it could not be tried. */
  readonly enforced?: { readonly ingress: boolean; readonly egress: boolean };
  /** In words. */
  readonly text: string;
  /** What to do; undefined where all is well. */
  readonly remedy?: string;
  /** Why the proof's own pods did not run. */
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

/** What the proof is told. */
export interface ProofOptions {
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
  /** @default - the machine's */
  readonly clock?: Clock;
}

/** Pods need an image and a node; more is more than a proof may take. */
const START_SECONDS = 120;

/**
 * Tries policies in a namespace made for it: a server, a client that a policy will allow, one that it will not. Whatever
 * happens, the namespace is deleted in the end.
 */
export async function provePolicies(
  plain: IKubectl,
  environment: Environment,
  { signal, progress, clock = CLOCK }: ProofOptions,
): Promise<PolicyProof> {
  const namespace = `${environment.namespacePrefix ?? ""}tagenal-doctor-${randomBytes(4).toString("hex")}`;
  const kubectl = new PatientKubectl(plain, { signal, onWait: progress, clock });
  const begin = clock.now();
  const done = (result: Omit<PolicyProof, "seconds" | "findings">, findings: readonly Finding[] = []): PolicyProof => ({
    ...result,
    findings,
    seconds: Math.round((clock.now() - begin) / 100) / 10,
  });
  const impossible = (why: string): PolicyProof =>
    done({
      text: `policies could not be tried: ${why}`,
      remedy: "ask for the right to make a namespace, and pods and policies in it, and to exec into them",
    });
  const plan = planOf(proofApp(environment, namespace), { system: "doctor", environment: environment.name });
  const apply = (which: (kind: string) => boolean): Promise<string> => {
    const objects = plan.objects.filter(({ manifest }) => which(manifest.kind));
    return kubectl.run(["apply", "--server-side", "-f", "-"], { input: writeStream({ ...plan, objects }) });
  };

  progress(`making pods in namespace ${namespace} …`);
  const refusal = await apply((kind) => kind === "Namespace")
    .then(() => undefined, complained)
    .catch(async (error: unknown) => {
      // What was asked for last may still be made after its kubectl is gone.
      await clock.sleep(1000);
      await remove(plain, namespace, true);
      throw error;
    });
  if (refusal !== undefined) return impossible(refusal);
  try {
    await apply((kind) => kind !== "Namespace");
    const ready = ["--request-timeout=0", "wait", "pods", "--all", "-n", namespace, "--for=condition=Ready", `--timeout=${START_SECONDS}s`];
    const late = await kubectl.run(ready).then(() => undefined, complained);
    if (late !== undefined) {
      const findings = diagnose(plan, await takeSnapshot(kubectl, plan));
      return done(
        { text: `policies could not be tried: the pods for it do not run: ${late}`, remedy: "mend this, then try again" },
        findings,
      );
    }
    return done(await tryPolicies(kubectl, environment, new Callers(kubectl, namespace, { signal, clock }), progress));
  } catch (error) {
    // Also a pause that was cut short.
    if (signal.aborted) throw new Interrupted();
    return impossible(complained(error));
  } finally {
    progress(`removing namespace ${namespace} …`);
    await remove(plain, namespace, signal.aborted);
  }
}

/** Whoever has interrupted it is not kept waiting. */
async function remove(kubectl: IKubectl, namespace: string, quickly: boolean): Promise<void> {
  const words = ["delete", "namespace", namespace, "--ignore-not-found"];
  try {
    await kubectl.run([...words, ...(quickly ? ["--wait=false"] : ["--timeout=60s"])]);
  } catch (error) {
    const why = error instanceof KubectlError ? complaint(error) : String(error);
    throw new RefusedError([
      { path: "", message: `namespace ${namespace} could not be removed: ${why}; remove it with: kubectl ${words.join(" ")}` },
    ]);
  }
}

async function tryPolicies(
  kubectl: IKubectl,
  environment: Environment,
  callers: Callers,
  progress: ProofOptions["progress"],
): Promise<Omit<PolicyProof, "seconds" | "findings">> {
  const apply = (policy: object): Promise<string> => kubectl.run(["apply", "-f", "-"], { input: JSON.stringify(policy) });
  const { friend, stranger } = PODS;

  progress("calling without a policy …");
  const [friendly, strange] = await Promise.all([callers.comesTo(friend, true), callers.comesTo(stranger, true)]);
  if (!friendly || !strange) {
    return {
      text: "pods cannot reach one another even where no policy forbids it",
      remedy:
        "look for policies of the whole cluster (kubectl get adminnetworkpolicies,globalnetworkpolicies,ciliumclusterwidenetworkpolicies), then at the network plugin's pods in kube-system",
    };
  }
  progress("calling with a policy for what comes in …");
  await apply(ingressPolicy(callers.namespace));
  const ingress = await callers.comesTo(stranger, false);
  const stillOpen = await callers.comesTo(friend, true);
  await kubectl.run(["delete", "networkpolicy", "ingress", "-n", callers.namespace]);

  progress("calling with a policy for what goes out …");
  await callers.comesTo(stranger, true);
  await apply(egressPolicy(callers.namespace));
  const egress = await callers.comesTo(stranger, false);
  const enforced = { ingress, egress };
  if (ingress && !stillOpen)
    return {
      enforced,
      text: "the cluster closes what a policy opens: also the client that it allows is cut off",
      remedy: remedyFor(environment),
    };
  if (ingress && egress) return { enforced, text: "the cluster enforces policies: what none allows did not get through, in and out" };
  const missing = [...(ingress ? [] : ["in"]), ...(egress ? [] : ["out"])].join(" and ");
  return {
    enforced,
    text: `the cluster does not enforce policies: what no policy allows got through (on the way ${missing})`,
    remedy: remedyFor(environment),
  };
}

/** What kubectl complained about; what is no complaint of it goes on. */
function complained(error: unknown): string {
  if (error instanceof KubectlError) return complaint(error);
  throw error;
}
