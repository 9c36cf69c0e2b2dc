import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { kept } from "./kept";

/** The props of the bucket for backups. */
export interface BackupsProps {
  /** The ARN of the key with which backups are encrypted. */
  readonly keyArn: Output<string>;
  readonly deletionProtection: boolean;
}

/** For so long a backup that was overwritten or deleted can be fetched back. */
const DAYS_TO_FETCH_BACK = 30;

/** The bucket for backups: it outlives the cluster with all that makes it safe. */
export class Backups extends ComponentResource {
  readonly bucketName: Output<string>;
  readonly bucketArn: Output<string>;

  constructor(name: string, { keyArn, deletionProtection }: BackupsProps, options: ComponentResourceOptions) {
    super("tagenal:eks:Backups", name, {}, options);
    const keep = { parent: this, ...kept(deletionProtection) };
    const bucket = new Bucket(`${name}-backups`, { forceDestroy: false }, keep);
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    const of = { bucket: bucket.id };
    const closed = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
    const block = new BucketPublicAccessBlock(`${name}-backups`, { ...of, ...closed }, keep);
    new BucketOwnershipControls(`${name}-backups`, { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } }, keep);
    new BucketVersioning(`${name}-backups`, { ...of, versioningConfiguration: { status: "Enabled" } }, keep);
    const byKey = { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn };
    const rules = [{ bucketKeyEnabled: true, applyServerSideEncryptionByDefault: byKey }];
    new BucketServerSideEncryptionConfiguration(`${name}-backups`, { ...of, rules }, keep);
    new BucketLifecycleConfiguration(`${name}-backups`, { ...of, rules: lifecycle() }, keep);
    // One change of a bucket's access at a time: S3 refuses the second.
    const policy = bucket.arn.apply(encryptedOnItsWay);
    new BucketPolicy(`${name}-backups`, { ...of, policy }, { ...keep, dependsOn: block });
    this.registerOutputs();
  }
}

/** Backups themselves never end by a rule: whoever makes them knows which is still needed. */
function lifecycle(): { id: string; status: string; filter: object; [rule: string]: unknown }[] {
  return [
    {
      id: "fetch-back",
      status: "Enabled",
      filter: {},
      noncurrentVersionExpiration: { noncurrentDays: DAYS_TO_FETCH_BACK },
      expiration: { expiredObjectDeleteMarker: true },
    },
    { id: "broken-uploads", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
  ];
}

function encryptedOnItsWay(arn: string): string {
  const Condition = { Bool: { "aws:SecureTransport": "false" } };
  const Statement = [{ Sid: "EncryptedOnly", Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, `${arn}/*`], Condition }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
