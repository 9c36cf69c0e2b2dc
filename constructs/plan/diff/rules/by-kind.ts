import { isCustomKind } from "../../manifest";
import { type FieldRules, type Judgement, says } from "../rule";
import { BINDING, ROLE } from "./access";
import { CLAIM } from "./claims";
import {
  AUTOSCALER,
  BUDGET,
  DEFINITION,
  INGRESS_CLASS,
  NAMESPACE,
  NETWORK_POLICY,
  PRIORITY_CLASS,
  RUNTIME_CLASS,
  STORAGE_CLASS,
  VOLUME,
  WEBHOOKS,
} from "./cluster-objects";
import { CONFIG_MAP, SECRET } from "./configuration";
import { CUSTOM, isHarmless } from "./custom";
import { INGRESS } from "./ingresses";
import { PROTECTION } from "./protection";
import { SERVICE } from "./services";
import { CRON_JOB, DAEMON_SET, DEPLOYMENT, JOB, POD, REPLICA_SET, STATEFUL_SET } from "./workloads";

const BY_KIND: Readonly<Record<string, FieldRules>> = {
  "Deployment.apps": DEPLOYMENT,
  "StatefulSet.apps": STATEFUL_SET,
  "DaemonSet.apps": DAEMON_SET,
  "ReplicaSet.apps": REPLICA_SET,
  ReplicationController: REPLICA_SET,
  Pod: POD,
  "Job.batch": JOB,
  "CronJob.batch": CRON_JOB,
  Service: SERVICE,
  "Ingress.networking.k8s.io": INGRESS,
  ConfigMap: CONFIG_MAP,
  Secret: SECRET,
  PersistentVolumeClaim: CLAIM,
  PersistentVolume: VOLUME,
  Namespace: NAMESPACE,
  "StorageClass.storage.k8s.io": STORAGE_CLASS,
  "CustomResourceDefinition.apiextensions.k8s.io": DEFINITION,
  "Role.rbac.authorization.k8s.io": ROLE,
  "ClusterRole.rbac.authorization.k8s.io": ROLE,
  "RoleBinding.rbac.authorization.k8s.io": BINDING,
  "ClusterRoleBinding.rbac.authorization.k8s.io": BINDING,
  "NetworkPolicy.networking.k8s.io": NETWORK_POLICY,
  "PodDisruptionBudget.policy": BUDGET,
  "HorizontalPodAutoscaler.autoscaling": AUTOSCALER,
  "PriorityClass.scheduling.k8s.io": PRIORITY_CLASS,
  "IngressClass.networking.k8s.io": INGRESS_CLASS,
  "RuntimeClass.node.k8s.io": RUNTIME_CLASS,
  "ValidatingWebhookConfiguration.admissionregistration.k8s.io": WEBHOOKS,
  "MutatingWebhookConfiguration.admissionregistration.k8s.io": WEBHOOKS,
};

const OF_ALL: FieldRules = [
  ["metadata", PROTECTION],
  ["apiVersion", says("safe", "api-version", "API version changed", "it is the same object, written in another version")],
];
const LABELS: FieldRules = [["metadata", says("safe", "labels", "labels or annotations changed", "nothing is renewed by it")]];
const NONE: FieldRules = [];

/** What nobody knows a rule for changes an object in place. */
export const IN_PLACE: Judgement = { class: "safe", rule: "in-place", event: "changed", why: "it is changed in place" };

/** The rules for objects of a kind, the first that has something to say counts. */
export function rulesFor(kind: string): readonly FieldRules[] {
  const own = Object.hasOwn(BY_KIND, kind) ? BY_KIND[kind] : isCustomKind(kind) && !isHarmless(kind) ? CUSTOM : NONE;
  return [OF_ALL, own ?? NONE, LABELS];
}
