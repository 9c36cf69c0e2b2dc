type Expected = readonly [name: string, risk: string, says: RegExp, step: object];

const urn = (type: string, name: string): string => `urn:pulumi:dev::t::tagenal:index:System$${type}::${name}`;
const update = (path: string): object => ({ [path]: { kind: "update", inputDiff: false } });
const SELECTOR = 'spec.selector.matchLabels["cdk8s.io/metadata.addr"]';
const CLAIM = "spec.volumeClaimTemplates[0].spec.resources.requests.storage";

/** Steps as a real engine printed them (CLI 3.259, provider 4.32), shortened: without the inputs of the states. */
export const SAMPLES: readonly Expected[] = [
  [
    "another image of a Deployment",
    "restart",
    /pods renewed .*containers\[0\]\.image/,
    {
      op: "update",
      urn: urn("kubernetes:apps/v1:Deployment", "t:ta/api1"),
      detailedDiff: update("spec.template.spec.containers[0].image"),
    },
  ],
  [
    "larger claims of a protected StatefulSet",
    "data at risk",
    /storage changed .*values are not shown/,
    {
      op: "replace",
      urn: urn("kubernetes:apps/v1:StatefulSet", "t:td/ss0"),
      replaceReasons: [CLAIM],
      detailedDiff: { [CLAIM]: { kind: "update-replace", inputDiff: false } },
      oldState: { protect: true, pendingReplacement: true },
    },
  ],
  [
    "another image of a Job",
    "replace",
    /its work is done again/,
    {
      op: "replace",
      urn: urn("kubernetes:batch/v1:Job", "t:ta/schema"),
      replaceReasons: ["spec.template.spec.containers[0].image"],
      detailedDiff: { "spec.template.spec.containers[0].image": { kind: "update-replace", inputDiff: false } },
    },
  ],
  [
    "a selector that follows the path of the construct",
    "replace",
    /all its pods stop before new ones start/,
    {
      op: "replace",
      urn: urn("kubernetes:apps/v1:Deployment", "t:ta/api0"),
      replaceReasons: [SELECTOR],
      detailedDiff: { [SELECTOR]: { kind: "update-replace" }, ...update('spec.template.metadata.labels["cdk8s.io/metadata.addr"]') },
    },
  ],
  [
    "another password in a Secret",
    "safe",
    /data\.dsn, data\.password changed/,
    {
      op: "update",
      urn: urn("kubernetes:core/v1:Secret", "t:td/db"),
      detailedDiff: { ...update("data.dsn"), ...update("data.password") },
      newState: { inputs: { data: "[secret]" } },
    },
  ],
];
