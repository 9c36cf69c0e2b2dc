import type { Manifest } from "../../../../../constructs/plan";
import { claim, config, mounting, ofCluster, set } from "./manifests";
import { shop } from "./shop";
import type { LabProof, Trial } from "./trial";

const storage = (name: string, allowVolumeExpansion: boolean): Manifest =>
  ofCluster("storage.k8s.io/v1", "StorageClass", name, {
    provisioner: "example.com/trials",
    reclaimPolicy: "Delete",
    volumeBindingMode: "Immediate",
    allowVolumeExpansion,
  });
const growing = storage("growing", true);
const fixed = storage("fixed", false);
const of = ({ metadata }: Manifest) => claim("files", { storageClassName: metadata.name });
const files = of(growing);
const web = mounting("web", "files");
const sized = (bytes: string, one: Manifest = files) => set(one, "spec.resources.requests.storage", bytes);
const noted = (path: readonly string[], value: string, one: Manifest = files) => set(one, ["metadata", "annotations", ...path], value);
const finalized = set(files, "metadata.finalizers", ["example.com/back-up-first"]);
const LOST: LabProof = { sees: "data lost", writer: "deployment/web", reader: "deployment/web", remade: true };
const KEPT: LabProof = { sees: "data kept", writer: "deployment/web", reader: "deployment/web" };
const IMMUTABLE = "a claim's spec is immutable after creation except resources.requests (and volumeAttributesClassName)";

const volume = ofCluster("v1", "PersistentVolume", "disk", {
  spec: {
    capacity: { storage: "1Gi" },
    accessModes: ["ReadWriteOnce"],
    persistentVolumeReclaimPolicy: "Retain",
    storageClassName: "by-hand",
    nfs: { server: "10.0.0.1", path: "/export" },
  },
});

