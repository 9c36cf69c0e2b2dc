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
    name: "a headless Service no longer says that it is",
    class: "safe",
    because: "an address that is not said stays what it is, None too",
    before: of(set(web, "spec.clusterIP", "None")),
    after: of(web),
    lab: { sees: "answer kept", ask: ["get", "service", "web", "-o", "jsonpath={.spec.clusterIP}"] },
  },
  {
    name: "a NodePort no longer says its number",
    class: "safe",
    because: "a port on the nodes that is not said stays what it is",
    before: of(typed("NodePort", { ports: [{ ...http, nodePort: 31_787 }] })),
    after: of(typed("NodePort")),
    lab: { sees: "answer kept", ask: ["get", "service", "web", "-o", "jsonpath={.spec.ports[0].nodePort}"] },
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
    name: "a load balancer gets a class",
    class: "replace",
    because: "spec.loadBalancerClass can only be set when the Service becomes a LoadBalancer",
    before: of(typed("LoadBalancer")),
    after: of(typed("LoadBalancer", { loadBalancerClass: "example.com/one" })),
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
    because: "session affinity chooses among the same pods",
    before: of(web),
    after: of(set(web, "spec.sessionAffinity", "ClientIP")),
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
