import { Role } from "@pulumi/aws/iam/role";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import type { CustomResourceOptions } from "@pulumi/pulumi";

/** Who may take a role. */
export interface Trust {
  /** The service: "eks.amazonaws.com". */
  readonly service: string;
  /**
   * Whether the service may say for whom it works.
   * @default false
   */
  readonly tagged?: boolean;
  /**
   * For whom it must work, by the tag that says so.
   * @default - for anybody
   */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The props of a role. */
export interface RoleProps {
  readonly description: string;
  readonly trust: Trust;
  /**
   * Names of policies that AWS keeps, such as "AmazonEKSClusterPolicy".
   * @default - none
   */
  readonly managedPolicies?: readonly string[];
}

/** A role, and what makes it useful: who needs the role waits for all of it. */
export interface UsableRole {
  readonly role: Role;
  readonly attachments: readonly RolePolicyAttachment[];
}

/** Makes a role with policies that AWS keeps. */
export function makeRole(
  name: string,
  { description, trust, managedPolicies = [] }: RoleProps,
  options: CustomResourceOptions,
): UsableRole {
  const { service, tagged = false, tags } = trust;
  const conditions = Object.entries(tags ?? {}).map(([tag, value]) => [`aws:RequestTag/${tag}`, value]);
  const statement = {
    Effect: "Allow",
    Principal: { Service: service },
    Action: ["sts:AssumeRole", ...(tagged ? ["sts:TagSession"] : [])],
    ...(conditions.length > 0 && { Condition: { StringEquals: Object.fromEntries(conditions) } }),
  };
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const role = new Role(name, { description, assumeRolePolicy }, options);
  const attachments = managedPolicies.map((policy) => {
    const short = policy.split("/").at(-1);
    return new RolePolicyAttachment(`${name}-${short}`, { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` }, options);
  });
  return { role, attachments };
}

/** Pods of one service account of one cluster, by EKS Pod Identity: it sends these tags (user guide, "EKS Pod Identity role"). */
export function trustPods(clusterName: string, namespace: string, serviceAccount: string): Trust {
  const tags = { "eks-cluster-name": clusterName, "kubernetes-namespace": namespace, "kubernetes-service-account": serviceAccount };
  return { service: "pods.eks.amazonaws.com", tagged: true, tags };
}
