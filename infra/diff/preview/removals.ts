import type { RiskClass } from "../../../constructs/core";
import { isCustomKind } from "../../../constructs/plan";
import { type Judgement, SAVE } from "../../../constructs/plan/diff";

const STOPS = "what runs of it stops";
const KNOWN_BY_NAME = "whether pods use it is not in the preview: those that do would not start any more";

/** What the removal of a kind can mean at its worst, where neither it nor what uses it is shown. */
const WORST: Readonly<Record<string, readonly [risk: RiskClass, why: string]>> = {
  "Deployment.apps": ["replace", STOPS],
  "DaemonSet.apps": ["replace", STOPS],
  "ReplicaSet.apps": ["replace", STOPS],
  ReplicationController: ["replace", STOPS],
  Pod: ["replace", STOPS],
  "CronJob.batch": ["replace", "it does not run any more"],
  Service: ["replace", "its name and address no longer answer"],
  "Ingress.networking.k8s.io": ["replace", "what comes in by it is answered with an error"],
  "IngressClass.networking.k8s.io": ["replace", "no controller serves its routes any more"],
  "StorageClass.storage.k8s.io": ["replace", "claims of this class stay without a volume from now on; volumes there stay"],
  "APIService.apiregistration.k8s.io": ["replace", "its part of the API no longer answers"],
};

/** What others use, and what that means for them. */
const USED: Readonly<Record<string, readonly [risk: RiskClass, why: string]>> = {
  ConfigMap: ["replace", KNOWN_BY_NAME],
  Secret: ["replace", KNOWN_BY_NAME],
  ServiceAccount: ["replace", KNOWN_BY_NAME],
  "Role.rbac.authorization.k8s.io": ["replace", "whether pods need its rights is not in the preview"],
  "ClusterRole.rbac.authorization.k8s.io": ["replace", "whether pods need its rights is not in the preview"],
  "RoleBinding.rbac.authorization.k8s.io": ["replace", "whether pods need its rights is not in the preview"],
  "ClusterRoleBinding.rbac.authorization.k8s.io": ["replace", "whether pods need its rights is not in the preview"],
  "PodDisruptionBudget.policy": ["restart", "whether the pods that it guards stay is not in the preview"],
};

const COMPARE = "keep it as long as something uses it";

/** What the removal of an object means beyond what is shown; undefined where all that counts is shown. */
export function hiddenRemoval(kind: string, isKept: boolean, isShown: boolean, isWhole: boolean): Judgement | undefined {
  const judged = ([risk, why]: readonly [RiskClass, string], remedy?: string): Judgement => {
    return { class: risk, rule: "removed", event: "removed", why, ...(remedy === undefined ? {} : { remedy }) };
  };
  if (!isShown && isKept) return judged(["data at risk", "it holds data, or something within it may"], SAVE);
  if (!isWhole && Object.hasOwn(USED, kind)) return judged(USED[kind] as readonly [RiskClass, string], COMPARE);
  if (isShown) return undefined;
  if (Object.hasOwn(WORST, kind)) return judged(WORST[kind] as readonly [RiskClass, string]);
  if (isCustomKind(kind)) return judged(["replace", "its operator takes away what it made of it"]);
  return judged(["safe", "nothing that runs needs it"]);
}
