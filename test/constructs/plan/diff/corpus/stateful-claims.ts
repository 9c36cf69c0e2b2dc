import { claimTemplate, deployment, object, set, statefulSet, withVolumes } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const db = withVolumes("db");
const CLAIM = "spec.volumeClaimTemplates.0";
const REFUSED = { sees: "refused", says: /updates to statefulset spec for fields other than/ } as const;
const RETENTION = "spec.persistentVolumeClaimRetentionPolicy";
const scaledAway = set(set(db, "spec.replicas", 3), RETENTION, { whenScaled: "Delete" });
const deletedAlong = set(db, RETENTION, { whenDeleted: "Delete" });
const budget = object("policy/v1", "PodDisruptionBudget", "db", {
  spec: { maxUnavailable: 1, selector: { matchLabels: { app: "db" } } },
});

/** The claims of StatefulSets. */
export const STATEFUL_CLAIMS: readonly Trial[] = [
  {
    name: "a StatefulSet asks for larger volumes",
    class: "replace",
    because: "volumeClaimTemplates are immutable; each claim may grow by itself where its class allows it",
    before: shop([db]),
    after: shop([set(db, `${CLAIM}.spec.resources.requests.storage`, "3Gi")]),
    says: /claim|volume/i,
    lab: REFUSED,
  },
  {
    name: "a StatefulSet asks for smaller volumes",
    class: "data at risk",
    because: "immutable, and no claim can shrink: only a new, empty one is smaller",
    before: shop([db]),
    after: shop([set(db, `${CLAIM}.spec.resources.requests.storage`, "1Gi")]),
    lab: REFUSED,
  },
  {
    name: "a StatefulSet asks for volumes of another class",
    class: "data at risk",
    because: "immutable, and no claim can change its class: only a new, empty one is of another",
    before: shop([db]),
    after: shop([set(db, `${CLAIM}.spec.storageClassName`, "fast")]),
    says: /class/i,
    lab: REFUSED,
  },
  {
    name: "a StatefulSet asks for volumes that many may mount",
    class: "data at risk",
    because: "immutable, and no claim can change its access modes",
    before: shop([db]),
    after: shop([set(db, `${CLAIM}.spec.accessModes`, ["ReadWriteMany"])]),
    lab: REFUSED,
  },
  {
    name: "a StatefulSet no longer asks for volumes",
    class: "data at risk",
    because: "immutable; made anew, its pods do not mount the old claims any more",
    before: shop([db]),
    after: shop([statefulSet("db")]),
    lab: { sees: "data lost", writer: "pod/db-0", reader: "pod/db-0", remade: true },
  },
  {
    name: "a StatefulSet's claims get another name",
    class: "data at risk",
    because: "immutable; made anew, its pods get claims of the new name, which are empty",
    before: shop([db]),
    after: shop([withVolumes("db", {}, "files")]),
    lab: { sees: "data lost", writer: "pod/db-0", reader: "pod/db-0", remade: true },
  },
  {
    name: "a StatefulSet asks for one more volume",
    class: "replace",
    because: "immutable; made anew, its pods find their old claims again by their names",
    before: shop([db]),
    after: shop([set(db, "spec.volumeClaimTemplates", [claimTemplate("data"), claimTemplate("more")])]),
    lab: { sees: "data kept", writer: "pod/db-0", reader: "pod/db-0", remade: true },
  },
  {
    name: "a StatefulSet's claims get a label",
    class: "replace",
    because: "the whole template of a claim is immutable, its labels too",
    before: shop([db]),
    after: shop([set(db, `${CLAIM}.metadata.labels`, { team: "shop" })]),
    lab: REFUSED,
  },
  {
    name: "a StatefulSet's volumes are to go with it",
    class: "data at risk",
    because: "whenDeleted: Delete: the claims are deleted after the pods when the StatefulSet is",
    before: shop([db]),
    after: shop([deletedAlong]),
  },
  {
    name: "a StatefulSet's volumes are to go when it is scaled in",
    class: "data at risk",
    because: "whenScaled: Delete: the claims of pods that are scaled away are deleted",
    before: shop([db]),
    after: shop([set(db, RETENTION, { whenScaled: "Delete" })]),
  },
  {
    name: "a StatefulSet's volumes are to stay",
    class: "safe",
    because: "Retain: claims are not touched",
    before: shop([deletedAlong]),
    after: shop([set(db, RETENTION, { whenDeleted: "Retain" })]),
    lab: { sees: "data kept", writer: "pod/db-0", reader: "pod/db-0" },
  },
  {
    name: "a StatefulSet whose volumes go with its pods is scaled in by one",
    class: "data at risk",
    because: "whenScaled: Delete: the claim of the pod that goes is deleted",
    before: shop([scaledAway]),
    after: shop([set(scaledAway, "spec.replicas", 2)]),
    lab: { sees: "answer gone", ask: ["get", "pvc", "data-db-2", "-o", "name", "--ignore-not-found"] },
  },
  {
    name: "a StatefulSet whose volumes go with its pods is scaled to nothing",
    class: "data at risk",
    because: "whenScaled: Delete: all claims are deleted",
    before: shop([scaledAway]),
    after: shop([set(scaledAway, "spec.replicas", 0)]),
    lab: { sees: "answer gone", ask: ["get", "pvc", "data-db-0", "-o", "name", "--ignore-not-found"] },
  },
  {
    name: "a StatefulSet with volumes counts its pods from 1",
    class: "data at risk",
    because: "pods get the claims of their new ordinals: the first one's volume is left behind, the last one's is empty",
    before: shop([db]),
    after: shop([set(db, "spec.ordinals", { start: 1 })]),
    lab: { sees: "data lost", writer: "pod/db-0", reader: "pod/db-1" },
  },
  {
    name: "a StatefulSet with volumes goes",
    class: "data at risk",
    because: "its pods are deleted, its claims are left behind for whoever cleans up",
    before: shop([db, budget]),
    after: shop([]),
  },
  {
    name: "a StatefulSet whose volumes go with it goes",
    class: "data at risk",
    because: "whenDeleted: Delete: the claims are deleted after the pods",
    before: shop([deletedAlong]),
    after: shop([]),
    lab: { sees: "answer gone", ask: ["get", "pvc", "data-db-0", "-o", "name", "--ignore-not-found"] },
  },
  {
    name: "a StatefulSet with volumes becomes a Deployment",
    class: "data at risk",
    because: "a Deployment has no claims of its own: what the old pods wrote is left behind",
    before: shop([db]),
    after: shop([deployment("db")]),
    lab: { sees: "data lost", writer: "pod/db-0", reader: "deployment/db" },
  },
];
