import { type Problem, RefusedError } from "../../constructs/core";
import { kindOf, type Plan, type PlanCredential, type PlanObject, refuseOpenSlots, stackOf } from "../../constructs/plan";
import type { LiveObjects } from "../cluster/live-object";
import { type CredentialState, credentialStates } from "./credentials";
import { placeOf } from "./decide-credentials";
import type { InventoryItem } from "./inventory";
import { InventoryStore } from "./inventory-store";
import { stepsOf } from "./json-path";
import { liveState } from "./live-state";
import { ownershipProblems } from "./ownership";
import { type Intent, type Rehearsal, rehearse } from "./rehearse";
import type { Run } from "./run";
import { scalingOf } from "./scaling";

/** All that is known before the first change. */
export interface Preflight {
  readonly live: LiveObjects;
  readonly intents: ReadonlyMap<string, Intent>;
  readonly inventory: InventoryStore;
  /** Those that some namespace still lacks. */
  readonly credentials: readonly PlanCredential[];
  /** Autoscalers that have left the Plan, and whose workloads get a number of the Plan's. */
  readonly leaving: readonly InventoryItem[];
}

/** What an apply may do beyond making what the Plan says, as far as it is known at the beginning. */
export interface Liberties {
  readonly adopt: boolean;
  readonly prune: boolean;
}

/**
 * Looks at everything that can be known before the first change.
 * @throws RefusedError with all that speaks against it
 */
export async function preflight({ plan, kubectl, progress }: Run, { adopt, prune }: Liberties): Promise<Preflight> {
  refuseOpenSlots(plan);
  progress("looking at what is there …");
  const [inventory, state, credentials] = await Promise.all([
    InventoryStore.open(kubectl, plan),
    liveState(
      kubectl,
      plan.objects.map(({ manifest }) => manifest),
      plan,
    ),
    plan.credentials.length > 0 ? credentialStates(kubectl, plan) : [],
  ]);
  const scaling = await scalingOf(kubectl, plan.objects, state.live, inventory.items, prune);
  const problems = [
    ...scaling.problems,
    ...ownershipProblems(plan.objects, state.live, plan, adopt),
    ...credentials.flatMap((credential) => credentialProblems(credential, plan)),
    ...plan.objects.flatMap(pathProblems),
    ...kindProblems(plan, state.unknownKinds),
  ];
  progress("asking the cluster whether it would take everything …");
  const refused = new Set(problems.map(({ path }) => path));
  const note: PlanObject = { ...noteOf(inventory), keep: false, phase: 0, wait: { until: "exists" } };
  const rehearsal: Rehearsal = await rehearse(kubectl, plan, [...plan.objects.filter(({ id }) => !refused.has(id)), note], state, {
    adopt,
    taken: scaling.taken,
  });
  const all = [...problems, ...rehearsal.problems];
  if (all.length > 0) throw new RefusedError(all, stackOf(plan));
  const open = credentials.filter(({ missing }) => missing.length > 0).map(({ credential }) => credential);
  return { live: state.live, intents: rehearsal.intents, inventory, credentials: open, leaving: scaling.leaving };
}

/** The inventory is written before all else: so it is rehearsed with all else. */
function noteOf({ manifest }: InventoryStore): Pick<PlanObject, "id" | "logicalId" | "manifest"> {
  const id = "the inventory of what is applied";
  return { id, logicalId: id, manifest };
}

function credentialProblems({ credential, missing, filled, differs }: CredentialState, { environment }: Plan): Problem[] {
  const { source, namespaces, description } = credential;
  const place = placeOf(credential, namespaces[0]);
  const say = (message: string): Problem[] => [{ path: "", message: `${place} ${message}` }];
  if (differs)
    return say(
      `("${description}") has different values in ${filled.join(", ")}; delete the wrong ones, and they are copied from the right one`,
    );
  if (source.kind === "given" && filled.length === 0 && missing.length > 0)
    return say(`must be given by you ("${description}"); fill it with: tagenal secrets ${environment} --fill`);
  return [];
}

function pathProblems({ id, wait }: PlanObject): Problem[] {
  if (wait.until !== "jsonpath" || stepsOf(wait.path)) return [];
  return [{ path: id, message: `the path that tells its readiness must lead to one place, like {.status.phase}, got ${wait.path}` }];
}

/** Kinds that nobody defines: neither the cluster nor the Plan. */
function kindProblems({ objects }: Plan, unknownKinds: ReadonlySet<string>): Problem[] {
  const defined = new Set(objects.map(({ manifest }) => definedBy(manifest)));
  return [...unknownKinds]
    .filter((kind) => !defined.has(kind))
    .map((kind) => {
      const object = objects.find(({ manifest }) => kindOf(manifest) === kind);
      return { path: "", message: `the cluster does not know ${kind} (${object?.manifest.apiVersion}); install what defines it first` };
    });
}

function definedBy(manifest: PlanObject["manifest"]): string | undefined {
  if (kindOf(manifest) !== "CustomResourceDefinition.apiextensions.k8s.io") return undefined;
  const { group, names } = manifest["spec"] as { group: string; names: { kind: string } };
  return kindOf({ apiVersion: `${group}/v1`, kind: names.kind });
}
