import type { Manifest } from "../../../../../constructs/plan";
import { deployment, object, ofCluster, service, set } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const path = (at: string, to: string, pathType = "Prefix") => ({
  path: at,
  pathType,
  backend: { service: { name: to, port: { number: 80 } } },
});
const rule = (host: string, ...paths: readonly object[]) => ({ host, http: { paths } });
const ingress = (rules: readonly object[], more: object = {}): Manifest =>
  object("networking.k8s.io/v1", "Ingress", "front", { spec: { ingressClassName: "traefik", rules, ...more } });
const main = rule("shop.example.com", path("/", "web"), path("/admin", "admin"));
const behind = [deployment("web"), deployment("admin"), service("web"), service("admin")];
const of = (...rules: readonly object[]) => shop([...behind, ingress(rules)]);
const ingressClass = ofCluster("networking.k8s.io/v1", "IngressClass", "front", { spec: { controller: "example.com/one" } });

/** Ingresses. */
export const INGRESSES: readonly Trial[] = [
  {
    name: "an Ingress no longer knows a host",
    class: "replace",
    because: "requests that match no host and path of any Ingress go to the default backend",
    before: of(main, rule("old.example.com", path("/", "web"))),
    after: of(main),
    says: /old\.example\.com/,
  },
  {
    name: "an Ingress no longer knows a path",
    class: "replace",
    because: "requests for it match another path, or none",
    before: of(main),
    after: of(rule("shop.example.com", path("/", "web"))),
    says: /\/admin/,
  },
  {
    name: "an Ingress matches a path exactly",
    class: "replace",
    because: "Exact matches no path beneath, Prefix did",
    before: of(main),
    after: of(rule("shop.example.com", path("/", "web"), path("/admin", "admin", "Exact"))),
  },
  {
    name: "an Ingress is for another controller",
    class: "replace",
    because: "the controller of the old class drops it, another one serves it at an address of its own",
    before: of(main),
    after: shop([...behind, ingress([main], { ingressClassName: "nginx" })]),
  },
  {
    name: "an Ingress leads to another Service",
    class: "safe",
    because: "the next request goes to the other Service, which runs",
    before: of(main),
    after: of(rule("shop.example.com", path("/", "admin"), path("/admin", "admin"))),
  },
  {
    name: "an Ingress gets another certificate",
    class: "safe",
    because: "controllers read certificates anew while they run",
    before: shop([...behind, ingress([main], { tls: [{ hosts: ["shop.example.com"], secretName: "one" }] })]),
    after: shop([...behind, ingress([main], { tls: [{ hosts: ["shop.example.com"], secretName: "two" }] })]),
  },
  {
    name: "an Ingress gets one more host",
    class: "safe",
    because: "others are served as before",
    before: of(main),
    after: of(main, rule("new.example.com", path("/", "web"))),
  },
  {
    name: "an Ingress gets an annotation",
    class: "safe",
    because: "annotations are for controllers, and change no rule",
    before: of(main),
    after: shop([...behind, set(ingress([main]), ["metadata", "annotations", "example.com/owner"], "shop")]),
  },
  {
    name: "an Ingress goes",
    class: "replace",
    because: "its hosts are not served any more",
    before: of(main),
    after: shop(behind),
  },
  {
    name: "a class of Ingresses is another controller's",
    class: "replace",
    because: "an IngressClass' controller is immutable",
    before: shop([ingressClass]),
    after: shop([set(ingressClass, "spec.controller", "example.com/two")]),
    lab: { sees: "refused", says: /spec\.controller.*field is immutable/s },
  },
];
