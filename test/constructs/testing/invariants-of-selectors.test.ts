import type { Manifest, PlanConnection } from "../../../constructs/plan";
import { CONTAINER, made, space, template, WEB, wrongWith } from "./good-tree";

import { allowed, refused } from "./invariant-case";

type Fields = Readonly<Record<string, unknown>>;

const WEB_ID = "Deployment.apps/shop/web";
const POLICY = "NetworkPolicy.networking.k8s.io/shop/web";
const REMEDY = "write labels that a pod template there has (selector-matches-pods)";
const IN = (name: string): Fields => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
const PODS = (app: string): Fields => ({ podSelector: { matchLabels: { app } } });
const DB = { podSelector: { matchLabels: { app: "db" } } };
const EXPECTED = {
  name: "db",
  namespace: "shop",
  labels: { app: "db" },
  count: 1,
  madeFrom: "VitessCluster.planetscale.com/shop/db",
  containers: [],
  ports: [{ name: "mysql", port: 3306 }],
  claims: [],
};
const GRAFANA: PlanConnection = {
  client: { kind: "pods", name: "grafana", labels: { app: "grafana" }, namespace: "ops", foreign: true },
  server: { kind: "pods", name: "web", labels: WEB, namespace: "shop", foreign: false },
  endpoint: "http",
  port: 8080,
  protocol: "TCP",
};

/** Pods of another namespace. */
const DATA = made(
  "apps/v1",
  "DaemonSet",
  "db",
  {
    spec: { selector: { matchLabels: { app: "db" } }, template: template("db", { containers: [{ ...CONTAINER, env: [] }] }) },
  },
  "data",
);

function spec(kind: string, fields: Fields, apiVersion = "v1"): Manifest {
  return made(apiVersion, kind, "web", { spec: fields });
}

function policy(fields: Fields): Manifest {
  return spec("NetworkPolicy", { podSelector: { matchLabels: WEB }, ...fields }, "networking.k8s.io/v1");
}

function fromPeer(peer: Fields): Manifest {
  return policy({ ingress: [{ from: [peer] }] });
}

function monitor(kind: string, fields: Fields): Manifest {
  return spec(kind, { selector: { matchLabels: WEB }, ...fields }, "monitoring.coreos.com/v1");
}

