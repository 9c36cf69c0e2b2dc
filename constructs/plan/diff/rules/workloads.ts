import { type FieldRules, immutable, type Judge, says, specOf } from "../rule";
import { CLAIM_TEMPLATES } from "./claims";
import { REPLICAS } from "./number-of-pods";
import { TEMPLATE } from "./rollout-of-pods";

const SELECTOR = immutable(
  "selector",
  "selector",
  "the workload is deleted and made anew, all its pods stop before new ones start",
  "keep the selector; labels that change belong into the template alone",
);
const OF_THE_CONTROLLER = says("safe", "rollout-settings", "rollout settings changed", "counts from the next rollout on");

interface Rollout {
  readonly type?: string;
  readonly rollingUpdate?: unknown;
}

/** What the API server has filled in belongs to nobody: an apply cannot take it away, and it does not go with other types. */
const otherType = (field: "strategy" | "updateStrategy", type: string): Judge => {
  return (_change, { from, to }) => {
    const [was, will] = [from, to].map(({ manifest }) => specOf<Record<string, Rollout>>(manifest)[field] ?? {}) as [Rollout, Rollout];
    if (will.type !== type || was.type === type || was.rollingUpdate !== undefined) return undefined;
    return {
      class: "replace",
      rule: "rollout-type",
      event: `${type} refused`,
      why: "it cannot be changed in place: the API server has filled in rollingUpdate, which does not go with it, and nobody can take it away",
      remedy: "write rollingUpdate out and apply it, then change the type",
    };
  };
};

const RESUMED: Judge = ({ after }) => {
  const rule = "rollout-settings";
  if (after === true) return { class: "safe", rule, event: "paused", why: "changes of the template reach no pod until it is resumed" };
  return { class: "restart", rule, event: "resumed", why: "what was changed while it was paused reaches the pods now" };
};

/** What a change of a Deployment risks. */
export const DEPLOYMENT: FieldRules = [
  ["spec.paused", RESUMED],
  ["spec.strategy", otherType("strategy", "Recreate")],
  ["spec.selector", SELECTOR],
  ["spec.replicas", REPLICAS],
  ["spec.template", TEMPLATE],
  ["spec", OF_THE_CONTROLLER],
];

interface SetSpec {
  readonly volumeClaimTemplates: readonly unknown[];
}

const hasClaims = (manifest: Parameters<typeof specOf>[0]): boolean => (specOf<SetSpec>(manifest).volumeClaimTemplates ?? []).length > 0;

const ORDINALS: Judge = (_field, { from }) => {
  const [rule, event] = ["ordinals", "ordinals changed"];
  if (!hasClaims(from.manifest))
    return { class: "restart", rule, event, why: "pods get other numbers: those that fall out stop, others start" };
  const why = "pods with other numbers have other volumes: new ones are empty, those that fall out are left behind";
  return { class: "data at risk", rule, event, why, remedy: "copy the data to the volumes of the new numbers first" };
};

const RETENTION: Judge = ({ after }) => {
  const rule = "volume-protection";
  if (after !== "Delete") return { class: "safe", rule, event: "volumes kept", why: "volumes stay when the set is deleted or shrinks" };
  const why = "volumes are deleted with the set, or with the pods that it no longer has";
  return { class: "data at risk", rule, event: "volumes no longer kept", why, remedy: "leave it at Retain, and delete volumes by hand" };
};

const MADE_ANEW = "the set is deleted and made anew, all its pods stop; its volumes stay";
const ORPHANED = "delete the set alone (kubectl delete --cascade=orphan), its pods stay, then apply";

/** What a change of a StatefulSet risks. */
export const STATEFUL_SET: FieldRules = [
  ["spec.selector", immutable("selector", "selector", MADE_ANEW, "keep the selector; labels that change belong into the template alone")],
  [
    "spec.serviceName",
    immutable("stateful-set-service", "service name", `${MADE_ANEW}, under other host names`, "keep the name of its Service"),
  ],
  ["spec.podManagementPolicy", immutable("pod-management", "pod management", MADE_ANEW, ORPHANED)],
  ["spec.volumeClaimTemplates", CLAIM_TEMPLATES],
  ["spec.persistentVolumeClaimRetentionPolicy", RETENTION],
  ["spec.updateStrategy", otherType("updateStrategy", "OnDelete")],
  ["spec.ordinals", ORDINALS],
  ["spec.replicas", REPLICAS],
  ["spec.template", TEMPLATE],
  ["spec", OF_THE_CONTROLLER],
];

