import type { ObjectId } from "../../../../constructs/plan";
import type { Diagnosis } from "../finding";
import { type LiveObject, lastSeen } from "../live-kinds";
import { type Scene, specOf } from "../scene";
import type { Workload } from "../workload";

/** A provisioner that says nothing for so long will not answer by itself. */
const PATIENCE_SECONDS = 60;

interface ClaimSpec {
  readonly storageClassName: string;
  readonly accessModes: readonly string[];
  readonly resources: { readonly requests?: { readonly storage?: string } };
}

interface Reason {
  readonly cause: string;
  readonly remedy: string;
  readonly final: boolean;
}

/** A volume claim that gets no volume. One that waits for its first pod is as it should be. */
export function claimIsPending(scene: Scene): Diagnosis[] {
  return (scene.live("PersistentVolumeClaim") as LiveObject[]).flatMap((claim): Diagnosis[] => {
    const { phase } = (claim.status ?? {}) as { phase?: string };
    const { namespace, name } = claim.metadata;
    const users = scene.workloads.filter((workload) => workload.namespace === namespace && claimsOf(workload).has(name));
    const own = scene.planned("PersistentVolumeClaim").find((object) => scene.liveId(object.manifest).endsWith(`/${namespace}/${name}`));
    const object: ObjectId | undefined = own?.id ?? users[0]?.id;
    if (phase === "Bound" || object === undefined) return [];
    const reason = phase === "Lost" ? lost(claim) : pending(scene, claim, users.length > 0);
    if (!reason) return [];
    const explains = [object, ...users.flatMap((workload) => [workload.id, ...scene.dependentsOf(workload)])];
    return [{ object, what: `the claim ${namespace}/${name} has no volume`, ...reason, explains }];
  });
}

/** The claims that the pods of a workload mount. */
function claimsOf({ pods }: Workload): ReadonlySet<string> {
  return new Set(
    pods.flatMap(({ spec: { volumes = [] } }) =>
      volumes.flatMap((volume) => (volume["persistentVolumeClaim"] as { claimName: string } | undefined)?.claimName ?? []),
    ),
  );
}

function lost({ metadata: { namespace, name } }: LiveObject): Reason {
  return {
    cause: "the volume that it was bound to is gone, and its data with it",
    remedy: `kubectl -n ${namespace} describe pvc ${name}, restore the volume from a backup; a new claim begins empty`,
    final: true,
  };
}

function pending(scene: Scene, claim: LiveObject, used: boolean): Reason | undefined {
  const { storageClassName, accessModes = [], resources } = specOf<ClaimSpec>(claim);
  const classes = scene.live("StorageClass.storage.k8s.io");
  const names = classes.map(({ metadata }) => metadata.name).join(", ") || "none";
  const ask = "kubectl get storageclass";
  const seen = scene.sees("StorageClass.storage.k8s.io", undefined);
  if (storageClassName === undefined && seen) {
    return {
      cause: `it names no storage class, and the cluster has no default one; it has ${names}`,
      remedy: `${ask}: name one of them in the environment's storageClasses, or make one the default`,
      final: true,
    };
  }
  const found = classes.find(({ metadata }) => metadata.name === storageClassName);
  if (!found && seen) {
    return {
      cause: `its storage class "${storageClassName}" does not exist; the cluster has ${names}`,
      remedy: `${ask}: name one of them in the environment's storageClasses, or create "${storageClassName}"`,
      final: true,
    };
  }
  const provisioner = (found?.["provisioner"] as string | undefined) ?? "its provisioner";
  const [failure] = scene
    .events(claim)
    .filter(({ reason, type }) => reason === "ProvisioningFailed" || (reason === "FailedBinding" && type !== "Normal"));
  if (failure && scene.secondsSince(lastSeen(failure)) < 600) {
    return {
      cause: `${provisioner} cannot make it: ${failure.message}`,
      remedy: `kubectl -n ${claim.metadata.namespace} describe pvc ${claim.metadata.name}, then mend what it complains about`,
      final: false,
    };
  }
  const waits = found?.["volumeBindingMode"] === "WaitForFirstConsumer";
  const age = scene.secondsSince(claim.metadata.creationTimestamp);
  if (waits && (!used || !scene.events(claim).some(({ reason }) => reason === "ExternalProvisioning"))) return undefined;
  if (age < PATIENCE_SECONDS) return undefined;
  if (provisioner.endsWith("/no-provisioner")) {
    return {
      cause: `no volume of class "${storageClassName}" is free that has ${resources?.requests?.storage} and ${accessModes.join(", ")}, and none is made for this class`,
      remedy: "kubectl get pv, then create a volume that fits",
      final: true,
    };
  }
  return {
    cause: `${provisioner} has not answered for ${Math.round(age)} s`,
    remedy: `kubectl get csidrivers: install the driver of ${provisioner} if it is missing, else look at its log`,
    final: true,
  };
}
