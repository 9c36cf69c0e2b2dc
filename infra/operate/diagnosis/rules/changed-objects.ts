import { kindOf, type ObjectId, type PlanObject } from "../../../../constructs/plan";
import { policiesOf } from "../blocked";
import { type Difference, differencesOf } from "../changes";
import type { Diagnosis } from "../finding";
import type { LiveObject } from "../live-kinds";
import { type Scene, specOf } from "../scene";
import { whoChanged } from "../who-changed";

const POLICY = "NetworkPolicy.networking.k8s.io";

/** An object that somebody changed by hand in what makes the system work. */
export function objectWasChanged(scene: Scene): Diagnosis[] {
  return scene.plan.objects.flatMap((object): Diagnosis[] => {
    const live = scene.find(object);
    const differences = live ? differencesOf(object, live).filter(({ field }) => field !== "replicas" || !isScaled(scene, live)) : [];
    return live && differences.length > 0 ? [changed(scene, object, live, differences)] : [];
  });
}

function changed(scene: Scene, { id, manifest }: PlanObject, live: LiveObject, differences: readonly Difference[]): Diagnosis {
  const list = differences.map(({ field, live: is, planned }) => `${field} is ${is}, the Plan says ${planned}`).join("; ");
  const workload = scene.workloads.find((one) => one.id === id);
  const none = differences.some(({ field, live: is }) => field === "replicas" && is === "0");
  const cut = brokenBy(scene, id);
  return {
    object: id,
    what: `${id} is not as the Plan has it${none ? ": it has no pods" : ""}${cut}`,
    cause: `${kindOf(manifest) === POLICY ? `its rules differ from the Plan's` : list}${whoChanged(live, scene.now)}`,
    remedy: `tagenal apply ${scene.plan.environment} puts it back; if it is meant to stay, change it in the code`,
    final: false,
    explains: [id, ...(none && workload ? scene.dependentsOf(workload) : [])].filter(
      (one) => none || kindOf(manifest) === "Service" || one !== id,
    ),
  };
}

/** ", so that web cannot reach cache on TCP 8080": what a missing or changed policy of the Plan breaks. */
export function brokenBy(scene: Scene, policy: ObjectId): string {
  const broken = scene.blocked.filter((blocked) => blocked.intended && policiesOf(scene.plan.objects, blocked).includes(policy));
  const sentences = [...new Set(broken.map(({ sentence }) => sentence))];
  return sentences.length > 0 ? `, so that ${sentences.slice(0, 3).join(", ")}${sentences.length > 3 ? " and more" : ""}` : "";
}

/** Whether an autoscaler sets the number of replicas, the Plan's or anybody's. */
function isScaled(scene: Scene, { kind, metadata }: LiveObject): boolean {
  return scene.live("HorizontalPodAutoscaler.autoscaling").some((scaler) => {
    const { scaleTargetRef } = specOf<{ scaleTargetRef: { kind: string; name: string } }>(scaler);
    return scaler.metadata.namespace === metadata.namespace && scaleTargetRef?.kind === kind && scaleTargetRef.name === metadata.name;
  });
}
