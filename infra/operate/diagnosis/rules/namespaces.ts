import type { ObjectId } from "../../../../constructs/plan";
import type { Diagnosis } from "../finding";
import { conditionOf, type LiveObject } from "../live-kinds";
import type { Scene } from "../scene";

const KIND = "Namespace";
/** Most namespaces are gone by then. */
const PATIENCE_SECONDS = 30;
const SECURITY = "pod-security.kubernetes.io/";

/** A namespace that is not there, or is on its way out: nothing can be made in it. */
export function namespaceCannotBeUsed(scene: Scene): Diagnosis[] {
  if (!scene.sees(KIND, undefined)) return [];
  const all = [
    ...scene.plan.objects.map(({ manifest }) => manifest.metadata.namespace),
    ...scene.planned(KIND).map(({ manifest }) => manifest.metadata.name),
  ];
  const names = new Set(all.flatMap((name) => name ?? []));
  return [...names].flatMap((name): Diagnosis[] => {
    const object = `${KIND}/${name}`;
    const live = scene.get(object);
    const explains = [object, ...inside(scene, name)];
    if (live) return live.metadata.deletionTimestamp === undefined ? [] : [{ object, explains, ...terminating(scene, live) }];
    const planned = scene.planned(KIND).some(({ id }) => id === object);
    return [
      {
        object,
        what: `namespace ${name} is not in the cluster, and nothing of what belongs in it`,
        cause: planned ? "it was not applied yet, or somebody deleted it" : "the Plan uses it without making it",
        remedy: planned ? `tagenal apply ${scene.plan.environment} makes it` : `kubectl create namespace ${name}, or ask whoever owns it`,
        final: true,
        explains,
      },
    ];
  });
}

function terminating(scene: Scene, { metadata: { name, deletionTimestamp }, ...live }: LiveObject): Omit<Diagnosis, "object" | "explains"> {
  const seconds = Math.round(scene.secondsSince(deletionTimestamp));
  const reasons = [
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceDeletionContentFailure",
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
  ]
    .map((type) => conditionOf(live, type))
    .flatMap((condition) => (condition?.status === "True" ? (condition.message ?? []) : []));
  const why = reasons.length > 0 ? `; what holds it: ${reasons.join("; ")}` : "";
  return {
    what: `namespace ${name} is being deleted, nothing new can be made in it`,
    cause: `somebody deleted it ${seconds} s ago${why}`,
    remedy: `kubectl get namespace ${name} -o yaml: let whoever set the finalizers finish, or remove them from the objects that it names; then: tagenal apply ${scene.plan.environment}`,
    final: seconds >= PATIENCE_SECONDS,
  };
}

/** A namespace that holds its pods to another level of security than was meant. */
export function securityLevelDiffers(scene: Scene): Diagnosis[] {
  return scene.planned(KIND).flatMap((object): Diagnosis[] => {
    const live = scene.find(object);
    const wanted = Object.entries(object.manifest.metadata.labels ?? {}).filter(([key]) => key.startsWith(SECURITY));
    const differing = wanted.filter(([key, level]) => live && live.metadata.labels?.[key] !== level);
    if (!live || differing.length === 0) return [];
    const list = differing.map(
      ([key, level]) =>
        `${key.slice(SECURITY.length)} is ${JSON.stringify(live.metadata.labels?.[key] ?? "")}, the Plan says ${JSON.stringify(level)}`,
    );
    return [
      {
        object: object.id,
        what: `namespace ${live.metadata.name} holds its pods to another security level`,
        cause: `somebody changed its labels: ${list.join("; ")}`,
        remedy: `tagenal apply ${scene.plan.environment} puts them back`,
        final: false,
        explains: [],
      },
    ];
  });
}

/** Whatever of the Plan is within a namespace. */
function inside({ plan }: Scene, name: string): ObjectId[] {
  return [
    ...plan.objects.filter(({ manifest }) => manifest.metadata.namespace === name).map(({ id }) => id),
    ...plan.expectedPods.filter(({ namespace }) => namespace === name).map(({ madeFrom }) => madeFrom),
  ];
}
