import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones";
import { getCallerIdentity } from "@pulumi/aws/getCallerIdentity";
import { getSessionContext } from "@pulumi/aws/iam/getSessionContext";
import type { Provider } from "@pulumi/aws/provider";
import type { Configuration } from "./configuration";
import type { Problem } from "./problem";

/** What only AWS knows of the account and the region. */
export interface Account {
  readonly id: string;
  /** The role or user as whom Pulumi works. */
  readonly deployer: string;
  /** Zones in which a cluster's control plane can be, sorted. */
  readonly zones: readonly string[];
}

// "Subnet requirements and considerations" in the user guide of EKS: no control plane there.
const ZONES_WITHOUT_CONTROL_PLANE = ["use1-az3", "usw1-az2", "cac1-az3"];

/** Looks the account up. Needs sts:GetCallerIdentity, iam:GetRole and ec2:DescribeAvailabilityZones. */
export async function lookUpAccount(provider: Provider): Promise<Account> {
  const filters = [{ name: "opt-in-status", values: ["opt-in-not-required"] }];
  const [caller, zones] = await Promise.all([
    getCallerIdentity({}, { provider }),
    getAvailabilityZones({ state: "available", excludeZoneIds: ZONES_WITHOUT_CONTROL_PLANE, filters }, { provider }),
  ]);
  // Of an assumed role this is the role, of a user the user.
  const { issuerArn } = await getSessionContext({ arn: caller.arn }, { provider });
  return { id: caller.accountId, deployer: issuerArn, zones: zones.names.toSorted() };
}

/** The zones to use: those that are configured, or the first three. */
export function zonesOf({ zones }: Configuration, account: Account): string[] {
  return zones.length > 0 ? [...zones] : account.zones.slice(0, 3);
}

/** What would go wrong with this configuration in this account, a quarter of an hour from now. */
export function checkAccount(configuration: Configuration, account: Account): Problem[] {
  const { administrators, region } = configuration;
  const messages: string[] = [];
  if (!administrators.includes(account.deployer))
    messages.push(
      `'administrators' must hold "${account.deployer}", as which Pulumi works: without it the cluster would refuse what is to be made within it`,
    );
  const zones = zonesOf(configuration, account);
  for (const zone of zones)
    if (!account.zones.includes(zone))
      messages.push(`'zones' must be of those that can have a cluster, ${account.zones.join(", ")}, got "${zone}"`);
  if (zones.length < 3) messages.push(`'region' must have three zones for a cluster, got "${region}" with ${account.zones.length}`);
  return messages.map((message) => ({ path: "account", message }));
}
