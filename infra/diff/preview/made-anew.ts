import type { RiskClass } from "../../../constructs/core";
import { isData, type Manifest } from "../../../constructs/plan";
import type { Judgement } from "../../../constructs/plan/diff";

/** What it means that an object is deleted and made anew, by its kind. Pulumi deletes first whatever has a name of its own. */
const ANEW: Readonly<Record<string, readonly [risk: RiskClass, why: string, remedy?: string]>> = {
  "Deployment.apps": ["replace", "all its pods stop before new ones start"],
  "DaemonSet.apps": ["replace", "its pods stop on all nodes before new ones start"],
  "ReplicaSet.apps": ["replace", "all its pods stop before new ones start"],
  "StatefulSet.apps": [
    "replace",
    "all its pods stop; its volumes stay, with the size and the class that they have",
    "delete the set alone (kubectl delete --cascade=orphan), its pods stay; then pulumi up --refresh",
  ],
  Pod: ["replace", "it stops before the new one starts", "let a Deployment make it: it replaces pods without a gap"],
  "Job.batch": ["replace", "its work is done again", "give it a name that changes with its content"],
  "CronJob.batch": ["replace", "what runs of it is ended"],
  ConfigMap: [
    "replace",
    "it is absent for a moment: pods that start meanwhile wait for it",
    "set enableConfigMapMutable on the provider: then it is changed in place",
  ],
  Secret: [
    "replace",
    "it is absent for a moment: pods that start meanwhile wait for it",
    "set enableSecretMutable on the provider: then it is changed in place",
  ],
  Service: ["replace", "its address is given back, clients are cut off meanwhile", "make a second Service beside it, and move the clients"],
  "Ingress.networking.k8s.io": ["replace", "what comes in by it is answered with an error meanwhile"],
  PersistentVolumeClaim: [
    "data at risk",
    "its volume is deleted with it, the new one is empty",
    "make a second volume beside it and copy the data, then change over",
  ],
  PersistentVolume: ["data at risk", "what is on it is deleted, or can no longer be found", "make a second volume beside it"],
  Namespace: [
    "data at risk",
    "everything in it is deleted with it, also what Pulumi does not know",
    "make a second namespace beside it, and move what is in it",
  ],
  "CustomResourceDefinition.apiextensions.k8s.io": [
    "data at risk",
    "all objects of its kind are deleted with it, in all namespaces",
    "define the new kind beside it, and copy the objects",
  ],
};

/** What it means that Pulumi makes an object anew. */
export function madeAnew(kind: string, manifest: Manifest | undefined, isKept: boolean): Judgement {
  const known = Object.hasOwn(ANEW, kind) ? ANEW[kind] : undefined;
  const [risk, why, remedy] = known ?? ["replace", "it is absent for a moment, and what was made of it may go with it"];
  const judged = (of: RiskClass, what: string, how = remedy): Judgement => ({
    class: of,
    rule: "made-anew",
    event: "made anew",
    why: `it is deleted before the new one is made: ${what}`,
    ...(how === undefined ? {} : { remedy: how }),
  });
  if (kind === "StatefulSet.apps" && deletesItsVolumes(manifest))
    return judged(
      "data at risk",
      "all its pods stop, and its volumes are deleted with it (whenDeleted: Delete)",
      "set whenDeleted: Retain first",
    );
  if (isKept && !known) return judged("data at risk", "it holds data, or something within it does", "save the data first");
  return judged(risk, why);
}

function deletesItsVolumes(manifest: Manifest | undefined): boolean {
  const policy = isData(manifest?.["spec"]) ? manifest["spec"]["persistentVolumeClaimRetentionPolicy"] : undefined;
  return isData(policy) && policy["whenDeleted"] === "Delete";
}
