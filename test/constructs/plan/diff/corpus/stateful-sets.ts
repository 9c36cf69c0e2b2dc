import { set, statefulSet, withVolumes } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const MAIN = "spec.template.spec.containers.0";
const plain = statefulSet("queue", { replicas: 2 });
const one = withVolumes("db");
const three = set(one, "spec.replicas", 3);
const blue = (workload: typeof one) => set(workload, `${MAIN}.env.0.value`, "blue");
const IMMUTABLE = /updates to statefulset spec for fields other than/;
const FORBIDDEN = "updates to a StatefulSet's spec for fields other than a few (replicas, template, ...) are forbidden";

/** StatefulSets: what is renewed, refused and scaled. */
export const STATEFUL_SETS: readonly Trial[] = [
  {
    name: "a StatefulSet with volumes gets another value of a variable",
    class: "restart",
    because: "pods are deleted and made anew, the largest ordinal first, and get the same claims",
    before: shop([one]),
    after: shop([blue(one)]),
    lab: { sees: "data kept", writer: "pod/db-0", reader: "pod/db-0" },
  },
  {
    name: "a StatefulSet without volumes gets another value of a variable",
    class: "restart",
    because: "RollingUpdate is the default",
    before: shop([plain]),
    after: shop([blue(plain)]),
    lab: { sees: "restarted" },
  },
  {
    name: "a StatefulSet that waits for deletions gets another value of a variable",
    class: "safe",
    because: "OnDelete: the controller does not update the pods by itself",
    before: shop([set(plain, "spec.updateStrategy", { type: "OnDelete" })]),
    after: shop([blue(set(plain, "spec.updateStrategy", { type: "OnDelete" }))]),
    lab: { sees: "kept" },
  },
  {
    name: "a StatefulSet whose partition is above all its pods gets another value of a variable",
    class: "safe",
    because: "pods with an ordinal below the partition are not updated",
    before: shop([set(plain, "spec.updateStrategy", { rollingUpdate: { partition: 2 } })]),
    after: shop([blue(set(plain, "spec.updateStrategy", { rollingUpdate: { partition: 2 } }))]),
    lab: { sees: "kept" },
  },
  {
    name: "a StatefulSet waits longer, and remembers less",
    class: "safe",
    because: "minReadySeconds and revisionHistoryLimit may be changed, and renew no pods",
    before: shop([plain]),
    after: shop([set(set(plain, "spec.revisionHistoryLimit", 3), "spec.minReadySeconds", 1)]),
    lab: { sees: "kept" },
  },
  {
    name: "a StatefulSet that says how it rolls will wait for deletions",
    class: "safe",
    because: "the update strategy renews no pods",
    before: shop([set(plain, "spec.updateStrategy", { rollingUpdate: { partition: 0 } })]),
    after: shop([set(plain, "spec.updateStrategy", { type: "OnDelete" })]),
    lab: { sees: "kept" },
  },
  {
    name: "a StatefulSet that does not say how it rolls will wait for deletions",
    class: "replace",
    because: "the defaults of rollingUpdate belong to nobody: an apply by the server leaves them, and OnDelete forbids them",
    before: shop([plain]),
    after: shop([set(plain, "spec.updateStrategy", { type: "OnDelete" })]),
    lab: { sees: "refused", says: /updateStrategy\.rollingUpdate.*only allowed for updateStrategy 'RollingUpdate'/ },
  },
  {
    name: "a StatefulSet gets another service",
    class: "replace",
    because: FORBIDDEN,
    before: shop([one]),
    after: shop([set(one, "spec.serviceName", "database")]),
    lab: { sees: "refused", says: IMMUTABLE },
  },
  {
    name: "a StatefulSet starts its pods in order",
    class: "replace",
    because: FORBIDDEN,
    before: shop([plain]),
    after: shop([set(plain, "spec.podManagementPolicy", "OrderedReady")]),
    lab: { sees: "refused", says: IMMUTABLE },
  },
  {
    name: "a StatefulSet selects its pods by another label",
    class: "replace",
    because: FORBIDDEN,
    before: shop([plain]),
    after: shop([set(set(plain, "spec.selector.matchLabels", { role: "queue" }), "spec.template.metadata.labels", { role: "queue" })]),
    lab: { sees: "refused", says: IMMUTABLE },
  },
  {
    name: "a StatefulSet with volumes is scaled out",
    class: "safe",
    because: "further pods get further claims",
    before: shop([one]),
    after: shop([set(one, "spec.replicas", 2)]),
    lab: { sees: "kept" },
  },
  {
    name: "a StatefulSet with volumes is scaled in from 3 to 2",
    class: "restart",
    because: "the pod with the largest ordinal is terminated; scaling down does not delete the volumes",
    before: shop([three]),
    after: shop([set(one, "spec.replicas", 2)]),
    lab: { sees: "answer kept", ask: ["get", "pvc", "data-db-2", "-o", "jsonpath={.metadata.uid}"] },
  },
  {
    name: "a StatefulSet with volumes is scaled in from 3 to 1",
    class: "data at risk",
    because: "what replicates between its pods loses its majority: Kubernetes removes them without asking it",
    before: shop([three]),
    after: shop([one]),
    says: /majority|quorum|half|most/i,
  },
  {
    name: "a StatefulSet with volumes no longer says that it has 3 pods",
    class: "data at risk",
    because: "a number of pods that is not said is one",
    before: shop([three]),
    after: shop([set(three, "spec.replicas", undefined)]),
    lab: { sees: "answer gone", ask: ["get", "pod", "db-1", "-o", "name", "--ignore-not-found"] },
  },
  {
    name: "a StatefulSet with volumes is scaled in from 5 to 3",
    class: "restart",
    because: "a majority stays, and so do the volumes",
    before: shop([set(one, "spec.replicas", 5)]),
    after: shop([three]),
  },
  {
    name: "a StatefulSet with volumes is scaled in from 5 to 2",
    class: "data at risk",
    because: "what replicates between its pods loses its majority",
    before: shop([set(one, "spec.replicas", 5)]),
    after: shop([set(one, "spec.replicas", 2)]),
  },
  {
    name: "a StatefulSet without volumes is scaled in from 3 to 1",
    class: "safe",
    because: "its pods keep nothing",
    before: shop([set(plain, "spec.replicas", 3)]),
    after: shop([set(plain, "spec.replicas", 1)]),
  },
  {
    name: "a StatefulSet with volumes is scaled to nothing",
    class: "replace",
    because: "all pods are terminated; their volumes stay",
    before: shop([one]),
    after: shop([set(one, "spec.replicas", 0)]),
    lab: { sees: "gone" },
  },
  {
    name: "a StatefulSet without volumes counts its pods from 5",
    class: "restart",
    because: "pods outside the new range of ordinals are replaced by those within",
    before: shop([plain]),
    after: shop([set(plain, "spec.ordinals", { start: 5 })]),
    lab: { sees: "restarted" },
  },
  {
    name: "a StatefulSet without volumes goes",
    class: "replace",
    because: "its pods are deleted",
    before: shop([plain]),
    after: shop([]),
    lab: { sees: "gone" },
  },
];
