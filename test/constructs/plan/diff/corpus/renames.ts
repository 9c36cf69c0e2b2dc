import type { Manifest } from "../../../../../constructs/plan";
import { claim, config, deployment, mounting, object, service, set, template, withVolumes } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const renamed = (manifest: Manifest, name: string) => set(manifest, "metadata.name", name);
const web = deployment("web");
const db = withVolumes("db");
const files = claim("files");
const settings = (name: string) => config(name, { colour: "red", size: "small" });
const reading = (name: string) => deployment("web", { template: template("web", { envFrom: [{ configMapRef: { name } }] }) });
const IDENTITY = "names are identities: Kubernetes knows no renaming, one object goes and another comes";
const KEEP = /name/i;
const ingress = object("extensions/v1beta1", "Ingress", "front", {
  spec: { rules: [{ host: "shop.example.com", http: { paths: [{ path: "/", backend: { serviceName: "web", servicePort: 80 } }] } }] },
});

/** Objects under other names. */
export const RENAMES: readonly Trial[] = [
  {
    name: "a Deployment has another name",
    class: "replace",
    because: IDENTITY,
    before: shop([web]),
    after: shop([renamed(web, "front")]),
    says: KEEP,
  },
  {
    name: "a StatefulSet with volumes has another name",
    class: "data at risk",
    because: `${IDENTITY}; claims are named after their StatefulSet, so the new pods' are empty`,
    before: shop([db]),
    after: shop([renamed(db, "store")]),
    says: KEEP,
    lab: { sees: "data lost", writer: "pod/db-0", reader: "pod/store-0" },
  },
  {
    name: "a claim has another name, and its pods follow",
    class: "data at risk",
    because: `${IDENTITY}; the new claim is empty`,
    before: shop([files, mounting("web", "files")]),
    after: shop([renamed(files, "pictures"), mounting("web", "pictures")]),
    says: KEEP,
    lab: { sees: "data lost", writer: "deployment/web", reader: "deployment/web" },
  },
  {
    name: "a Service has another name",
    class: "replace",
    because: `${IDENTITY}; whoever knows the old name does not find it`,
    before: shop([web, deployment("client"), service("web")]),
    after: shop([web, deployment("client"), renamed(service("web"), "front")]),
    says: KEEP,
    lab: { sees: "cut", to: "web:80" },
  },
  {
    name: "a ConfigMap has another name, and nobody needs it",
    class: "safe",
    because: `${IDENTITY}, and no pod refers to either`,
    before: shop([web, settings("settings")]),
    after: shop([web, settings("options")]),
  },
  {
    name: "a ConfigMap has another name, and its pods follow",
    class: "restart",
    because: `${IDENTITY}; the pod template names the new one, so pods are renewed, and the old one is not needed any more`,
    before: shop([reading("settings"), settings("settings")]),
    after: shop([reading("options"), settings("options")]),
    lab: { sees: "restarted" },
  },
  {
    name: "a Deployment is in another namespace",
    class: "replace",
    because: "a namespace is a part of the identity",
    before: shop([web, { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop-front" } }]),
    after: shop([set(web, "metadata.namespace", "shop-front"), { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop-front" } }]),
  },
  {
    name: "an Ingress is of another API group",
    class: "replace",
    because: "tools that go by group, kind and name delete the one and make the other",
    before: shop([web, service("web"), ingress]),
    after: shop([web, service("web"), { ...ingress, apiVersion: "networking.k8s.io/v1" }]),
    says: /group/i,
  },
];
