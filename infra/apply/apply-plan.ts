import { RefusedError } from "../../constructs/core";
import { grouped, kindOf, type Plan, type PlanCredential, type PlanObject, stackOf } from "../../constructs/plan";
import { type ApplyAccount, countOutcomes, type Outcome } from "./account";
import { applyObjects, type Progress } from "./apply-objects";
import { type FilledCredential, fillCredentials } from "./credentials";
import { type AllowedData, unknownData } from "./decide-removal";
import { openEntryPoints } from "./entry-points";
import { homeOf, itemsOf, union } from "./inventory";
import { preflight } from "./preflight";
import { pruneLeft } from "./prune";
import { removeAll } from "./remove";
import type { Run } from "./run";
import { keepReplicas } from "./scaling";
import { requiredBefore, type WaitOptions, waitFor } from "./wait-for";

/** What an apply may do beyond making what the Plan says. */
export interface ApplyOptions {
  /**
   * Takes over objects that were made by hand.
   * @default false
   */
  readonly adopt?: boolean;
  /**
   * Removes what has left the Plan.
   * @default false
   */
  readonly prune?: boolean;
  /**
   * Of what has left the Plan, whose data may go with it.
   * @default - nobody's
   */
  readonly allowData?: AllowedData;
}

/**
 * Brings the cluster to what the Plan says: looks first, notes what it will make, makes it phase by phase, waits until it runs. It can be
 * ended at any moment and repeated.
 * @throws RefusedError before the first change, Stopped after it
 */
export async function applyPlan(
  run: Run,
  progress: Progress,
  { adopt = false, prune = false, allowData = [] }: ApplyOptions = {},
): Promise<ApplyAccount> {
  const { plan, kubectl, clock } = run;
  const begin = clock.now();
  const known = await preflight(run, { adopt, prune });
  const { inventory } = known;
  const unknown = unknownData(allowData, inventory.items);
  if (unknown.length > 0) throw new RefusedError(unknown, stackOf(plan));
  const wanted = itemsOf(plan, run.now().toISOString().slice(0, 10));
  const home = plan.objects.find(({ manifest }) => kindOf(manifest) === "Namespace" && manifest.metadata.name === homeOf(plan));
  const phases = [...grouped(plan.objects, ({ phase }) => [phase]).values()];
  progress.phase = `phase 1 of ${phases.length}`;
  await inventory.write(union(inventory.items, wanted), home && !known.live.has(home.id) ? { namespace: home.manifest } : {});

  const handedOver = await removeAll(run, known.leaving, new Set(inventory.places));
  await keepReplicas(kubectl, plan.objects, known.live, plan);
  const outcomes: Outcome[] = [];
  const filled: FilledCredential[] = [];
  for (const [index, objects] of phases.entries()) {
    progress.phase = `phase ${index + 1} of ${phases.length}`;
    const required = requiredBefore(run, new Set(objects.map(({ id }) => id)));
    await waitFor(
      run,
      plan.objects.filter(({ id }) => required.has(id)),
      { phase: progress.phase, ...seenIn(outcomes, filled) },
    );
    run.progress(`${progress.phase}: applying ${objects.length} objects …`);
    const isNamespace = ({ manifest }: PlanObject): boolean => kindOf(manifest) === "Namespace";
    outcomes.push(...(await applyObjects(run, progress, known, objects.filter(isNamespace))));
    filled.push(...(await fillCredentials(kubectl, creditedTo(plan, known.credentials, index))));
    outcomes.push(
      ...(await applyObjects(
        run,
        progress,
        known,
        objects.filter((object) => !isNamespace(object)),
      )),
    );
    run.note(`${progress.phase}: ${countOutcomes(outcomes.slice(-objects.length))}`);
  }
  await waitFor(run, plan.objects, { phase: progress.phase, ...seenIn(outcomes, filled) });
  const { removed, left, foreign } = await pruneLeft(run, inventory, wanted, prune ? allowData : undefined);
  await inventory.remove({ all: false });
  return {
    system: plan.system,
    environment: plan.environment,
    objects: outcomes,
    credentials: filled.map(({ credential: { secret, key }, namespace, from }) => ({ secret, key, namespace, from })),
    removed: [...handedOver.gone, ...removed],
    left,
    foreign,
    entryPoints: await openEntryPoints(kubectl, plan),
    seconds: Math.round((clock.now() - begin) / 100) / 10,
  };
}

/** What stayed as it was; and whether something else did not, which may have been its trouble. */
function seenIn(outcomes: readonly Outcome[], filled: readonly FilledCredential[]): Pick<WaitOptions, "unchanged" | "mended"> {
  const unchanged = new Set(outcomes.filter(({ outcome }) => outcome === "unchanged").map(({ id }) => id));
  return { unchanged, mended: unchanged.size < outcomes.length || filled.length > 0 ? unchanged : undefined };
}

/** The Plan with those open credentials whose namespaces are there by then. */
function creditedTo(plan: Plan, open: readonly PlanCredential[], phase: number): Plan {
  const later = new Set(
    plan.objects.flatMap((one) => (kindOf(one.manifest) === "Namespace" && one.phase > phase ? one.manifest.metadata.name : [])),
  );
  const credentials = open.map((credential) => ({
    ...credential,
    namespaces: credential.namespaces.filter((namespace) => !later.has(namespace ?? "")),
  }));
  return { ...plan, credentials: credentials.filter(({ namespaces }) => namespaces.length > 0) };
}
