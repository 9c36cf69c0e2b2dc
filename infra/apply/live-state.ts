import { RefusedError } from "../../constructs/core";
import { kindOf, type Plan, type PlanName, stackOf } from "../../constructs/plan";
import { type IKubectl, KubectlError } from "../cluster/kubectl";
import { getLive, type LiveObjects, type Named } from "../cluster/live-object";
import { blindness } from "./refusal-line";

/** Objects as they are, and the kinds among them that the cluster does not know (yet), as "Kind.group". */
export interface LiveState {
  readonly live: LiveObjects;
  readonly unknownKinds: ReadonlySet<string>;
}

const UNKNOWN = /no matches for kind "([^"]+)" in version "([^"]+)"/g;

/**
 * Asks for all objects in one call, and once more without those of unknown kinds, if there are any.
 * @throws RefusedError naming each right that is missing
 */
export async function liveState(kubectl: IKubectl, named: readonly Named[], plan: PlanName): Promise<LiveState> {
  const unknownKinds = new Set<string>();
  for (;;) {
    const known = named.filter((one) => !unknownKinds.has(kindOf(one)));
    try {
      return { live: await getLive(kubectl, known), unknownKinds };
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      const found = [...error.stderr.matchAll(UNKNOWN)].map(([, kind = "", apiVersion = ""]) => kindOf({ apiVersion, kind }));
      if (found.every((kind) => unknownKinds.has(kind))) throw new RefusedError(blindness(error), stackOf(plan));
      for (const kind of found) unknownKinds.add(kind);
    }
  }
}

/** The names of the namespaces that a Plan makes and that are not there yet. */
export function comingNamespaces({ objects }: Pick<Plan, "objects">, live: LiveObjects): ReadonlySet<string> {
  return new Set(objects.flatMap(({ id, manifest }) => (kindOf(manifest) === "Namespace" && !live.has(id) ? manifest.metadata.name : [])));
}