describe("selectors", () => {
  test.each([
    refused(
      "a Service that selects no pod",
      { service: { selector: { app: "shop" } } },
      `Service/shop/web: spec.selector {"app":"shop"} matches no pod of namespace 'shop'; ${REMEDY}`,
    ),
    allowed("a Service that leaves its Endpoints to others", { service: { selector: undefined, ports: [{ port: 80 }] } }),
    allowed("a Service of pods that an operator makes", {
      service: { selector: { app: "db" }, ports: [{ port: 3306 }] },
      facts: { expectedPods: [EXPECTED] },
    }),
    refused(
      "a Service of pods that are in another namespace",
      { extra: [made("v1", "Service", "far", { spec: { selector: WEB } }, "other")] },
      `Service/other/far: spec.selector {"app.kubernetes.io/name":"web","app.kubernetes.io/instance":"web"} matches no pod of namespace 'other'; ${REMEDY}`,
    ),
    allowed("a Service of what comes with the cluster", {
      extra: [made("v1", "Service", "dns", { spec: { selector: { "k8s-app": "kube-dns" } } }, "kube-system")],
    }),
    refused(
      "a workload that does not select its own pods",
      { deployment: { selector: { matchLabels: { app: "web" } } } },
      `${WEB_ID}: spec.selector {"app":"web"} does not match the labels of its own pods, {"app.kubernetes.io/name":"web","app.kubernetes.io/instance":"web"}; the API server refuses that (selector-matches-pods)`,
    ),
    refused(
      "a workload without a selector",
      { deployment: { selector: undefined } },
      `${WEB_ID}: spec.selector is missing, so no pod is selected; write labels that a pod template has (selector-matches-pods)`,
    ),
    refused(
      "a budget of no pod",
      { deployment: { replicas: 1 }, budget: { selector: { matchExpressions: [{ key: "app", operator: "In", values: ["shop"] }] } } },
      `PodDisruptionBudget.policy/shop/web: spec.selector {"matchExpressions":[{"key":"app","operator":"In","values":["shop"]}]} matches no pod of namespace 'shop'; ${REMEDY}`,
    ),
    allowed("a job that leaves its selector to Kubernetes", {
      extra: [made("batch/v1", "Job", "load", { spec: { template: template("load") } })],
    }),
    refused(
      "a job with a selector of other pods",
      { extra: [made("batch/v1", "Job", "load", { spec: { selector: { matchLabels: { app: "web" } }, template: template("load") } })] },
      'Job.batch/shop/load: spec.selector {"app":"web"} does not match the labels of its own pods, {"app":"load"}; the API server refuses that (selector-matches-pods)',
    ),
    allowed("a policy of all pods", { extra: [policy({ podSelector: {} })] }),
    refused(
      "a policy of no pod",
      { extra: [policy(DB)] },
      `${POLICY}: spec.podSelector {"app":"db"} matches no pod of namespace 'shop'; ${REMEDY}`,
    ),
    refused(
      "a peer that is no pod",
      { extra: [fromPeer(DB)] },
      `${POLICY}: spec.ingress[0].from[0].podSelector {"app":"db"} matches no pod of namespace 'shop'; ${REMEDY}`,
    ),
    refused(
      "a peer that is no pod of another namespace",
      { extra: [space("data"), policy({ egress: [{ to: [{ ...DB, ...IN("data") }] }] })] },
      `${POLICY}: spec.egress[0].to[0].podSelector {"app":"db"} matches no pod of the namespaces with {"kubernetes.io/metadata.name":"data"}; ${REMEDY}`,
    ),
    allowed("a peer in another namespace", { extra: [DATA, fromPeer({ ...DB, ...IN("data") })] }),
    allowed("a peer in namespaces by their labels", {
      extra: [space("data", { team: "data" }), DATA, fromPeer({ ...DB, namespaceSelector: { matchLabels: { team: "data" } } })],
    }),
    refused(
      "a peer of which namespaces by their labels have no pod",
      { extra: [space("data", { team: "data" }), DATA, fromPeer({ ...PODS("x"), namespaceSelector: { matchLabels: { team: "data" } } })] },
      `${POLICY}: spec.ingress[0].from[0].podSelector {"app":"x"} matches no pod of the namespaces with {"team":"data"}; ${REMEDY}`,
    ),
    allowed("a peer in a namespace that the Plan does not make", { extra: [fromPeer({ ...DB, ...IN("data") })] }),
    allowed("a peer in any namespace", { extra: [fromPeer({ ...DB, namespaceSelector: {} })] }),
    allowed("a peer that a connection names as foreign", {
      extra: [space("ops"), fromPeer({ ...PODS("grafana"), ...IN("ops") })],
      facts: { connections: [GRAFANA] },
    }),
    allowed("the cluster's DNS as a peer", {
      extra: [policy({ egress: [{ to: [{ ...PODS("dns"), ...IN("kube-system") }, { ipBlock: { cidr: "10.0.0.0/8" } }] }] })],
    }),
    allowed("a monitor of a Service", { extra: [monitor("ServiceMonitor", { endpoints: [{ port: "http" }] })] }),
    refused(
      "a monitor of no Service",
      { extra: [monitor("ServiceMonitor", { selector: { matchLabels: { app: "db" } }, namespaceSelector: { matchNames: ["shop"] } })] },
      `ServiceMonitor.monitoring.coreos.com/shop/web: spec.selector {"app":"db"} matches no Service of namespace 'shop'; write labels that a Service there has (selector-matches-pods)`,
    ),
    refused(
      "a monitor of no pod",
      { extra: [monitor("PodMonitor", { selector: { matchLabels: { app: "db" } } })] },
      `PodMonitor.monitoring.coreos.com/shop/web: spec.selector {"app":"db"} matches no pod of namespace 'shop'; ${REMEDY}`,
    ),
    allowed("a monitor of others' namespaces", {
      extra: [monitor("ServiceMonitor", { selector: { matchLabels: { app: "db" } }, namespaceSelector: { matchNames: ["data"] } })],
    }),
    refused(
      "a version in a selector",
      { podLabels: { "app.kubernetes.io/version": "1" }, service: { selector: { ...WEB, "app.kubernetes.io/version": "1" } } },
      "Service/shop/web: spec.selector must not contain 'app.kubernetes.io/version': it would lose its pods with the next release; leave the label out (selector-is-stable)",
    ),
    refused(
      "a construct's path in a selector",
      { podLabels: { "cdk8s.io/metadata.addr": "c8" }, deployment: { selector: { matchLabels: { "cdk8s.io/metadata.addr": "c8" } } } },
      `${WEB_ID}: spec.selector must not contain 'cdk8s.io/metadata.addr': it is a hash of the construct's path, so moving code would replace the workload; select by labels of your own (selector-is-stable)`,
    ),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});
