import { type Configuration, readConfiguration } from "../configuration";

const REQUIRED = {
  region: "eu-central-1",
  administrators: ["arn:aws:iam::123456789012:role/platform"],
  publicAccessCidrs: ["203.0.113.0/24"],
};

const read = (values: object): Configuration => readConfiguration({ ...REQUIRED, ...values }, "stack eks");

/** The lines that are said of a configuration, without what all of them begin with. */
function said(values: Readonly<Record<string, unknown>>): string[] {
  try {
    readConfiguration(values, "stack eks");
    return [];
  } catch (error) {
    return linesOf((error as Error).message);
  }
}

function linesOf(message: string): string[] {
  const [head, ...lines] = message.split("\n");
  expect(head).toBe(`${lines.length} problem${lines.length === 1 ? "" : "s"} in stack eks:`);
  return lines.map((line) => line.replace("  configuration: ", ""));
}

test("three things must be said, the rest has defaults", () => {
  expect(read({})).toEqual({
    ...REQUIRED,
    clusterName: "tagenal",
    kubernetesVersion: "1.34",
    zones: [],
    natGateways: "one",
    controlPlaneLogs: ["audit", "authenticator"],
    logRetentionDays: 30,
    nodes: { kind: "auto", cpu: 16, memoryGib: 64 },
    podIdentities: [],
    buildImages: true,
    deletionProtection: true,
    tags: {},
  });
});

test("values come as Pulumi hands them over: all of them as text", () => {
  const texts = Object.entries({
    ...REQUIRED,
    kubernetesVersion: "1.35",
    zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    logRetentionDays: 90,
    nodes: { kind: "managed", instanceTypes: ["m7i.large", "m6i.large"], perZone: 3 },
    podIdentities: { music: { namespace: "music", serviceAccount: "db", grants: [{ kind: "dynamodb", tablePrefix: "music-" }] } },
    buildImages: false,
    tags: { team: "platform" },
  }).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  expect(readConfiguration(Object.fromEntries(texts), "stack eks")).toMatchObject({
    kubernetesVersion: "1.35",
    zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
    logRetentionDays: 90,
    nodes: { kind: "managed", instanceTypes: ["m7i.large", "m6i.large"], perZone: 3, diskGib: 50 },
    podIdentities: [{ name: "music", namespace: "music", serviceAccount: "db", grants: [{ kind: "dynamodb", tablePrefix: "music-" }] }],
    buildImages: false,
    tags: { team: "platform" },
  });
});

