import { Given, type Wanted } from "./given";
import { type NodesConfiguration, readNodes } from "./nodes-configuration";
import { type PodIdentityConfiguration, readPodIdentities } from "./pod-identities-configuration";
import { type Problem, RefusedError } from "./problem";

/** Logs of the control plane that EKS can keep. */
export const CONTROL_PLANE_LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** Everything in which one cluster differs from another, checked. Pulumi.yaml describes each. */
export interface Configuration {
  readonly region: string;
  readonly clusterName: string;
  readonly kubernetesVersion: string;
  /** Three, or none: then the first three of the region. */
  readonly zones: readonly string[];
  readonly natGateways: "one" | "zonal";
  /** Who reaches the Kubernetes API from outside the VPC; nobody where it is empty. */
  readonly publicAccessCidrs: readonly string[];
  /** The ARNs of roles and users. */
  readonly administrators: readonly string[];
  readonly controlPlaneLogs: readonly string[];
  readonly logRetentionDays: number;
  readonly nodes: NodesConfiguration;
  readonly podIdentities: readonly PodIdentityConfiguration[];
  readonly buildImages: boolean;
  readonly deletionProtection: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** What CloudWatch allows. */
const RETENTIONS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

// The other partitions have other ARNs, and policies of other names.
const REGION: Wanted = {
  want: 'a region of the partition aws, such as "eu-central-1"',
  ok: (text) => /^(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d$/.test(text),
};
const CLUSTER_NAME: Wanted = {
  want: "at most 25 lower-case letters, digits and '-', beginning with a letter",
  ok: (text) => /^[a-z][a-z0-9-]{0,24}$/.test(text),
};
const VERSION: Wanted = { want: 'a minor version of Kubernetes, such as "1.34"', ok: (text) => /^1\.\d\d$/.test(text) };
const CIDR: Wanted = { want: 'an address range such as "203.0.113.0/24"', ok: isCidr };
const ADMINISTRATOR: Wanted = {
  want: 'the ARN of an IAM role or user, such as "arn:aws:iam::123456789012:role/platform" (of an assumed role the role itself)',
  ok: (text) => /^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/.test(text),
};
const LOG: Wanted = { want: `one of ${CONTROL_PLANE_LOGS.join(", ")}`, ok: (text) => CONTROL_PLANE_LOGS.some((log) => log === text) };
const TAG: Wanted = { want: "a text; the key must not begin with 'aws:'", ok: (pair) => !/^aws:/i.test(pair) };

/**
 * Reads a stack's configuration: a pure function of what was given.
 * @param values by key, without the project's name; lists and objects may be JSON
 * @param where what the configuration is of: "stack eks"
 * @throws RefusedError with everything that is wrong
 */
export function readConfiguration(values: Readonly<Record<string, unknown>>, where: string): Configuration {
  const problems: Problem[] = [];
  const given = new Given(values, (message) => problems.push({ path: "configuration", message }));
  const region = given.text("region", REGION);
  const configuration: Configuration = {
    region,
    clusterName: given.text("clusterName", CLUSTER_NAME, "tagenal"),
    kubernetesVersion: given.text("kubernetesVersion", VERSION, "1.34"),
    zones: readZones(given, region),
    natGateways: given.oneOf("natGateways", ["one", "zonal"], "one") ?? "one",
    publicAccessCidrs: readPublicAccess(given),
    administrators: given.texts("administrators", { ...ADMINISTRATOR, least: 1 }),
    controlPlaneLogs: given.texts("controlPlaneLogs", { ...LOG, otherwise: ["audit", "authenticator"] }),
    logRetentionDays: readRetention(given),
    nodes: readNodes(given),
    podIdentities: readPodIdentities(given),
    buildImages: given.flag("buildImages", true),
    deletionProtection: given.flag("deletionProtection", true),
    tags: given.record("tags", TAG),
  };
  given.end();
  if (problems.length > 0) throw new RefusedError(problems, where);
  return configuration;
}

function readZones(given: Given, region: string): string[] {
  const ok = (zone: string): boolean => zone.startsWith(region) && /^[a-z]$/.test(zone.slice(region.length));
  const zones = given.texts("zones", { want: `a zone of ${region || "the region"}, such as "${region}a"`, ok, otherwise: [] });
  given.must(zones.length === 0 || zones.length === 3, "zones", "three zones, or none for the first three of the region", zones);
  return zones;
}

function readPublicAccess(given: Given): string[] {
  const cidrs = given.texts("publicAccessCidrs", CIDR);
  given.must(
    cidrs.length < 2 || !cidrs.includes("0.0.0.0/0"),
    "publicAccessCidrs",
    "either 0.0.0.0/0, for everybody, or the ranges of some",
    cidrs,
  );
  return cidrs;
}

function readRetention(given: Given): number {
  const days = given.integer("logRetentionDays", { min: 1, max: 3653, otherwise: 30 });
  given.must(RETENTIONS.includes(days), "logRetentionDays", `one of ${RETENTIONS.join(", ")}`, days);
  return days;
}

function isCidr(text: string): boolean {
  const [, address = "", bits = ""] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const bytes = address.split(".").map(Number);
  return bytes.length === 4 && bytes.every((byte) => byte <= 255) && bits !== "" && Number(bits) <= 32;
}
