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
const annotated = (key: string, value: string | undefined, one: Manifest) => set(one, ["metadata", "annotations", key], value);

/** Services: addresses and types. */
export const SERVICE_TYPES: readonly Trial[] = [
  {
    name: "a Service gets another address",
    class: "replace",
    because: "spec.clusterIP is immutable once set",
    before: of(set(web, "spec.clusterIP", "10.96.7.7")),
    after: of(set(web, "spec.clusterIP", "10.96.7.8")),
  },
  {
    name: "a Service loses its address",
    class: "replace",
    because: "spec.clusterIP is immutable once set, None too: DNS would answer with the pods' addresses",
    before: of(web),
    after: of(set(web, "spec.clusterIP", "None")),
    lab: { sees: "refused", says: /spec\.clusterIPs?.*may not change once set/s },
  },
  {
    name: "a headless Service gets an address",
    class: "replace",
    because: "spec.clusterIP is immutable once set, None too",
    before: of(set(web, "spec.clusterIP", "None")),
    after: of(set(web, "spec.clusterIP", "198.19.1.77")),
    lab: { sees: "refused", says: /spec\.clusterIPs?.*may not change once set/s },
  },
  {
    name: "a LoadBalancer becomes internal",
    class: "replace",
    because: "the load balancer is deleted with its address",
    before: of(typed("LoadBalancer")),
    after: of(web),
    says: /address|outside/i,
    lab: { sees: "answer gone", ask: ["get", "service", "web", "-o", "jsonpath={.status.loadBalancer.ingress[*].ip}"] },
  },
  {
    name: "a NodePort becomes internal",
    class: "replace",
    because: "the port on all nodes is released",
    before: of(typed("NodePort")),
    after: of(web),
    lab: { sees: "answer gone", ask: ["get", "service", "web", "-o", "jsonpath={.spec.ports[0].nodePort}"] },
  },
  {
    name: "a Service becomes a name of something outside",
    class: "replace",
    because: "ExternalName: DNS answers with a CNAME record, nothing is forwarded any more",
    before: of(web),
    after: of(object("v1", "Service", "web", { spec: { type: "ExternalName", externalName: "web.example.com" } })),
    lab: CUT,
  },
  {
    name: "an internal Service gets a port on all nodes",
    class: "safe",
    because: "NodePort is built on top of the address that it has",
    before: of(web),
    after: of(typed("NodePort")),
    lab: REACHED,
  },
  {
    name: "an internal Service gets a load balancer",
    class: "safe",
    because: "LoadBalancer is built on top of the address that it has",
    before: of(web),
    after: of(typed("LoadBalancer")),
    lab: REACHED,
  },
  {
    name: "a load balancer is of another class",
    class: "replace",
    because: "spec.loadBalancerClass can not be changed once set",
    before: of(typed("LoadBalancer", { loadBalancerClass: "example.com/one" })),
    after: of(typed("LoadBalancer", { loadBalancerClass: "example.com/two" })),
    lab: { sees: "refused", says: /loadBalancerClass.*may not change once set/s },
  },
  {
    name: "AWS' load balancer becomes internal",
    class: "replace",
    because: "the AWS load balancer controller makes a new load balancer when its scheme changes",
    before: of(annotated("service.beta.kubernetes.io/aws-load-balancer-scheme", "internet-facing", typed("LoadBalancer"))),
    after: of(annotated("service.beta.kubernetes.io/aws-load-balancer-scheme", "internal", typed("LoadBalancer"))),
  },
  {
    name: "a Service gets an annotation",
    class: "safe",
    because: "annotations are for tools",
    before: of(web),
    after: of(annotated("example.com/owner", "shop", web)),
    lab: REACHED,
  },
  {
    name: "a Service keeps clients at their pods",
    class: "safe",
    because: "session affinity and traffic policies choose among the same pods",
    before: of(web),
    after: of(set(set(web, "spec.sessionAffinity", "ClientIP"), "spec.internalTrafficPolicy", "Local")),
    lab: REACHED,
  },
  {
    name: "a Service goes",
    class: "replace",
    because: "its address and its name are gone",
    before: of(web, service("client")),
    after: of(service("client")),
    lab: CUT,
  },
  {
    name: "a Service comes",
    class: "safe",
    because: "nobody knows it",
    before: of(web),
    after: of(web, service("client")),
    lab: REACHED,
  },
];

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
