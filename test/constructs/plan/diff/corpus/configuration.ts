import type { Manifest } from "../../../../../constructs/plan";
import { config, deployment, secret, set, template } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const settings = config("settings", { colour: "red" });
const key = secret("key", { password: "one" });
const reading = (name: string): Manifest =>
  deployment("web", {
    template: template("web", { envFrom: [{ configMapRef: { name } }, { secretRef: { name: "key", optional: true } }] }),
  });
const mounting = deployment("web", {
  template: template(
    "web",
    { volumeMounts: [{ name: "settings", mountPath: "/settings" }] },
    { volumes: [{ name: "settings", configMap: { name: "settings" } }] },
  ),
});
const plain = deployment("web");
const sealed = config("settings", { colour: "red" }, { immutable: true });
const sealedKey = secret("key", { password: "one" }, { immutable: true });
const opening = deployment("web", {
  template: template("web", {
    env: [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "key", key: "password" } } }],
  }),
});

/** ConfigMaps and Secrets. */
export const CONFIGURATION: readonly Trial[] = [
  {
    name: "a ConfigMap that pods read as variables changes",
    class: "safe",
    because: "variables are not updated: pods read them when they start",
    before: shop([settings, reading("settings")]),
    after: shop([config("settings", { colour: "blue" }), reading("settings")]),
    says: /start|environment|variable/i,
    lab: { sees: "kept" },
  },
  {
    name: "a ConfigMap that pods mount changes",
    class: "safe",
    because: "mounted ConfigMaps are updated by the kubelet while the pods run",
    before: shop([settings, mounting]),
    after: shop([config("settings", { colour: "blue" }), mounting]),
    says: /volume|mount|file|minute/i,
    lab: { sees: "kept" },
  },
  {
    name: "a ConfigMap gets one more key",
    class: "safe",
    because: "others stay as they are",
    before: shop([settings, plain]),
    after: shop([config("settings", { colour: "red" }, { binaryData: { picture: "AAEC" } }), plain]),
  },
  {
    name: "a Secret changes",
    class: "safe",
    because: "pods run on with the value that they have",
    before: shop([key, opening]),
    after: shop([secret("key", { password: "two" }), opening]),
    lab: { sees: "kept" },
  },
  {
    name: "an immutable ConfigMap changes",
    class: "replace",
    because: "the only way is to delete and recreate it",
    before: shop([sealed, plain]),
    after: shop([set(sealed, "data.colour", "blue"), plain]),
    lab: { sees: "refused", says: /field is immutable when `immutable` is set/ },
  },
  {
    name: "an immutable Secret changes",
    class: "replace",
    because: "the only way is to delete and recreate it",
    before: shop([sealedKey, plain]),
    after: shop([set(sealedKey, "stringData.password", "two"), plain]),
    lab: { sees: "refused", says: /field is immutable when `immutable` is set/ },
  },
  {
    name: "an immutable ConfigMap is to be mutable",
    class: "replace",
    because: "it is not possible to revert this",
    before: shop([sealed, plain]),
    after: shop([settings, plain]),
    lab: { sees: "refused", says: /field is immutable when `immutable` is set/ },
  },
  {
    name: "a ConfigMap is made immutable",
    class: "safe",
    because: "its content stays",
    before: shop([settings, reading("settings")]),
    after: shop([sealed, reading("settings")]),
    lab: { sees: "kept" },
  },
  {
    name: "a Secret is of another type",
    class: "replace",
    because: "a Secret's type is immutable",
    before: shop([key, plain]),
    after: shop([set(key, "type", "example.com/key"), plain]),
    lab: { sees: "refused", says: /type.*field is immutable/s },
  },
  {
    name: "a ConfigMap goes that pods need",
    class: "replace",
    because: "a pod whose ConfigMap does not exist will not start",
    before: shop([settings, reading("settings")]),
    after: shop([reading("settings")]),
    lab: { sees: "no successor", says: /CreateContainerConfigError/ },
  },
  {
    name: "a Secret goes that pods need",
    class: "replace",
    because: "none of a pod's containers start while a Secret that is not optional is missing",
    before: shop([key, opening]),
    after: shop([opening]),
    lab: { sees: "no successor", says: /CreateContainerConfigError/ },
  },
  {
    name: "a ConfigMap goes that nobody needs",
    class: "safe",
    because: "no pod refers to it",
    before: shop([settings, plain]),
    after: shop([plain]),
    lab: { sees: "kept" },
  },
  {
    name: "a ConfigMap is named after its content, and its Deployment follows",
    class: "restart",
    because: "the pod template names another ConfigMap: pods are renewed, the old ConfigMap is not needed any more",
    before: shop([config("settings-1a", { colour: "red" }), reading("settings-1a")]),
    after: shop([config("settings-2b", { colour: "blue" }), reading("settings-2b")]),
    lab: { sees: "restarted" },
  },
];
