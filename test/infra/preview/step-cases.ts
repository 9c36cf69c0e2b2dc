import { type Case, IMAGE, is } from "./case";
import { api, cache, claim, definition, namespace, object, respec, schema, secret, service, settings, store } from "./objects";
import { CLUSTER, other, paths, type RawStep, step, urnOf } from "./previews";

const STORAGE = "spec.volumeClaimTemplates[0].spec.resources.requests.storage";
const kept = { protect: true };

export const ANEW: readonly Case[] = [
  is("a Deployment", "replace", step("replace", api(), api(), { diff: ["!metadata.name"] }), /all its pods stop before new ones start/),
  is(
    "a DaemonSet",
    "replace",
    step("replace", object("apps/v1", "DaemonSet", "d"), object("apps/v1", "DaemonSet", "d"), { reasons: ["spec.selector"] }),
    /on all nodes/,
  ),
  is(
    "a StatefulSet whose history is limited",
    "replace",
    [step("replace", store(), store("1Gi", { revisionHistoryLimit: 3 }), { diff: ["+!spec.revisionHistoryLimit"] })],
    /its volumes stay, with the size and the class that they have/,
  ),
  is(
    "a StatefulSet whose claims grow",
    "replace",
    step("replace", store(), store("2Gi"), { diff: [`!${STORAGE}`], old: kept, new: kept }),
    /keep their size/,
  ),
  is(
    "a StatefulSet whose claims shrink",
    "data at risk",
    step("replace", store("2Gi"), store(), { diff: [`!${STORAGE}`] }),
    /cannot shrink/,
  ),
  is(
    "a StatefulSet that takes its volumes along",
    "data at risk",
    [
      step(
        "replace",
        store("1Gi", { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" } }),
        store("1Gi", { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" }, serviceName: "other" }),
        { diff: ["!spec.serviceName"] },
      ),
    ],
    /volumes are deleted with it/,
  ),
  is("a Job", "replace", step("replace", schema(), schema("schema:2"), { diff: [`!${IMAGE}`] }), /done again/),
  is(
    "a one-off job under the name of its content",
    "restart",
    [
      step("replace", schema("schema:1", "schema-0123abcd"), schema("schema:2", "schema-99999999"), {
        name: "ta/schema",
        diff: ["!metadata.name", IMAGE],
      }),
    ],
    /done again/,
  ),
  is(
    "a ConfigMap of a provider that keeps them",
    "replace",
    step("replace", settings(), settings({ a: "1" }), { diff: ['-!data["app.yaml"]', "+!data.a"] }),
    /absent for a moment/,
  ),
  is(
    "a Secret of a provider that keeps them",
    "replace",
    step("replace", secret(), secret(), { diff: ["!data.password"] }),
    /enableSecretMutable/,
  ),
  is(
    "a claim",
    "data at risk",
    step("replace", claim(), respec(claim(), { storageClassName: "fast" }), { diff: ["+!spec.storageClassName"] }),
  ),
  is("a namespace", "data at risk", step("replace", namespace(), namespace(), { reasons: ["x"] }), /also what Pulumi does not know/),
  is("a definition", "data at risk", step("replace", definition, definition, { reasons: ["spec.group"] }), /all objects of its kind/),
  is("a Service", "replace", step("replace", service(), service({ clusterIP: "None" }), { diff: ["+!spec.clusterIP"] })),
  is(
    "a custom resource that holds data",
    "data at risk",
    [
      step("replace", cache(), cache(2), { diff: ["!spec.size"] }),
      other("same", "tagenal:index:System", "shop", { oldState: { outputs: { keep: ["Cache.acme.example/ta/cache"] } } }),
    ],
    /holds data/,
  ),
  is("a Deployment that is renamed", "replace", [
    step("replace", api(), { ...api(), metadata: { name: "api2", namespace: "ta" } }, { diff: ["!metadata.name"], name: "ta/api" }),
  ]),
];

const provider = { reasons: ["provider"] } as const;
const cluster: RawStep = {
  op: "replace",
  urn: CLUSTER,
  replaceReasons: ["clusterIdentifier"],
  diffReasons: ["clusterIdentifier"],
  detailedDiff: null,
};

export const AROUND: readonly Case[] = [
  is("a protected namespace whose protection goes", "data at risk", step("same", namespace(), namespace(), { old: kept })),
  is("a protected Deployment whose protection goes", "safe", step("same", api(), api(), { old: kept }), /next run may delete it/),
  is(
    "a protected set that is changed without protection",
    "data at risk",
    step("update", store(), store("1Gi", { replicas: 4 }), { diff: ["spec.replicas"], old: kept }),
  ),
  is(
    "a protected Deployment, unprotected and made anew",
    "data at risk",
    step("replace", api(), api("api:1", { selector: {} }), { diff: ["!spec.selector"], old: kept }),
  ),
  is(
    "another cluster with stateless objects",
    "replace",
    [cluster, step("replace", api(), api(), provider), step("replace", service(), service(), provider)],
    /2 resources with it/,
  ),
  is(
    "another cluster with data",
    "data at risk",
    [cluster, step("replace", api(), api(), provider), step("replace", store(), store(), provider)],
    /1 of them holds data, or the key to it/,
  ),
  is(
    "another region with a database",
    "data at risk",
    [
      other("replace", "aws:rds/instance:Instance", "db", {
        replaceReasons: ["provider"],
        provider: "urn:pulumi:t::shop::pulumi:providers:aws::eu::1",
      }),
    ],
    /to Pulumi it is another place/,
  ),
  is("another kubeconfig", "safe", { op: "update", urn: CLUSTER, detailedDiff: paths("kubeconfig") }, /only how the cluster is reached/),
  is(
    "an object that only gets another name in Pulumi",
    "replace",
    [step("create", undefined, api(), { name: "web" }), step("delete", api(), undefined)],
    /aliases/,
  ),
  is(
    "a claim that only gets another name in Pulumi",
    "data at risk",
    [step("create", undefined, claim(), { name: "f" }), step("delete", claim(), undefined)],
    /making it fails/,
  ),
  is("a namespace that goes", "data at risk", step("delete", namespace(), undefined), /also what the Plan does not know/),
  is("a ConfigMap that goes while nobody knows its readers", "replace", step("delete", settings(), undefined), /not in the preview/),
  is(
    "a budget that goes while nobody knows its pods",
    "restart",
    step("delete", object("policy/v1", "PodDisruptionBudget", "b", { spec: { selector: {} } }), undefined),
  ),
  is(
    "a claim that Pulumi leaves where it is",
    "safe",
    step("delete", claim(), undefined, { old: { retainOnDelete: true } }),
    /stays in the cluster/,
  ),
  is(
    "a protected custom resource made anew",
    "data at risk",
    step("replace", cache(), cache(2), { diff: ["!spec.size"], old: kept, new: kept }),
    /holds data/,
  ),
  is("objects that are read", "nothing", [step("read", settings(), settings()), step("refresh", api(), api())]),
  is("an object that is taken over", "safe", step("import", api(), api()), /takes it as it is/),
  is("a volume that is forgotten", "safe", step("discard", claim(), undefined), /stays in the cluster/),
  is("a step that nobody knows", "replace", step("teleport", api(), api()), /"teleport"/),
  is("a step with data that nobody knows", "data at risk", step("teleport", claim(), claim())),
  is(
    "a gate that waits",
    "safe",
    {
      ...step("update", api(), api(), { diff: ['metadata.annotations["tagenal.dev/awaited"]'] }),
      urn: urnOf("kubernetes:apps/v1:DeploymentPatch", "ta/api/ready"),
    },
    /it sets labels or annotations of a Deployment/,
  ),
  is("a patch of somebody's image", "restart", {
    ...step("update", api(), api(), { diff: [IMAGE] }),
    urn: urnOf("kubernetes:apps/v1:DeploymentPatch", "p"),
  }),
];

const PASSWORD = "random:index/randomPassword:RandomPassword";
const usedBy = (urn: string): RawStep =>
  step("update", secret(), secret(), { diff: ["data.password"], new: { dependencies: [urn] }, old: { dependencies: [urn] } });
const release = "kubernetes:helm.sh/v3:Release";

export const OTHERS: readonly Case[] = [
  is(
    "a password made anew that a Secret has",
    "data at risk",
    [other("replace", PASSWORD, "mysql"), usedBy(urnOf(PASSWORD, "mysql"))],
    /cannot be made again/,
  ),
  is("a password that goes and that no Secret has", "replace", [other("delete", PASSWORD, "mysql"), usedBy("urn:pulumi:t::shop::a::b")]),
  is("a password that is new", "safe", other("create", PASSWORD, "mysql")),
  is("a bucket that goes", "data at risk", other("delete", "aws:s3/bucket:Bucket", "files")),
  is("a database made anew", "data at risk", other("replace", "aws:rds/instance:Instance", "db"), /what it holds with it/),
  is(
    "a database that is changed",
    "safe",
    other("update", "aws:rds/instance:Instance", "db", { detailedDiff: paths("backupWindow") }),
    /only its own provider knows/,
  ),
  is("a role made anew", "replace", other("replace", "aws:iam/role:Role", "pods"), /only its own provider knows/),
  is("a release that is changed", "restart", other("update", release, "redis")),
  is("a release that goes", "data at risk", other("delete", release, "redis")),
  is("the stack and a component that are new", "nothing", [
    other("create", "pulumi:pulumi:Stack", "shop-t", { newState: { custom: false } }),
    other("create", "acme:index:Shop", "shop", { newState: { custom: false } }),
  ]),
];
