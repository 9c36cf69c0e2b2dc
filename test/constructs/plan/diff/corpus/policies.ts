import type { Manifest } from "../../../../../constructs/plan";
import { connection } from "./facts";
import { deployment, object, service, set } from "./manifests";
import { home, shop } from "./shop";
import type { Trial } from "./trial";

const pods = [deployment("web"), deployment("client"), service("web")];
const talk = { connections: [connection("client", "web", 8080)] };
const policy = (name: string, spec: object): Manifest => object("networking.k8s.io/v1", "NetworkPolicy", name, { spec });
const ingress = (from: readonly object[], ports: readonly object[] = [{ port: 8080 }]) =>
  policy("web", { podSelector: { matchLabels: { app: "web" } }, policyTypes: ["Ingress"], ingress: [{ from, ports }] });
const client = { podSelector: { matchLabels: { app: "client" } } };
const open = ingress([client]);
const closed = policy("web", { podSelector: { matchLabels: { app: "web" } }, policyTypes: ["Ingress"] });
const byNamespace = ingress([{ namespaceSelector: { matchLabels: { zone: "inner" } } }]);
const inner = set(home, "metadata.labels.zone", "inner");
const CUT = { sees: "cut", to: "web:80" } as const;
const REACHED = { sees: "reached", to: "web:80" } as const;
const DEFAULT = "a pod that any policy selects for ingress accepts only what some policy allows";

/** Network policies, and the connections beneath them. */
export const POLICIES: readonly Trial[] = [
  {
    name: "a policy comes that denies a connection",
    class: "replace",
    because: DEFAULT,
    before: shop(pods, talk),
    after: shop([...pods, closed], talk),
    says: /client/,
    lab: CUT,
  },
  {
    name: "a policy comes that allows what is needed",
    class: "safe",
    because: DEFAULT,
    before: shop(pods, talk),
    after: shop([...pods, open], talk),
    lab: REACHED,
  },
  {
    name: "a policy goes",
    class: "safe",
    because: "without any policy, a pod accepts everything",
    before: shop([...pods, open], talk),
    after: shop(pods, talk),
    lab: REACHED,
  },
  {
    name: "a policy allows another port",
    class: "replace",
    because: "a rule allows traffic that matches both its from and its ports",
    before: shop([...pods, open], talk),
    after: shop([...pods, ingress([client], [{ port: 8081 }])], talk),
    lab: CUT,
  },
  {
    name: "a policy allows other pods",
    class: "replace",
    because: DEFAULT,
    before: shop([...pods, open], talk),
    after: shop([...pods, ingress([{ podSelector: { matchLabels: { app: "worker" } } }])], talk),
    lab: CUT,
  },
  {
    name: "a policy allows more pods",
    class: "safe",
    because: "policies do not conflict, they are additive",
    before: shop([...pods, open], talk),
    after: shop([...pods, ingress([client, { podSelector: { matchLabels: { app: "worker" } } }])], talk),
    lab: REACHED,
  },
  {
    name: "a policy no longer allows a connection that is not wanted any more",
    class: "restart",
    because: "whoever runs still uses the connection until it is renewed",
    before: shop([...pods, open], talk),
    after: shop([...pods, closed]),
    lab: CUT,
  },
  {
    name: "a policy denies what a pod may connect to",
    class: "replace",
    because: "both the egress policy of the client and the ingress policy of the server need to allow a connection",
    before: shop([...pods, open], talk),
    after: shop([...pods, open, policy("client", { podSelector: { matchLabels: { app: "client" } }, policyTypes: ["Egress"] })], talk),
    lab: CUT,
  },
  {
    name: "a namespace loses the label by which a policy knows it",
    class: "replace",
    because: "namespaceSelector goes by the labels that the namespace has now",
    before: shop([inner, ...pods, byNamespace], talk),
    after: shop([home, ...pods, byNamespace], talk),
    lab: CUT,
  },
];
