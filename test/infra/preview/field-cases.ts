import { type Case, IMAGE, is } from "./case";
import { api, cache, claim, definition, namespace, object, respec, schema, secret, service, settings, store } from "./objects";
import { type RawStep, step } from "./previews";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The same step, without what is written on either side. */
const bare = ({ op, urn, detailedDiff }: RawStep): RawStep => ({ op, urn, detailedDiff: detailedDiff ?? null });
const annotated = (annotations: object): ReturnType<typeof claim> => ({
  ...claim(),
  metadata: { name: "files", namespace: "ta", annotations: annotations as never },
});

export const FIELDS: readonly Case[] = [
  is("an image of a Deployment", "restart", step("update", api(), api("api:2"), { diff: [IMAGE] }), /image api:1 → api:2.*3 pods/),
  is(
    "an image of a StatefulSet",
    "restart",
    step("update", store(), store("1Gi", { template: { spec: { containers: [{ name: "web", image: "store:2" }] } } }), { diff: [IMAGE] }),
  ),
  is("more replicas", "safe", step("update", api(), api("api:1", { replicas: 5 }), { diff: ["spec.replicas"] }), /scaled out/),
  is("no replicas", "replace", step("update", api(), api("api:1", { replicas: 0 }), { diff: ["spec.replicas"] }), /nothing of it runs/),
  is(
    "fewer members than a majority",
    "data at risk",
    step("update", store(), store("1Gi", { replicas: 1 }), { diff: ["spec.replicas"] }),
    /no majority/,
  ),
  is(
    "another ConfigMap's content",
    "safe",
    step("update", settings(), settings({ "app.yaml": "a: 2" }), { diff: ['data["app.yaml"]'] }),
    /see it/,
  ),
  is(
    "a key of a Secret",
    "safe",
    step("update", secret(), secret(), { diff: ["data.password"] }),
    /data\.password \[secret\] → \[secret\]/,
  ),
  is("a new key of a Secret", "safe", step("update", secret(), secret(), { diff: ["+data.token"] }), /data\.token added: \[secret\]/),
  is("a larger claim", "safe", step("update", claim(), claim("2Gi"), { diff: ["spec.resources.requests.storage"] }), /grows/),
  is(
    "a smaller claim",
    "data at risk",
    step("update", claim("2Gi"), claim(), { diff: ["spec.resources.requests.storage"] }),
    /cannot shrink/,
  ),
  is("a port that goes", "replace", step("update", service(), service({ ports: [] }), { diff: ["-spec.ports[0]"] }), /port removed/),
  is("a custom resource", "restart", step("update", cache(), cache(2), { diff: ["spec.size"] }), /only its operator knows/),
  is("only labels", "safe", step("update", namespace(), namespace({ team: "a" }), { diff: ["+metadata.labels.team"] })),
  is("stricter pods", "restart", [
    step("update", namespace(), namespace({ "pod-security.kubernetes.io/enforce": "restricted" }), {
      diff: ['+metadata.labels["pod-security.kubernetes.io/enforce"]'],
    }),
  ]),
  is(
    "a protecting annotation that goes",
    "data at risk",
    step("update", annotated({ "pulumi.com/retainOnDelete": "true" }), annotated({}), {
      diff: ['-metadata.annotations["pulumi.com/retainOnDelete"]'],
    }),
    /protection removed/,
  ),
  is(
    "a default that is written out",
    "safe",
    step("update", api(), api("api:1", { paused: false }), { diff: ["+spec.paused"] }),
    /for what is there already/,
  ),
  is(
    "what the last run did not see ready",
    "safe",
    step("update", schema(), schema(), { diff: [], old: { initErrors: ["x"] } }),
    /awaited again/,
  ),
  is(
    "an image of what was read anew before",
    "restart",
    [step("refresh", api("api:0"), api()), step("update", api(), api("api:2"), { diff: [IMAGE] })],
    /image api:1 → api:2/,
  ),
  is("inputs that were applied, where the program's are missing", "restart", [
    {
      ...step("update", api(), api("api:2"), { diff: [IMAGE] }),
      oldState: { inputs: {}, outputs: { __inputs: api() } },
    },
  ]),
];

