import { canonical } from "../../constructs/core";
import { isData, type Manifest } from "../../constructs/plan";
import { nameOf } from "./owned-fields";

/** What a cluster chooses for each object anew, where nobody says it. */
const CHOSEN = new Set([
  "clusterIP",
  "clusterIPs",
  "ipFamilies",
  "ipFamilyPolicy",
  "nodePort",
  "healthCheckNodePort",
  "volumeName",
  "uid",
  "resourceVersion",
]);

/**
 * What a cluster makes of a manifest (`filled`), as far as somebody has written it: in the code, or before in the object (`known`). So two
 * objects can be compared of which one holds all that was filled in, and the other only what was written.
 */
export function asWritten(filled: Manifest, code: Manifest, known: Manifest): Manifest {
  return kept(filled, code, known) as Manifest;
}

function kept(filled: unknown, code: unknown, known: unknown): unknown {
  if (Array.isArray(filled)) return Array.isArray(code) || Array.isArray(known) ? keptList(filled, code, known) : filled;
  if (!isData(filled) || !(isData(code) || isData(known))) return filled;
  const [written, before] = [isData(code) ? code : {}, isData(known) ? known : {}];
  const fields = Object.keys(filled).filter((field) => field in written || field in before);
  return Object.fromEntries(
    fields.map((field) => [
      field,
      CHOSEN.has(field) && !(field in written) ? before[field] : kept(filled[field], written[field], before[field]),
    ]),
  );
}

/** Entries stand in the order of the code; of what was there before they are found by their names. */
function keptList(filled: readonly unknown[], code: unknown, known: unknown): unknown[] {
  const [written, before] = [code, known].map((list) => (Array.isArray(list) ? list : []) as readonly unknown[]);
  return filled.map((entry, index) => {
    if (!isData(entry)) return entry;
    const same = before?.find((other) => nameOf(other) === nameOf(entry)) ?? before?.find((other) => canonical(other) === canonical(entry));
    const said = written?.length === filled.length ? written[index] : undefined;
    return said === undefined && same === undefined ? entry : kept(entry, said, same);
  });
}
