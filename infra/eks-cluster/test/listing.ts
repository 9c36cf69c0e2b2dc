import { stringify } from "yaml";
import type { Inputs, Made, Registered } from "./cloud";

/** What matters of each kind of resource, in a few words. */
const WORDS: Readonly<Record<string, (inputs: Inputs) => unknown[]>> = {
  AccessEntry: ({ type }) => [type],
  AccessPolicyAssociation: ({ policyArn, accessScope }) => [policyArn.split("/").at(-1), accessScope.type],
  Addon: ({ addonVersion, configurationValues, podIdentityAssociations }) => [
    addonVersion,
    configurationValues,
    podIdentityAssociations?.map(({ serviceAccount }: Inputs) => `as ${serviceAccount}`),
  ],
  BackupPolicy: ({ backupPolicy }) => [backupPolicy.status],
  BucketLifecycleConfiguration: ({ rules }) => rules.map(({ id }: Inputs) => id),
  BucketServerSideEncryptionConfiguration: ({ rules }) => [rules[0].applyServerSideEncryptionByDefault.sseAlgorithm],
  BucketVersioning: ({ versioningConfiguration }) => [versioningConfiguration.status],
  Cluster: ({ version, computeConfig }) => [version, `Auto Mode ${computeConfig.enabled ? "on" : "off"}`],
  ConfigMap: ({ data }) => [JSON.stringify(data)],
  Image: ({ platforms, tags, push }) => [...platforms, `tag ${tags[0].split(":").at(-1).split("-")[0]}-…`, push && "pushed"],
  LogGroup: ({ retentionInDays }) => [retentionInDays, "days"],
  NodeGroup: ({ instanceTypes, scalingConfig }) => [...instanceTypes, `${scalingConfig.minSize}..${scalingConfig.maxSize}`],
  NodeClass: ({ spec }) => [spec.networkPolicy],
  NodePool: ({ spec }) => [`cpu ${spec.limits.cpu}`, `memory ${spec.limits.memory}`],
  PodIdentityAssociation: ({ namespace, serviceAccount }) => [`${namespace}/${serviceAccount}`],
  Repository: ({ name, imageTagMutability }) => [name, imageTagMutability],
  Role: ({ assumeRolePolicy }) => [JSON.parse(assumeRolePolicy).Statement[0].Principal.Service],
  Route: ({ destinationCidrBlock, gatewayId, natGatewayId }) => [destinationCidrBlock, gatewayId ?? natGatewayId],
  SecurityGroupIngressRule: ({ ipProtocol, fromPort, referencedSecurityGroupId }) => [
    ipProtocol,
    fromPort,
    `from ${referencedSecurityGroupId}`,
  ],
  StorageClass: ({ provisioner, reclaimPolicy }) => [provisioner, reclaimPolicy],
  Subnet: ({ cidrBlock, availabilityZone }) => [cidrBlock, availabilityZone],
  Vpc: ({ cidrBlock }) => [cidrBlock],
};

/** All resources by what they belong to, with what matters of each: short enough to be read in review. */
export function listing({ resources }: Made): string {
  const parts: Record<string, Record<string, string | null>> = {};
  for (const { type, name, parent, inputs, protect, retainOnDelete, custom } of resources.toSorted(byName)) {
    if (!custom) continue;
    const kind = type.split(":").at(-1) ?? type;
    const flags = [protect && "protected", retainOnDelete && "kept"];
    const words = [...(WORDS[kind]?.(inputs) ?? []), ...flags].flat().filter((word) => word !== undefined && word !== false);
    (parts[parent.trim() || "at the top"] ??= {})[`${kind} ${name}`] = words.join(" ") || null;
  }
  return stringify(parts, { lineWidth: 0, nullStr: "" });
}

function byName(a: Registered, b: Registered): number {
  const [one, other] = [a, b].map(({ parent, type, name }) => `${parent} ${type} ${name}`) as [string, string];
  return one < other ? -1 : 1;
}