export const HIDDEN: readonly Case[] = [
  is("an image, by its path alone", "restart", bare(step("update", api(), api(), { diff: [IMAGE] })), /by its own strategy/),
  is(
    "a number of pods of a Deployment, by its path alone",
    "replace",
    bare(step("update", api(), api(), { diff: ["spec.replicas"] })),
    /in the worst case/,
  ),
  is(
    "a number of members, by its path alone",
    "data at risk",
    bare(step("update", store(), store(), { diff: ["spec.replicas"] })),
    /not shown/,
  ),
  is(
    "the size of a claim, by its path alone",
    "data at risk",
    bare(step("update", claim(), claim(), { diff: ["spec.resources.requests.storage"] })),
  ),
  is("the number of a port, by its path alone", "replace", bare(step("update", service(), service(), { diff: ["spec.ports[0].port"] }))),
  is("a port that is added, by its path alone", "safe", bare(step("update", service(), service(), { diff: ["+spec.ports[1]"] }))),
  is(
    "a rule of a Role, by its path alone",
    "replace",
    bare(step("update", object("rbac.authorization.k8s.io/v1", "Role", "r"), undefined, { diff: ["rules"] })),
  ),
  is(
    "a version of a definition that goes, by its path alone",
    "data at risk",
    bare(step("update", definition, undefined, { diff: ["-spec.versions[1]"] })),
  ),
  is("a label, by its path alone", "safe", bare(step("update", api(), api(), { diff: ["metadata.labels.team"] }))),
  is("a Secret's key, by its path alone", "safe", bare(step("update", secret(), secret(), { diff: ["data.password"] }))),
  is("an update of which nothing is said", "data at risk", bare(step("update", store(), store()))),
  is("an update of a Deployment of which nothing is said", "replace", bare(step("update", api(), api()))),
  is(
    "a number that is known only later",
    "replace",
    step("update", api(), api("api:1", { replicas: UNKNOWN }), { diff: ["spec.replicas"] }),
    /\[unknown\]|not shown/,
  ),
  is("an image that is known only later", "restart", step("update", api(), api(UNKNOWN), { diff: [IMAGE] }), /api:1 → \[unknown\]/),
  is(
    "containers that are secret as a whole",
    "restart",
    step(
      "update",
      api("api:1", { template: { spec: { containers: "[secret]", volumes: "[secret]" } } }),
      api("api:1", { template: { spec: { containers: "[secret]", volumes: "[secret]" } } }),
      { diff: ["spec.template.spec.containers[0].env[0].value"] },
    ),
  ),
  is(
    "containers that become secret as a whole",
    "restart",
    step("update", api(), api("api:1", { template: { metadata: { labels: { app: "api" } }, spec: { containers: "[secret]" } } }), {
      diff: ["spec.template.spec.containers"],
    }),
    /spec\.template\.spec\.containers changed/,
  ),
  is(
    "a number of members that is secret",
    "data at risk",
    step("update", store("1Gi", { replicas: "[secret]" }), store("1Gi", { replicas: "[secret]" }), { diff: ["spec.replicas"] }),
  ),
  is(
    "a ConfigMap whose content is secret",
    "safe",
    step("update", { ...settings(), data: "[secret]" }, { ...settings(), data: "[secret]" }, { diff: ["data.a"] }),
  ),
  is(
    "an update without details of what is secret",
    "replace",
    step("update", respec(service(), { selector: "[secret]" }), respec(service(), { selector: "[secret]" })),
  ),
  is("an object that is new, without its content", "safe", bare(step("create", undefined, api()))),
  is("a Deployment that goes, without its content", "replace", bare(step("delete", api(), undefined)), /what runs of it stops/),
  is("a StatefulSet that goes, without its content", "data at risk", bare(step("delete", store(), undefined))),
  is("a custom resource that goes, without its content", "replace", bare(step("delete", cache(), undefined))),
  is(
    "an object whose name is known only later, by its name in Pulumi",
    "safe",
    step("update", api(), { ...api(), metadata: { name: UNKNOWN, namespace: "ta" } }, { diff: ["+metadata.labels.a"], name: "ta/api" }),
    /labels or annotations changed/,
  ),
];
