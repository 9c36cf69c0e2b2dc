import type { Manifest } from "../../../../../constructs/plan";
import { deployment, object, service, set } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const pods = [deployment("web"), deployment("client")];
const web = service("web");
const of = (...services: readonly Manifest[]) => shop([...pods, ...services]);
const REACHED = { sees: "reached", to: "web:80" } as const;
const CUT = { sees: "cut", to: "web:80" } as const;
const http = { name: "http", port: 80, targetPort: 8080 };
const admin = { name: "admin", port: 81, targetPort: 8081 };
const typed = (type: string, more: object = {}) => set(web, "spec", { ...(web["spec"] as object), type, ...more });

/** Services: ports and selectors. */
export const SERVICE_PORTS: readonly Trial[] = [
  {
    name: "a Service loses a port",
    class: "replace",
    because: "nothing forwards what comes to it",
    before: of(set(web, "spec.ports", [http, admin])),
    after: of(set(web, "spec.ports", [admin])),
    lab: CUT,
  },
  {
    name: "a Service's port gets another number",
    class: "replace",
    because: "nothing forwards what comes to the old number",
    before: of(web),
    after: of(set(web, "spec.ports.0.port", 8000)),
    lab: CUT,
  },
  {
    name: "a Service's port gets another protocol",
    class: "replace",
    because: "nothing forwards what comes by the old protocol",
    before: of(web),
    after: of(set(web, "spec.ports.0.protocol", "UDP")),
    lab: CUT,
  },
  {
    name: "a Service's port on the nodes changes",
    class: "replace",
    because: "the old port is released on all nodes",
    before: of(typed("NodePort", { ports: [{ ...http, nodePort: 31_788 }] })),
    after: of(typed("NodePort", { ports: [{ ...http, nodePort: 31_789 }] })),
  },
  {
    name: "a Service gets one more port",
    class: "safe",
    because: "the others are forwarded as before",
    before: of(web),
    after: of(set(web, "spec.ports", [http, admin])),
    lab: REACHED,
  },
  {
    name: "a Service's port gets another name",
    class: "safe",
    because: "packets go by number",
    before: of(web),
    after: of(set(web, "spec.ports.0.name", "main")),
    lab: REACHED,
  },
  {
    name: "a Service's port gets another name than an Ingress asks for",
    class: "replace",
    because: "an Ingress names its backend's port by number or by name",
    before: of(web, ingressTo("http")),
    after: of(set(web, "spec.ports.0.name", "main"), ingressTo("http")),
  },
  {
    name: "a Service says what its port speaks",
    class: "safe",
    because: "appProtocol is a hint for implementations",
    before: of(web),
    after: of(set(web, "spec.ports.0.appProtocol", "kubernetes.io/h2c")),
  },
  {
    name: "a Service leads to another port that its pods have",
    class: "safe",
    because: "the pods that run listen there already",
    before: of(web),
    after: of(set(web, "spec.ports.0.targetPort", 8081)),
    lab: REACHED,
  },
  {
    name: "a Service leads to the same port by its name",
    class: "safe",
    because: "targetPort may be the name of a container's port",
    before: of(web),
    after: of(set(web, "spec.ports.0.targetPort", "http")),
    lab: REACHED,
  },
  {
    name: "a Service leads to a port on which its pods do not listen",
    class: "replace",
    because: "connections are forwarded to targetPort of the pods, and refused there",
    before: of(web),
    after: of(set(web, "spec.ports.0.targetPort", 9999)),
    lab: CUT,
  },
  {
    name: "a Service leads to a named port that its pods do not have",
    class: "replace",
    because: "a name that no container's port has gives no endpoint",
    before: of(web),
    after: of(set(web, "spec.ports.0.targetPort", "metrics")),
    lab: CUT,
  },
  {
    name: "a Service selects other pods",
    class: "replace",
    because: "the set of pods behind a Service is what its selector says, at once",
    before: of(web),
    after: of(set(web, "spec.selector", { app: "client" })),
    says: /pods|select/i,
  },
  {
    name: "a Service selects by a label that its pods do not have",
    class: "replace",
    because: "no pod is behind it",
    before: of(web),
    after: of(set(web, "spec.selector", { app: "web", role: "front" })),
    lab: CUT,
  },
  {
    name: "a Service selects by a label that its pods get along with it",
    class: "replace",
    because: "the selector counts at once, the label comes with new pods only",
    before: of(web),
    after: shop([
      set(deployment("web"), "spec.template.metadata.labels.role", "front"),
      deployment("client"),
      set(web, "spec.selector", { app: "web", role: "front" }),
    ]),
  },
  {
    name: "a Service selects the same pods by more of their labels",
    class: "safe",
    because: "the same pods are behind it",
    before: shop([set(deployment("web"), "spec.template.metadata.labels.role", "front"), deployment("client"), web]),
    after: shop([
      set(deployment("web"), "spec.template.metadata.labels.role", "front"),
      deployment("client"),
      set(web, "spec.selector.role", "front"),
    ]),
    lab: REACHED,
  },
];

function ingressTo(name: string): Manifest {
  const backend = { service: { name: "web", port: { name } } };
  return object("networking.k8s.io/v1", "Ingress", "web", {
    spec: { rules: [{ host: "shop.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }] },
  });
}
