import type { CredentialState } from "../apply/credentials";
import { type IKubectl, KubectlError } from "../cluster/kubectl";

/** The namespaces that lack credentials because they are not there themselves. None where one may not look. */
export async function missingNamespaces(kubectl: IKubectl, states: readonly CredentialState[]): Promise<string[]> {
  const names = [...new Set(states.flatMap(({ missing }) => missing.flatMap((name) => name ?? [])))].sort();
  if (names.length === 0) return [];
  const output = await kubectl.run(["get", "namespaces", ...names, "--ignore-not-found", "-o", "name"]).catch((error: unknown) => {
    if (error instanceof KubectlError && error.stderr.includes("(Forbidden)")) return undefined;
    throw error;
  });
  const there = output?.split("\n");
  return there === undefined ? [] : names.filter((name) => !there.includes(`namespace/${name}`));
}