/** What a change of a DaemonSet risks. */
export const DAEMON_SET: FieldRules = [
  ["spec.selector", SELECTOR],
  ["spec.template", TEMPLATE],
  ["spec", OF_THE_CONTROLLER],
];

/** What a change of a ReplicaSet or ReplicationController risks. */
export const REPLICA_SET: FieldRules = [
  ["spec.selector", SELECTOR],
  ["spec.replicas", REPLICAS],
  ["spec.template", says("safe", "template", "template changed", "only pods that are made from now on get it")],
];

const POD_ANEW = immutable("pod", "pod", "the pod is deleted and made anew", "let a Deployment make it: it replaces pods without a gap");

/** What a change of a single Pod risks. */
export const POD: FieldRules = [
  ["spec.containers[].image", says("restart", "container-image", "image changed", "its container is restarted in place")],
  ["spec.initContainers[].image", says("restart", "container-image", "image changed", "its container is restarted in place")],
  ["spec.activeDeadlineSeconds", says("safe", "pod", "deadline changed", "the pod stays")],
  [
    "spec.tolerations",
    (field, pair) => {
      const [was = [], will = []] = [field.before, field.after] as [unknown[] | undefined, unknown[] | undefined];
      const kept = was.every((one) => will.some((other) => JSON.stringify(other) === JSON.stringify(one)));
      return kept ? { class: "safe", rule: "pod", event: "tolerations added", why: "the pod stays" } : POD_ANEW(field, pair);
    },
  ],
  ["spec", POD_ANEW],
];

const AGAIN = "the job is deleted and made anew: its work is done again";
const ONE_OFF = "give it a name that changes with its content";

const SUSPENDED: Judge = ({ after }) => {
  const rule = "job-settings";
  if (after !== true) return { class: "safe", rule, event: "resumed", why: "its pods start" };
  return { class: "replace", rule, event: "suspended", why: "pods of it that run are ended, and start anew when it is resumed" };
};

interface Indexed {
  readonly completionMode: string;
  readonly completions: number;
  readonly parallelism: number;
}

/** Indexes are added while the job goes on, if all of them may run at a time. */
const INDEXES: Judge = (_field, { from, to }) => {
  const [was, will] = [specOf<Indexed>(from.manifest), specOf<Indexed>(to.manifest)];
  const isElastic = was.completionMode === "Indexed" && will.completionMode === "Indexed" && will.completions === will.parallelism;
  return isElastic && was.completions === was.parallelism
    ? { class: "safe", rule: "job-settings", event: "number of indexes changed", why: "the indexes that stay go on" }
    : undefined;
};

/** What a change of a Job risks. */
export const JOB: FieldRules = [
  ["spec.completions", INDEXES],
  ...[
    "template",
    "completions",
    "selector",
    "completionMode",
    "podFailurePolicy",
    "successPolicy",
    "backoffLimitPerIndex",
    "managedBy",
    "manualSelector",
  ].map((field) => [`spec.${field}`, immutable("job", "job", AGAIN, ONE_OFF)] as const),
  ["spec.suspend", SUSPENDED],
  ["spec", says("safe", "job-settings", "job settings changed", "the job goes on")],
];

/** What a change of a CronJob risks. */
export const CRON_JOB: FieldRules = [
  [
    "spec.suspend",
    ({ after }) => {
      const why = after === true ? "it does not run any more until it is resumed" : "it runs again as scheduled";
      return { class: "safe", rule: "schedule", event: after === true ? "suspended" : "resumed", why };
    },
  ],
  ["spec", says("safe", "schedule", "schedule or job changed", "counts from the next run on, one that runs is not touched")],
];
