import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { all, ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import type { Cluster } from "./cluster";
import type { Grant, PodIdentityConfiguration } from "./pod-identities-configuration";
import { makeRole, trustPods } from "./roles";

/** What grants speak of. */
export interface Granted {
  readonly region: string;
  readonly accountId: string;
  readonly bucketArn: string;
  /** The ARN of the key with which backups are encrypted. */
  readonly keyArn: string;
}

/** The props of pod identities. */
export interface PodIdentitiesProps {
  readonly cluster: Cluster;
  readonly region: string;
  readonly accountId: string;
  readonly bucketArn: Output<string>;
  readonly keyArn: Output<string>;
  readonly podIdentities: readonly PodIdentityConfiguration[];
}

/** Roles for pods, by their service account: no key of AWS ever lies in a Secret. */
export class PodIdentities extends ComponentResource {
  constructor(name: string, props: PodIdentitiesProps, options: ComponentResourceOptions) {
    super("tagenal:eks:PodIdentities", name, {}, options);
    const { cluster, region, accountId, podIdentities } = props;
    for (const identity of podIdentities) {
      const { namespace, serviceAccount, grants } = identity;
      const trust = trustPods(cluster.clusterName, namespace, serviceAccount);
      const description = `Pods of ${namespace}/${serviceAccount} in EKS cluster ${cluster.clusterName}`;
      const { role } = makeRole(`${name}-${identity.name}`, { description, trust }, { parent: this });
      const policy = all([props.bucketArn, props.keyArn]).apply(([bucketArn, keyArn]) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: grants.flatMap((grant) => statements(grant, { region, accountId, bucketArn, keyArn })),
        }),
      );
      const rights = new RolePolicy(`${name}-${identity.name}`, { role: role.id, policy }, { parent: this });
      new PodIdentityAssociation(
        `${name}-${identity.name}`,
        { clusterName: cluster.madeName, namespace, serviceAccount, roleArn: role.arn },
        { parent: this, dependsOn: rights },
      );
    }
    this.registerOutputs();
  }
}

/** A statement of a policy. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

/** What a grant allows, and no more. */
export function statements(grant: Grant, { region, accountId, bucketArn, keyArn }: Granted): Statement[] {
  if (grant.kind === "backups") {
    const under = { StringLike: { "s3:prefix": [grant.prefix, `${grant.prefix}*`] } };
    const throughS3 = { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } };
    return [
      // Not s3:DeleteObjectVersion: whoever takes these pods over cannot destroy what is there.
      allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], [`${bucketArn}/${grant.prefix}*`]),
      { ...allow(["s3:ListBucket"], [bucketArn]), Condition: under },
      allow(["s3:GetBucketLocation"], [bucketArn]),
      { ...allow(["kms:Decrypt", "kms:GenerateDataKey"], [keyArn]), Condition: throughS3 },
    ];
  }
  const table = `arn:aws:dynamodb:${region}:${accountId}:table/${grant.tablePrefix}*`;
  const reads = ["GetItem", "BatchGetItem", "Query", "Scan", "ConditionCheckItem", "DescribeTable"];
  const writes = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"];
  // Tables are made and deleted by whoever deploys, not by pods.
  return [
    allow(
      [...reads, ...writes].map((action) => `dynamodb:${action}`),
      [table, `${table}/index/*`],
    ),
  ];
}

function allow(Action: readonly string[], Resource: readonly string[]): Statement {
  return { Effect: "Allow", Action, Resource };
}
