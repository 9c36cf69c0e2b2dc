import { LABEL } from "../../constructs/core";
import { grouped, idOf, objectId, type Plan, type PlanCredential, type PlanName } from "../../constructs/plan";
import { type IKubectl, KubectlError } from "../cluster/kubectl";
import { asList, getLive, type LiveObject, type LiveObjects, type Named } from "../cluster/live-object";
import { managerOf } from "./owned-by";

/** The value of one key, to be written. */
export interface SecretEntry {
  readonly credential: PlanCredential;
  readonly namespace: string | undefined;
  readonly value: string;
  readonly from: "generated" | "given" | "copied";
}

/** The Secrets that credentials want, and the namespaces that the Plan makes for them, in one call. */
export function readSecrets(kubectl: IKubectl, { credentials, objects }: Pick<Plan, "credentials" | "objects">): Promise<LiveObjects> {
  const secrets = credentials.flatMap(({ secret, namespaces }) => namespaces.map((namespace) => secretNamed(secret, namespace)));
  const homes = new Set(secrets.map(({ metadata }) => metadata.namespace));
  const namespaces = objects.flatMap(({ manifest }) =>
    manifest.kind === "Namespace" && homes.has(manifest.metadata.name) ? manifest : [],
  );
  return getLive(kubectl, [...new Map([...namespaces, ...secrets].map((one) => [idOf(one), one])).values()]);
}

/** The Secret of a credential in one of its namespaces, if it is there. */
export function secretOf(live: LiveObjects, { secret }: PlanCredential, namespace: string | undefined): LiveObject | undefined {
  return live.get(objectId("Secret", namespace, secret));
}

/** The value of a credential in one of its namespaces. */
export function valueIn(live: LiveObjects, credential: PlanCredential, namespace: string | undefined): string | undefined {
  const { data = {} } = (secretOf(live, credential, namespace) ?? {}) as { readonly data?: Readonly<Record<string, string>> };
  const encoded = data[credential.key];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
}

/**
 * Writes values into Secrets: those that are there are replaced as they were read, so that whoever wrote in between is not
 * overwritten. Where somebody did, or made the Secret first, nothing is written and nothing is said: read again.
 */
export async function writeSecrets(kubectl: IKubectl, plan: PlanName, live: LiveObjects, entries: readonly SecretEntry[]): Promise<void> {
  const fresh: object[] = [];
  const grown: object[] = [];
  const bySecret = grouped(entries, ({ credential, namespace }) => [objectId("Secret", namespace, credential.secret)]);
  for (const [id, [first, ...more]] of bySecret) {
    if (!first) continue;
    const data = Object.fromEntries(
      [first, ...more].map(({ credential, value }) => [credential.key, Buffer.from(value).toString("base64")]),
    );
    const known = live.get(id);
    if (known) grown.push({ ...known, data: { ...(known["data"] as object | undefined), ...data } });
    else {
      const { apiVersion, kind, metadata } = secretNamed(first.credential.secret, first.namespace);
      fresh.push({ apiVersion, kind, metadata: { ...metadata, labels: { [LABEL.managedBy]: "tagenal" } }, type: "Opaque", data });
    }
  }
  const values = entries.map(({ value }) => value);
  for (const [verb, secrets] of [["create", fresh] as const, ["replace", grown] as const]) {
    if (secrets.length > 0)
      await kubectl
        .run([verb, "--field-manager", managerOf(plan), "-o", "name", "-f", "-"], { input: asList(secrets) })
        .catch((error: unknown) => {
          if (!overtaken(error)) throw withoutValues(error, values);
        });
  }
}

function secretNamed(name: string, namespace: string | undefined): Named {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace } };
}

/** Whether all that went wrong is that somebody else was first. */
function overtaken(error: unknown): boolean {
  return (
    error instanceof KubectlError &&
    error.stderr
      .trim()
      .split("\n")
      .every((line) => /\((AlreadyExists|Conflict)\)/.test(line))
  );
}

/** No error tells a secret, whatever the API server put into it. */
function withoutValues(error: unknown, values: readonly string[]): unknown {
  if (!(error instanceof KubectlError)) return error;
  const hidden = [...values, ...values.map((value) => Buffer.from(value).toString("base64"))].sort((a, b) => b.length - a.length);
  const clean = (text: string): string => hidden.reduce((rest, value) => rest.replaceAll(value, "(hidden)"), text);
  return new KubectlError([], { stdout: "", stderr: clean(error.stderr), cause: new Error(clean(error.message)) });
}
