import type { ObjectId } from "../../../constructs/plan";
import type { Diagnosis } from "./finding";
import { autoscalerCannotScale } from "./rules/autoscalers";
import { budgetBlocksEviction } from "./rules/budgets";
import { objectWasChanged } from "./rules/changed-objects";
import { claimIsPending } from "./rules/claims";
import { connectionIsBlocked } from "./rules/connections";
import { containerCrashes } from "./rules/crashes";
import { podsAreNotMade } from "./rules/creation";
import { scheduleIsMissed } from "./rules/cron-jobs";
import { imageCannotBePulled } from "./rules/images";
import { jobFailed } from "./rules/jobs";
import { loadBalancerHasNoAddress } from "./rules/load-balancers";
import { objectIsMissing } from "./rules/missing-objects";
import { volumeCannotBeMounted } from "./rules/mounts";
import { namespaceCannotBeUsed, securityLevelDiffers } from "./rules/namespaces";
import { nodeIsInTrouble } from "./rules/nodes";
import { containerIsNeverReady } from "./rules/readiness";
import { referenceIsMissing } from "./rules/references";
import { podIsUnschedulable } from "./rules/scheduling";
import { serviceLeadsNowhere } from "./rules/services";
import { formerPodHoldsUp } from "./rules/stateful-sets";
import { podsAreNotReady } from "./rules/unready";
import type { Scene } from "./scene";

/**
 * A rule: what of a scene has this kind of trouble. It may look at the objects whose trouble earlier layers explain.
 */
export type Rule = (scene: Scene, explained: ReadonlySet<ObjectId>) => Diagnosis[];

/** The rules, from causes to consequences: what a layer explains, the layers after it leave out. */
export const LAYERS: readonly (readonly Rule[])[] = [
  [namespaceCannotBeUsed],
  [objectIsMissing],
  [nodeIsInTrouble, objectWasChanged, securityLevelDiffers],
  [podsAreNotMade, claimIsPending],
  [podIsUnschedulable, formerPodHoldsUp],
  [referenceIsMissing, imageCannotBePulled],
  [containerCrashes, jobFailed, volumeCannotBeMounted],
  [connectionIsBlocked],
  [containerIsNeverReady],
  [serviceLeadsNowhere, loadBalancerHasNoAddress, autoscalerCannotScale, budgetBlocksEviction, scheduleIsMissed],
  [podsAreNotReady],
];
