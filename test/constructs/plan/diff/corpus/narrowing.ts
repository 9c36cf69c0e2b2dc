import type { Manifest } from "../../../../../constructs/plan";
import { deployment, object, service, set } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const pods = [deployment("web"), deployment("client")];
const web = service("web");
const balanced = set(web, "spec.type", "LoadBalancer");
const of = (...manifests: readonly Manifest[]) => shop([...pods, ...manifests]);
const from = (...ranges: readonly string[]) => of(set(balanced, "spec.loadBalancerSourceRanges", ranges));
const [office, home] = ["198.51.100.0/24", "203.0.113.0/24"] as const;
const at = (...addresses: readonly string[]) => of(set(web, "spec.externalIPs", addresses));
const served = (...hosts: readonly string[]) =>
  of(
    web,
    object("networking.k8s.io/v1", "Ingress", "front", {
      spec: {
        rules: [
          {
            host: "shop.example.com",
            http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }] },
          },
        ],
        ...(hosts.length > 0 ? { tls: [{ hosts, secretName: "certificate" }] } : {}),
      },
    }),
  );
const quota = (hard: object) => of(object("v1", "ResourceQuota", "quota", { spec: { hard } }));
const SOURCES = "a load balancer lets in whom loadBalancerSourceRanges names, and everybody where it names nobody";
const QUOTA = "a quota refuses what would exceed it when it is made; what is there stays";

/** Who still gets through, and what is still let in. */
export const NARROWING: readonly Trial[] = [
  {
    name: "a Service is reached on the nodes of its pods only",
    class: "replace",
    because: "internalTrafficPolicy Local drops what comes from nodes without an endpoint",
    before: of(web),
    after: of(set(web, "spec.internalTrafficPolicy", "Local")),
    says: /nodes without/,
  },
  {
    name: "a Service is reached from all nodes again",
    class: "safe",
    because: "internalTrafficPolicy Cluster sends to any endpoint",
    before: of(set(web, "spec.internalTrafficPolicy", "Local")),
    after: of(web),
    lab: { sees: "reached", to: "web:80" },
  },
  {
    name: "a load balancer lets in one range instead of everybody",
    class: "replace",
    because: SOURCES,
    before: of(balanced),
    after: from(office),
    says: /everybody else/,
  },
  { name: "a load balancer lets in a range more", class: "safe", because: SOURCES, before: from(office), after: from(office, home) },
  {
    name: "a load balancer lets in a range fewer",
    class: "replace",
    because: SOURCES,
    before: from(office, home),
    after: from(office),
    says: /203\.0\.113/,
  },
  { name: "a load balancer lets in everybody", class: "safe", because: SOURCES, before: from(office), after: of(balanced) },
  {
    name: "a Service gets an external address more",
    class: "safe",
    because: "externalIPs are added",
    before: at(),
    after: at("203.0.113.7"),
  },
  {
    name: "a Service loses an external address",
    class: "replace",
    because: "nodes no longer take what comes to it",
    before: at("203.0.113.7"),
    after: at(),
    says: /203\.0\.113\.7/,
  },
  {
    name: "a host loses its certificate",
    class: "replace",
    because: "the controller serves hosts without TLS entry with a certificate of its own, or not by https",
    before: served("shop.example.com"),
    after: served(),
    says: /shop\.example\.com.*certificate/,
  },
  {
    name: "a host gets a certificate",
    class: "safe",
    because: "http goes on, https begins to work",
    before: served(),
    after: served("shop.example.com"),
  },
  {
    name: "a quota allows fewer pods than are asked for",
    class: "replace",
    because: QUOTA,
    before: quota({ pods: "10" }),
    after: quota({ pods: "1" }),
    says: /2 are asked for, 1 are allowed/,
    lab: { sees: "no successor", says: /exceeded quota/ },
  },
  {
    name: "a quota comes that is too small for what runs",
    class: "replace",
    because: QUOTA,
    before: of(),
    after: quota({ "requests.memory": "8Mi" }),
    says: /16Mi/,
  },
  {
    name: "a quota grows",
    class: "safe",
    because: QUOTA,
    before: quota({ pods: "10" }),
    after: quota({ pods: "20" }),
    lab: { sees: "kept" },
  },
  {
    name: "a quota of some pods alone shrinks",
    class: "safe",
    because: "it counts only pods of its scopes",
    before: scoped("9"),
    after: scoped("1"),
  },
];

function scoped(pods: string) {
  return of(object("v1", "ResourceQuota", "quota", { spec: { hard: { pods }, scopes: ["BestEffort"] } }));
}