/** Claims and volumes. */
export const CLAIMS: readonly Trial[] = [
  {
    name: "a claim grows",
    class: "safe",
    because: "a claim may grow where its class has allowVolumeExpansion",
    before: shop([growing, files, web]),
    after: shop([growing, sized("3Gi"), web]),
    lab: KEPT,
  },
  {
    name: "a claim grows whose class does not allow it",
    class: "data at risk",
    because: "only claims of a class with allowVolumeExpansion can be resized; larger there is only a new, empty one",
    before: shop([fixed, of(fixed), web]),
    after: shop([fixed, sized("3Gi", of(fixed)), web]),
    lab: { sees: "refused", says: /storageclass.*must support resize/ },
  },
  {
    name: "a claim shrinks",
    class: "data at risk",
    because: "a claim can not be less than what it has",
    before: shop([growing, files, web]),
    after: shop([growing, sized("1Gi"), web]),
    says: /shrink|smaller|anew|empty/i,
    lab: LOST,
  },
  {
    name: "a claim asks for another class",
    class: "data at risk",
    because: IMMUTABLE,
    before: shop([growing, fixed, files, web]),
    after: shop([growing, fixed, of(fixed), web]),
    says: /class/i,
    lab: LOST,
  },
  {
    name: "a claim no longer says its class",
    class: "data at risk",
    because: `${IMMUTABLE}, and nothing is not what it was`,
    before: shop([growing, files, web]),
    after: shop([growing, claim("files"), web]),
    lab: { sees: "refused", says: /spec is immutable after creation/ },
  },
  {
    name: "a claim asks for another access mode",
    class: "data at risk",
    because: IMMUTABLE,
    before: shop([growing, files, web]),
    after: shop([growing, set(files, "spec.accessModes", ["ReadWriteMany"]), web]),
    lab: { sees: "refused", says: /spec is immutable after creation/ },
  },
  {
    name: "a claim asks for a certain volume",
    class: "data at risk",
    because: IMMUTABLE,
    before: shop([growing, files]),
    after: shop([growing, set(files, "spec.volumeName", "disk")]),
    lab: { sees: "refused", says: /spec is immutable after creation/ },
  },
  {
    name: "a claim asks for a raw device",
    class: "data at risk",
    because: IMMUTABLE,
    before: shop([growing, files]),
    after: shop([growing, set(files, "spec.volumeMode", "Block")]),
    lab: { sees: "refused", says: /spec is immutable after creation/ },
  },
  {
    name: "a claim selects its volume",
    class: "data at risk",
    because: IMMUTABLE,
    before: shop([growing, files]),
    after: shop([growing, set(files, "spec.selector", { matchLabels: { disk: "fast" } })]),
  },
  {
    name: "a claim gets a label",
    class: "safe",
    because: "labels bind nothing anew",
    before: shop([growing, files, web]),
    after: shop([growing, set(files, "metadata.labels", { team: "shop" }), web]),
    lab: KEPT,
  },
  {
    name: "a claim comes",
    class: "safe",
    because: "a new claim takes nothing from others",
    before: shop([growing, files]),
    after: shop([growing, files, claim("more")]),
  },
  {
    name: "a claim goes",
    class: "data at risk",
    because: "with reclaim policy Delete, the volume and what is in it goes with its claim",
    before: shop([growing, files, config("settings", { a: "b" })]),
    after: shop([growing, config("settings", { a: "b" })]),
    lab: { sees: "answer gone", ask: ["get", "pv", "-o", 'jsonpath={.items[?(@.spec.claimRef.namespace=="shop")].metadata.uid}'] },
  },
  {
    name: "Helm may delete a claim from now on",
    class: "data at risk",
    because: "helm.sh/resource-policy: keep keeps what would be uninstalled",
    before: shop([growing, noted(["helm.sh/resource-policy"], "keep")]),
    after: shop([growing, files]),
  },
  {
    name: "Argo CD may prune a claim from now on",
    class: "data at risk",
    because: "argocd.argoproj.io/sync-options: Prune=false keeps what is no longer in git",
    before: shop([growing, noted(["argocd.argoproj.io/sync-options"], "Prune=false")]),
    after: shop([growing, noted(["argocd.argoproj.io/sync-options"], "Validate=false")]),
  },
  {
    name: "Flux may prune a claim from now on",
    class: "data at risk",
    because: "kustomize.toolkit.fluxcd.io/prune: disabled keeps what is no longer in git",
    before: shop([growing, noted(["kustomize.toolkit.fluxcd.io/prune"], "disabled")]),
    after: shop([growing, noted(["kustomize.toolkit.fluxcd.io/prune"], "enabled")]),
  },
  {
    name: "a claim may go without waiting for what finalizes it",
    class: "data at risk",
    because: "a finalizer keeps an object until somebody has done what must be done before",
    before: shop([growing, finalized]),
    after: shop([growing, files]),
  },
  {
    name: "Helm is to keep a claim",
    class: "safe",
    because: "one more protection takes nothing away",
    before: shop([growing, files]),
    after: shop([growing, noted(["helm.sh/resource-policy"], "keep")]),
  },
  {
    name: "a volume is to be deleted with its claim",
    class: "data at risk",
    because: "persistentVolumeReclaimPolicy Delete removes the volume and its storage with the claim",
    before: shop([volume]),
    after: shop([set(volume, "spec.persistentVolumeReclaimPolicy", "Delete")]),
  },
  {
    name: "a volume outlives its claim from now on",
    class: "safe",
    because: "persistentVolumeReclaimPolicy Retain keeps the volume",
    before: shop([set(volume, "spec.persistentVolumeReclaimPolicy", "Delete")]),
    after: shop([volume]),
  },
  {
    name: "a volume is somewhere else",
    class: "data at risk",
    because: "a volume's source is immutable after creation: made anew, it shows other files",
    before: shop([volume]),
    after: shop([set(volume, "spec.nfs.path", "/export-2")]),
    lab: { sees: "refused", says: /spec\.persistentvolumesource is immutable after creation/i },
  },
  {
    name: "a volume goes",
    class: "data at risk",
    because: "whatever is bound to it loses it",
    before: shop([volume]),
    after: shop([]),
  },
];
