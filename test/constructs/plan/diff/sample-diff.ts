import type { Change, PlanDiff } from "../../../../constructs/plan/diff/change";

/** What no output may show. */
export const SECRET_VALUES: readonly string[] = ["aHVudGVyMg==", "c2VjcmV0LW5vdw==", "in-an-annotation"];

/** Texts that mean something to terminals, Markdown, HTML, YAML, GitHub and GitLab. */
export const AWKWARD = "a | b `c` <img src=x> **d** @platform #123 !7 GH-9 acme/shop#5 :100: $x$ \u001b[31m\u202e line\n/close\n- e";

const keyspace: Change = {
  class: "data at risk",
  rule: "asset-removed",
  subject: "keyspace vitess/tagenal articles",
  event: "removed",
  what: "removed",
  why: "its shards -80, 80- and their volumes would be deleted",
  remedy: "keep the keyspace",
  fields: [],
  phase: 4,
};

const renamed: Change = {
  class: "data at risk",
  rule: "renamed",
  subject: "StatefulSet shop/mysql",
  object: "StatefulSet.apps/shop/database",
  event: "renamed",
  what: "now StatefulSet shop/database",
  why: "a new one is made, empty; the data stay with the old one",
  remedy: 'keep the name: name: "mysql"; or copy the data to the new one before the old one goes',
  fields: [{ path: "metadata.name", before: "mysql", after: "database" }],
  phase: 2,
  allowed: { until: "2027-01-31", why: "the data are copied by the job move-mysql" },
};

const selector: Change = {
  class: "replace",
  rule: "selector",
  subject: "Deployment edge/traefik",
  object: "Deployment.apps/edge/traefik",
  event: "selector changed",
  what: "selector changed",
  why: "all its pods stop before new ones start",
  fields: [{ path: "spec.selector.matchLabels[app.kubernetes.io/name]", before: "traefik", after: "edge" }],
  phase: 1,
};

const image: Change = {
  class: "restart",
  rule: "pods-renewed",
  subject: "StatefulSet cache/redis",
  object: "StatefulSet.apps/cache/redis",
  event: "pods renewed",
  what: "image valkey:9.0.4 → valkey:9.1.2",
  why: "one pod at a time, from the last to the first, 6 pods",
  fields: [{ path: "spec.template.spec.containers[redis].image", before: "valkey:9.0.4", after: "valkey:9.1.2" }],
  phase: 2,
};

const long: Change = {
  class: "restart",
  rule: "pods-renewed",
  subject: "Deployment shop/web",
  object: "Deployment.apps/shop/web",
  event: "pods renewed",
  what: "env[FLAGS].value changed",
  why: "new ones are ready before old ones stop, 2 pods",
  remedy: "roll it out when few are in the shop",
  fields: [
    {
      path: "spec.template.spec.containers[web].env[FLAGS].value",
      before: `${"cart=on,".repeat(500)}checkout=old`,
      after: `${"cart=on,".repeat(500)}checkout=new`,
    },
    { path: "spec.template.spec.containers[web].ports", after: [{ name: "http", containerPort: 8080 }] },
    { path: "spec.template.spec.priority", before: "10", after: 10 },
  ],
  phase: 2,
};

const rules: Change = {
  class: "safe",
  rule: "configuration",
  subject: "ConfigMap monitoring/rules",
  object: "ConfigMap/monitoring/rules",
  event: "data changed",
  what: "data[rules.yaml] 1 line added",
  why: "read anew within a minute",
  fields: [
    {
      path: "data[rules.yaml]",
      before: `groups:\n${Array.from({ length: 12 }, (_, index) => `- alert: Rule${index}`).join("\n")}\n`,
      after: `groups:\n${Array.from({ length: 12 }, (_, index) => `- alert: Rule${index}`).join("\n")}\n- alert: LastOfAll\n`,
    },
  ],
  phase: 0,
};

const awkward: Change = {
  class: "safe",
  rule: "configuration",
  subject: "ConfigMap shop/awkward",
  object: "ConfigMap/shop/awkward",
  event: "data changed",
  what: AWKWARD,
  why: AWKWARD,
  fields: [
    { path: "data[fence.md]", before: "one\n```\n</details>\n@platform\n", after: "one\n````\n</details>\n#123\n" },
    { path: "data[motd]", before: "hello", after: AWKWARD },
  ],
  phase: 0,
};

const secret: Change = {
  class: "safe",
  rule: "configuration",
  subject: "Secret shop/mysql",
  object: "Secret/shop/mysql",
  event: "data changed",
  what: "data.password [secret] → [secret]",
  why: "pods see it when they start anew",
  fields: [
    { path: "data.password", before: SECRET_VALUES[0], after: SECRET_VALUES[1] },
    { path: "metadata.annotations[acme.example/copy]", after: SECRET_VALUES[2] },
    { path: "metadata.labels.tier", before: "one", after: "two" },
  ],
  phase: 0,
};

/** A comparison in which everything occurs. */
export const SAMPLE: PlanDiff = {
  system: "lecture",
  environment: "minikube",
  before: "git:main",
  after: "the code",
  changes: [keyspace, renamed, selector, image, long, rules, awkward, secret],
  worst: "data at risk",
  unchanged: 40,
  rollout: [
    "changed: ConfigMap monitoring/rules, ConfigMap shop/awkward, Secret shop/mysql; then all of it is awaited",
    "interrupted or made anew: Deployment edge/traefik",
    "made beside the old one: StatefulSet shop/mysql; pods renewed: StatefulSet cache/redis, Deployment shop/web; then all of it is awaited, one after the other",
    "removed: keyspace vitess/tagenal articles",
  ],
  notes: ['the allowance of "Service shop/web removed" allows nothing; remove it'],
};

/** One in which nothing does. */
export const NOTHING: PlanDiff = { ...SAMPLE, changes: [], worst: undefined, unchanged: 43, rollout: [], notes: [] };

/** The sample's changes of some classes only. */
export function only(...classes: readonly Change["class"][]): PlanDiff {
  const changes = SAMPLE.changes.filter((change) => classes.includes(change.class));
  return { ...SAMPLE, changes, worst: changes.find(({ allowed }) => !allowed)?.class ?? "safe" };
}

/** Many changes of one class, each of its own object. */
export function many(count: number, kind: "safe" | "restart" | "replace" | "data at risk"): Change[] {
  const like = { safe: rules, restart: image, replace: selector, "data at risk": keyspace }[kind];
  return Array.from({ length: count }, (_, index) => ({ ...like, subject: `${like.subject}-${index}` }));
}
