import { randomInt } from "node:crypto";
import { type Problem, RefusedError } from "../../constructs/core";
import type { Plan, PlanCredential } from "../../constructs/plan";
import type { IKubectl } from "../cluster/kubectl";
import { asList, type LiveObjects } from "../cluster/live-object";
import { decideCredentials, problemsOfCredentials } from "./decide-credentials";
import { managerOf } from "./owned-by";
import { readSecrets, type SecretEntry, valueIn, writeSecrets } from "./secrets";

/** Where a credential is filled. Its value is told to nobody. */
export interface CredentialState {
  readonly credential: PlanCredential;
  /** The namespaces whose Secret has it; undefined is the context's own. */
  readonly filled: readonly (string | undefined)[];
  readonly missing: readonly (string | undefined)[];
  /** Namespaces hold different values: what they protect cannot be opened from all of them. */
  readonly differs: boolean;
}

/** A key of a Secret that was filled. */
export interface FilledCredential {
  readonly credential: PlanCredential;
  readonly namespace: string | undefined;
  readonly from: "generated" | "given" | "copied";
}

/** Values by the key of a `given` credential. */
export type GivenValues = Readonly<Record<string, string>>;

/** Others may fill the same Secrets at the same time: then what they did is read, and the rest is done. */
const ATTEMPTS = 5;

/** Where the Plan's credentials are filled, in one call. */
export async function credentialStates(kubectl: IKubectl, plan: Plan): Promise<CredentialState[]> {
  const live = await readSecrets(kubectl, plan);
  return plan.credentials.map((credential) => {
    const has = (namespace: string | undefined): boolean => valueIn(live, credential, namespace) !== undefined;
    const filled = credential.namespaces.filter(has);
    const values = new Set(filled.map((namespace) => valueIn(live, credential, namespace)));
    return { credential, filled, missing: credential.namespaces.filter((namespace) => !has(namespace)), differs: values.size > 1 };
  });
}

/**
 * Fills what can be filled: generates what nobody has made yet, takes what is given, copies what one namespace has and
 * another lacks. What is filled is never overwritten. Namespaces of the Plan that are not there yet are made.
 * @throws RefusedError where a value that is given, or that of another namespace, is not the one that is there
 */
export async function fillCredentials(kubectl: IKubectl, plan: Plan, given: GivenValues = {}): Promise<FilledCredential[]> {
  const refuse = (problems: readonly Problem[]): never => {
    throw new RefusedError(problems, `the credentials of ${plan.system} (${plan.environment})`);
  };
  const filled: FilledCredential[] = [];
  let tried: SecretEntry[] = [];
  for (let attempt = 0; attempt < ATTEMPTS && plan.credentials.length > 0; attempt += 1) {
    const live = await readSecrets(kubectl, plan);
    // Only what is found again was ours to write: somebody else may have been first.
    const done = tried.filter(({ credential, namespace, value }) => valueIn(live, credential, namespace) === value);
    filled.push(...done.map(({ credential, namespace, from }) => ({ credential, namespace, from })));
    const problems = problemsOfCredentials(plan.credentials, live, given);
    if (problems.length > 0) refuse(problems);
    tried = decideCredentials(plan.credentials, live, given, generate);
    if (tried.length === 0) return filled;
    await makeNamespaces(kubectl, plan, live, tried);
    await writeSecrets(kubectl, plan, live, tried);
  }
  if (tried.length === 0) return filled;
  return refuse([{ path: "", message: "somebody else keeps writing the same Secrets; repeat when they are done" }]);
}

async function makeNamespaces(kubectl: IKubectl, plan: Plan, live: LiveObjects, entries: readonly SecretEntry[]): Promise<void> {
  const wanted = new Set(entries.map(({ namespace }) => namespace));
  const missing = plan.objects.flatMap(({ id, manifest }) =>
    manifest.kind === "Namespace" && wanted.has(manifest.metadata.name) && !live.has(id) ? manifest : [],
  );
  if (missing.length === 0) return;
  await kubectl.run(["apply", "--server-side", "--field-manager", managerOf(plan), "-f", "-"], { input: asList(missing) });
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Letters and digits: nothing that a URL, a shell or a configuration file could read as anything else. */
function generate(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
