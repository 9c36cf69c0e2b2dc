import type { Unseen } from "./snapshot";

/** What kubectl complained about, sorted by what can be done about it. */
export interface Complaints {
  /** A right is missing. */
  readonly unseen: readonly Unseen[];
  /** Kinds that the cluster does not know. */
  readonly unknownKinds: readonly string[];
  /** All the rest: no server, a wrong kubeconfig. */
  readonly others: readonly string[];
}

const FORBIDDEN =
  /^Error from server \(Forbidden\): .*cannot (?:list|get) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/;
/** As kubectl says it of an object alone, and of one in a list. */
const UNKNOWN = /^(?:error: )?(?:resource mapping not found|unable to recognize) .*no matches for kind "([^"]+)" in version "([^"]+)"/;
/** A second line of another complaint, or a warning that comes with a whole answer. */
const REMARK = /^(ensure CRDs are installed first|Warning:|[EWI]\d{4} )/;

/** Reads what kubectl printed on standard error. */
export function complaintsOf(stderr: string): Complaints {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !REMARK.test(line));
  const unseen: Unseen[] = [];
  const unknownKinds: string[] = [];
  const others: string[] = [];
  for (const line of lines) {
    const [, resource, group, namespace] = FORBIDDEN.exec(line) ?? [];
    const [, kind, version = ""] = UNKNOWN.exec(line) ?? [];
    if (resource !== undefined) unseen.push({ resource: group ? `${resource}.${group}` : resource, namespace, why: line });
    else if (kind !== undefined) unknownKinds.push(version.includes("/") ? `${kind}.${version.split("/")[0]}` : kind);
    else others.push(line);
  }
  return { unseen, unknownKinds: [...new Set(unknownKinds)], others };
}