test("all mistakes are said at once: missing, mistyped, unknown", () => {
  expect(
    said({
      administrators: ["arn:aws:sts::123456789012:assumed-role/platform/me"],
      publicAcessCidrs: [],
      nodes: { kind: "auto", cpus: 8, memoryGib: "64" },
      logRetentionDays: 31,
      deletionProtection: "no",
      natGateways: 3,
    }),
  ).toEqual([
    `'administrators[0]' must be the ARN of an IAM role or user, such as "arn:aws:iam::123456789012:role/platform" (of an assumed role the role itself), got "arn:aws:sts::123456789012:assumed-role/platform/me"`,
    `'deletionProtection' must be true or false, got "no"`,
    `'logRetentionDays' must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got 31`,
    `'natGateways' must be one of "one", "zonal", got 3`,
    `'nodes.cpus' is not known, did you mean cpu?`,
    `'nodes.memoryGib' must be an integer from 4 to 100000, got "64"`,
    `'publicAccessCidrs' must be a list, each of it an address range such as "203.0.113.0/24", got nothing`,
    `'publicAcessCidrs' is not known, did you mean publicAccessCidrs?`,
    `'region' must be a region of the partition aws, such as "eu-central-1", got nothing`,
  ]);
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  [
    "a region of another partition",
    { region: "cn-north-1" },
    `'region' must be a region of the partition aws, such as "eu-central-1", got "cn-north-1"`,
  ],
  [
    "a version with a patch",
    { kubernetesVersion: "1.34.2" },
    `'kubernetesVersion' must be a minor version of Kubernetes, such as "1.34", got "1.34.2"`,
  ],
  [
    "a name that is too long for what is named after it",
    { clusterName: "a".repeat(26) },
    `'clusterName' must be at most 25 lower-case letters, digits and '-', beginning with a letter, got "${"a".repeat(26)}"`,
  ],
  ["nobody who may do anything", { administrators: [] }, `'administrators' must be a list of at least 1, got []`],
  [
    "everybody and some",
    { publicAccessCidrs: ["0.0.0.0/0", "203.0.113.0/24"] },
    `'publicAccessCidrs' must be either 0.0.0.0/0, for everybody, or the ranges of some, got ["0.0.0.0/0","203.0.113.0/24"]`,
  ],
  [
    "an address without a range",
    { publicAccessCidrs: ["203.0.113.7"] },
    `'publicAccessCidrs[0]' must be an address range such as "203.0.113.0/24", got "203.0.113.7"`,
  ],
  [
    "a zone of another region",
    { zones: ["eu-central-1a", "eu-central-1b", "eu-west-1c"] },
    `'zones[2]' must be a zone of eu-central-1, such as "eu-central-1a", got "eu-west-1c"`,
  ],
  [
    "two zones",
    { zones: ["eu-central-1a", "eu-central-1b"] },
    `'zones' must be three zones, or none for the first three of the region, got ["eu-central-1a","eu-central-1b"]`,
  ],
  [
    "the same zone twice",
    { zones: ["a", "b", "b"].map((zone) => `eu-central-1${zone}`) },
    `'zones' must be a list with nothing twice, got ["eu-central-1a","eu-central-1b","eu-central-1b"]`,
  ],
  [
    "a log that EKS has not",
    { controlPlaneLogs: ["all"] },
    `'controlPlaneLogs[0]' must be one of api, audit, authenticator, controllerManager, scheduler, got "all"`,
  ],
  ["nodes without a kind", { nodes: {} }, `'nodes.kind' must be one of "auto", "managed", got nothing`],
  ["nodes that are a word", { nodes: "managed" }, `'nodes' must be an object, got "managed"`],
  [
    "limits of Auto Mode for managed nodes",
    { nodes: { kind: "managed", cpu: 8 } },
    `'nodes.cpu' is for nodes of kind "auto", and 'nodes.kind' is "managed"`,
  ],
  [
    "instance types for Auto Mode",
    { nodes: { kind: "auto", instanceTypes: ["m6i.large"] } },
    `'nodes.instanceTypes' is for nodes of kind "managed", and 'nodes.kind' is "auto"`,
  ],
  ["tags of AWS' own", { tags: { "aws:owner": "me" } }, `'tags.aws:owner' must be a text; the key must not begin with 'aws:', got "me"`],
])("refuses %s", (_what, values, line) => {
  expect(said({ ...REQUIRED, ...values })).toEqual([line]);
});

test("instances with ARM processors are refused by their name", () => {
  const types = ["t4g.large", "m6g.large", "c7gn.xlarge", "im4gn.large", "is4gen.large", "a1.large", "g5g.xlarge", "m8g.metal-24xl"];
  expect(said({ ...REQUIRED, nodes: { kind: "managed", instanceTypes: types } })).toHaveLength(types.length);
  const others = ["m6i.large", "g4dn.xlarge", "g6e.xlarge", "m7i-flex.large", "u7i-12tb.224xlarge", "r7iz.metal-16xl", "m7a.large"];
  expect(said({ ...REQUIRED, nodes: { kind: "managed", instanceTypes: others } })).toEqual([]);
});

test("pod identities: each service account once, each grant with what belongs to it", () => {
  const grants = [{ kind: "backups", prefix: "vitess/" }];
  expect(
    said({
      ...REQUIRED,
      podIdentities: {
        Vitess: { namespace: "vitess", serviceAccount: "vttablet", grants },
        twin: { namespace: "vitess", serviceAccount: "vttablet", grants: [{ kind: "backups", tablePrefix: "x" }] },
        nothing: { namespace: "music", serviceAccount: "db", grants: [] },
        typo: { namespace: "music", serviceaccount: "web", grants: [{ kind: "dynamo" }] },
        text: "music/db",
      },
    }),
  ).toEqual([
    `'podIdentities' must be by names of at most 30 lower-case letters, digits and '-', beginning and ending with a letter or digit, got "Vitess"`,
    `'podIdentities' must be of a service account once only, as EKS gives each one role, got ["vitess/vttablet"]`,
    `'podIdentities.nothing.grants' must be a list of at least 1, got []`,
    `'podIdentities.text' must be an object, got "music/db"`,
    `'podIdentities.twin.grants[0].prefix' must be a prefix that ends with "/", such as "vitess/", got nothing`,
    `'podIdentities.twin.grants[0].tablePrefix' is for grants of kind "dynamodb"`,
    `'podIdentities.typo.grants[0].kind' must be one of "backups", "dynamodb", got "dynamo"`,
    `'podIdentities.typo.serviceAccount' must be a name of Kubernetes: at most 63 lower-case letters, digits and '-', got nothing`,
    `'podIdentities.typo.serviceaccount' is not known, did you mean serviceAccount?`,
  ]);
});
