import type { Problem } from "../../constructs/core";
import type { PlanCredential } from "../../constructs/plan";
import type { LiveObjects } from "../cluster/live-object";
import type { GivenValues } from "./credentials";
import { type SecretEntry, secretOf, valueIn } from "./secrets";
import { toolOf } from "./tools";

/** The name of a credential's place, for people. */
export function placeOf({ secret, key }: PlanCredential, namespace: string | undefined): string {
  return `Secret ${namespace === undefined ? "" : `${namespace}/`}${secret}, key '${key}'`;
}

/** What keeps credentials from being filled: values that contradict one another, Secrets of others, unknown keys. */
export function problemsOfCredentials(credentials: readonly PlanCredential[], live: LiveObjects, given: GivenValues): Problem[] {
  const messages = credentials.flatMap((credential): string[] => {
    const places = credential.namespaces.map((namespace) => ({ namespace, value: valueIn(live, credential, namespace) }));
    const [home, ...others] = places.filter(({ value }) => value !== undefined);
    const other = others.find(({ value }) => value !== home?.value);
    if (home && other)
      return [
        `${placeOf(credential, home.namespace)} and ${placeOf(credential, other.namespace)} hold different values of "${credential.description}"; delete the wrong one, and it is copied from the other`,
      ];
    const typed = credential.source.kind === "given" ? given[credential.source.key] : undefined;
    if (home && typed !== undefined && typed !== home.value)
      return [
        `${placeOf(credential, home.namespace)} is filled with another value than the one given, and is never overwritten; to change it delete the Secret first`,
      ];
    return places
      .filter(({ value }) => value === undefined)
      .flatMap(({ namespace }) => {
        const secret = secretOf(live, credential, namespace);
        const tool = secret && toolOf(secret);
        return tool ? [`${placeOf(credential, namespace)} is missing in a Secret that ${tool} manages; add the key there`] : [];
      });
  });
  const keys = credentials.flatMap(({ source }) => (source.kind === "given" ? source.key : []));
  const unknown = Object.keys(given)
    .filter((key) => !keys.includes(key))
    .map((key) => `no credential is given under the key "${key}"; there are ${[...new Set(keys)].join(", ") || "none"}`);
  return [...messages, ...unknown].map((message) => ({ path: "", message }));
}

/**
 * What to write next. A new value goes into the first namespace alone, where only one can win; from there it is copied
 * the next time.
 */
export function decideCredentials(
  credentials: readonly PlanCredential[],
  live: LiveObjects,
  given: GivenValues,
  generate: (length: number) => string,
): SecretEntry[] {
  return credentials.flatMap((credential): SecretEntry[] => {
    const { namespaces, source } = credential;
    const values = namespaces.map((namespace) => ({ namespace, value: valueIn(live, credential, namespace) }));
    const known = values.find(({ value }) => value !== undefined)?.value;
    if (known !== undefined) {
      const empty = values.filter(({ value }) => value === undefined);
      return empty.map(({ namespace }) => ({ credential, namespace, value: known, from: "copied" }));
    }
    const [namespace] = namespaces;
    if (source.kind === "generated") return [{ credential, namespace, value: generate(source.length ?? 32), from: "generated" }];
    const value = given[source.key];
    return value === undefined ? [] : [{ credential, namespace, value, from: "given" }];
  });
}
