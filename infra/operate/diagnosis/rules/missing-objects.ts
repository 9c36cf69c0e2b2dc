import { kindOf, type ObjectId, type PlanObject, referencesOf } from "../../../../constructs/plan";
import type { Diagnosis } from "../finding";
import { KEYED } from "../listed-kinds";
import type { Scene } from "../scene";
import { readyCount } from "../workload";
import { brokenBy } from "./changed-objects";

const KEYED_KINDS = new Set(Object.values(KEYED));

/** An object of the Plan is not in the cluster: not applied yet, or deleted by hand. */
export function objectIsMissing(scene: Scene): Diagnosis[] {
  return scene.plan.objects.filter((object) => isMissing(scene, object)).map((object) => missing(scene, object));
}

function isMissing(scene: Scene, object: PlanObject): boolean {
  const { manifest } = object;
  const kind = kindOf(manifest);
  if (!scene.sees(kind, manifest.metadata.namespace ?? scene.snapshot.namespace)) return false;
  if (KEYED_KINDS.has(kind)) return scene.snapshot.keys[scene.liveId(manifest)] === undefined;
  return scene.find(object) === undefined && !vanishesWhenDone(object);
}

function vanishesWhenDone({ manifest }: PlanObject): boolean {
  return (
    kindOf(manifest) === "Job.batch" && (manifest["spec"] as { ttlSecondsAfterFinished?: number }).ttlSecondsAfterFinished !== undefined
  );
}

function missing(scene: Scene, { id, manifest }: PlanObject): Diagnosis {
  const kind = kindOf(manifest);
  const apply = `tagenal apply ${scene.plan.environment}`;
  const unknown = scene.snapshot.unknownKinds.includes(kind);
  const workload = scene.workloads.find((one) => one.id === id);
  return {
    object: id,
    what: `${id} is not in the cluster${kind === "NetworkPolicy.networking.k8s.io" ? brokenBy(scene, id) : ""}`,
    cause: unknown
      ? `the cluster knows no ${manifest.kind} of ${manifest.apiVersion}: the definition of this kind is not installed`
      : "the Plan has it, the cluster does not: it was not applied yet, or somebody deleted it",
    remedy: unknown ? `install the operator that brings ${kind}, then: ${apply}` : `${apply} makes it again`,
    final: true,
    explains: [id, ...(workload ? scene.dependentsOf(workload) : []), ...waitingFor(scene, kind, manifest)],
  };
}

/** The workloads whose pods cannot start without an object. */
function waitingFor(scene: Scene, kind: string, { metadata }: PlanObject["manifest"]): ObjectId[] {
  const namespace = metadata.namespace ?? scene.snapshot.namespace;
  const waiting = scene.workloads.filter((workload) => {
    const { spec } = workload.group;
    if (!spec || workload.namespace !== namespace || readyCount(workload) >= workload.wanted) return false;
    return referencesOf(spec).some((reference) => reference.kind === kind && reference.name === metadata.name && !reference.optional);
  });
  return waiting.flatMap((workload) => [workload.id, ...scene.dependentsOf(workload)]);
}
