import type { Manifest } from "../../../../../constructs/plan";
import { deployment, object, ofCluster, set, template } from "./manifests";
import { HOME, shop } from "./shop";
import type { LabProof, Trial } from "./trial";

const RBAC = "rbac.authorization.k8s.io/v1";
const account = (name: string) => object("v1", "ServiceAccount", name, { automountServiceAccountToken: false });
const rule = (resources: readonly string[], verbs: readonly string[]) => ({ apiGroups: [""], resources, verbs });
const role = (...rules: readonly object[]) => object(RBAC, "Role", "reader", { rules });
const subject = (name: string) => ({ kind: "ServiceAccount", name, namespace: HOME });
const binding = (...names: readonly string[]) =>
  object(RBAC, "RoleBinding", "reader", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
    subjects: names.map(subject),
  });
const web = deployment("web", { template: template("web", {}, { serviceAccountName: "web" }) });
const pods = [account("web"), web];
const reads = rule(["configmaps", "secrets"], ["get", "list"]);
const of = (...rights: readonly Manifest[]) => shop([...pods, ...rights]);
const FORBIDDEN: LabProof = { sees: "forbidden", account: "web", verb: "get", resource: "secrets" };

/** Accounts and their rights. */
export const ACCESS: readonly Trial[] = [
  {
    name: "a Role allows more",
    class: "safe",
    because: "permissions are purely additive",
    before: of(role(reads), binding("web")),
    after: of(role(reads, rule(["pods"], ["get"])), binding("web")),
    lab: { sees: "kept" },
  },
  {
    name: "a Role no longer allows a resource",
    class: "replace",
    because: "there are no deny rules: what no rule allows is forbidden, at once",
    before: of(role(reads), binding("web")),
    after: of(role(rule(["configmaps"], ["get", "list"])), binding("web")),
    says: /secrets/,
    lab: FORBIDDEN,
  },
  {
    name: "a Role no longer allows a verb",
    class: "replace",
    because: "what no rule allows is forbidden",
    before: of(role(reads), binding("web")),
    after: of(role(rule(["configmaps", "secrets"], ["list"])), binding("web")),
    lab: FORBIDDEN,
  },
  {
    name: "a Role allows certain names only",
    class: "replace",
    because: "resourceNames restrict a rule to these objects",
    before: of(role(reads), binding("web")),
    after: of(role({ ...reads, resourceNames: ["key"] }), binding("web")),
    lab: FORBIDDEN,
  },
  {
    name: "a Role allows with a star what it listed before",
    class: "safe",
    because: "the star means all verbs",
    before: of(role(reads), binding("web")),
    after: of(role(rule(["configmaps", "secrets"], ["*"])), binding("web")),
  },
  {
    name: "a ClusterRole no longer allows a resource",
    class: "replace",
    because: "what no rule allows is forbidden",
    before: of(ofCluster(RBAC, "ClusterRole", "reader", { rules: [rule(["nodes", "pods"], ["get"])] })),
    after: of(ofCluster(RBAC, "ClusterRole", "reader", { rules: [rule(["pods"], ["get"])] })),
  },
  {
    name: "a RoleBinding is for one more account",
    class: "safe",
    because: "subjects may be added",
    before: of(role(reads), binding("web")),
    after: of(role(reads), binding("web", "worker")),
  },
  {
    name: "a RoleBinding is no longer for an account",
    class: "replace",
    because: "the account has lost the Role's rights",
    before: of(role(reads), binding("web", "worker")),
    after: of(role(reads), binding("worker")),
    lab: FORBIDDEN,
  },
  {
    name: "a RoleBinding binds another Role",
    class: "replace",
    because: "after a binding is made, its roleRef cannot be changed",
    before: of(role(reads), binding("web")),
    after: of(role(reads), set(binding("web"), "roleRef.name", "writer")),
    lab: { sees: "refused", says: /cannot change roleRef/ },
  },
  {
    name: "a RoleBinding goes while pods of its account stay",
    class: "replace",
    because: "the account has lost the Role's rights",
    before: of(role(reads), binding("web")),
    after: of(role(reads)),
    lab: FORBIDDEN,
  },
  {
    name: "a Role and its binding go whose account no pod runs as",
    class: "safe",
    because: "no pod runs as the account",
    before: shop([role(reads), binding("batch"), deployment("other"), account("batch")]),
    after: shop([deployment("other")]),
    lab: { sees: "kept" },
  },
  {
    name: "a ServiceAccount goes that pods need",
    class: "replace",
    because: "pods of an account that does not exist are not admitted",
    before: shop(pods),
    after: shop([web]),
    lab: { sees: "no successor", says: /serviceaccount .{0,60}not found/ },
  },
  {
    name: "a ServiceAccount goes that nobody needs",
    class: "safe",
    because: "no pod runs as it",
    before: shop([...pods, account("old")]),
    after: shop(pods),
    lab: { sees: "kept" },
  },
];
