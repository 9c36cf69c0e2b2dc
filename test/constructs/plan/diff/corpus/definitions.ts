import type { Manifest } from "../../../../../constructs/plan";
import { object, set } from "./manifests";
import { HOME, shop } from "./shop";
import type { Trial } from "./trial";

const GROUP = `${HOME}.example.com`;
const text = { type: "string" };
const schema = (properties: object) => ({
  openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties } } },
});
const version = (name: string, properties: object, more: object = {}) => ({
  name,
  served: true,
  storage: true,
  schema: schema(properties),
  ...more,
});
const definition = (...versions: readonly object[]): Manifest => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `widgets.${GROUP}` },
  spec: { group: GROUP, scope: "Namespaced", names: { kind: "Widget", plural: "widgets", singular: "widget" }, versions },
});
const old = version("v1alpha1", { size: text, colour: text }, { storage: false });
const now = version("v1", { size: text, colour: text });
const wider = version("v1", { size: text, colour: text, weight: { type: "integer" } });
const widgets = definition(old, now);
const widget = object(`${GROUP}/v1`, "Widget", "one", { spec: { size: "large", colour: "red" } });
const plain = set(widget, "spec.colour", undefined);
const monitor = object("monitoring.coreos.com/v1", "ServiceMonitor", "web", {
  spec: { selector: { matchLabels: { app: "web" } }, endpoints: [{ port: "http" }] },
});
const ask = (words: string, path: string) => ["get", words, "one", "-o", `jsonpath={${path}}`, "--ignore-not-found"];

/** Definitions of custom resources, and the resources. */
export const DEFINITIONS: readonly Trial[] = [
  {
    name: "a definition goes",
    class: "data at risk",
    because: "deleting a CustomResourceDefinition deletes all objects of its kind",
    before: shop([widgets, widget]),
    after: shop([]),
    lab: { sees: "answer gone", ask: ask(`widgets.${GROUP}`, ".metadata.uid") },
  },
  {
    name: "a definition's objects are the cluster's",
    class: "data at risk",
    because: "the scope is immutable, and making the definition anew deletes all objects",
    before: shop([widgets]),
    after: shop([set(widgets, "spec.scope", "Cluster")]),
    lab: { sees: "refused", says: /spec\.scope.*field is immutable/s },
  },
  {
    name: "a definition's objects are of another kind",
    class: "data at risk",
    because: "the kind is immutable once established",
    before: shop([widgets]),
    after: shop([set(widgets, "spec.names.kind", "Gadget")]),
    lab: { sees: "refused", says: /spec\.names\.kind.*field is immutable/s },
  },
  {
    name: "a definition no longer has a version",
    class: "data at risk",
    because: "objects that are stored in this version can not be read any more",
    before: shop([widgets, widget]),
    after: shop([definition(now), widget]),
  },
  {
    name: "a definition no longer has the version in which its objects are stored",
    class: "data at risk",
    because: "objects that are stored in this version can not be read any more",
    before: shop([definition(version("v1beta1", { size: text }))]),
    after: shop([definition(version("v1", { size: text }))]),
    lab: { sees: "refused", says: /status\.storedVersions.*must appear in spec\.versions|missing from spec\.versions/is },
  },
  {
    name: "a definition no longer has a property",
    class: "data at risk",
    because: "fields that the schema does not specify are pruned, from what is stored too",
    before: shop([widgets, plain]),
    after: shop([definition(version("v1alpha1", { size: text }, { storage: false }), version("v1", { size: text })), plain]),
    says: /colour/,
    lab: {
      sees: "answer gone",
      ask: ask(`widgets.${GROUP}`, ".spec.colour"),
      prepare: ["patch", `widgets.${GROUP}`, "one", "--type=merge", "--patch", '{"spec":{"colour":"red"}}'],
    },
  },
  {
    name: "a definition no longer serves a version",
    class: "replace",
    because: "served: false: who asks for this version is not answered",
    before: shop([widgets, widget]),
    after: shop([definition({ ...old, served: false }, now), widget]),
    lab: { sees: "answer gone", ask: ask(`widgets.v1alpha1.${GROUP}`, ".metadata.uid") },
  },
  {
    name: "a definition gets one more version",
    class: "safe",
    because: "objects can be read in all versions that are served",
    before: shop([definition(now), widget]),
    after: shop([widgets, widget]),
    lab: { sees: "answer kept", ask: ask(`widgets.v1.${GROUP}`, ".metadata.uid") },
  },
  {
    name: "a definition gets one more property",
    class: "safe",
    because: "objects that do not have it stay valid",
    before: shop([widgets, widget]),
    after: shop([definition(old, wider), widget]),
    lab: { sees: "answer kept", ask: ask(`widgets.${GROUP}`, ".spec.colour") },
  },
  {
    name: "a custom resource changes",
    class: "restart",
    because: "what its operator does then is not Kubernetes' to say",
    before: shop([widgets, widget]),
    after: shop([widgets, set(widget, "spec.size", "small")]),
    says: /operator/i,
  },
  {
    name: "a custom resource goes",
    class: "replace",
    because: "what its operator has made of it goes, too",
    before: shop([widgets, widget]),
    after: shop([widgets]),
  },
  {
    name: "a ServiceMonitor changes",
    class: "safe",
    because: "Prometheus reads its targets anew while it runs",
    before: shop([monitor]),
    after: shop([set(monitor, "spec.endpoints.0.port", "admin")]),
  },
  {
    name: "a ServiceMonitor goes",
    class: "safe",
    because: "Prometheus reads its targets anew while it runs",
    before: shop([monitor]),
    after: shop([]),
  },
];
