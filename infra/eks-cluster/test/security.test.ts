import { SERVICE_CIDR } from "../addresses";
import { statements } from "../pod-identities";
import type { Inputs, Made } from "./cloud";
import { KINDS, makeBoth, REQUIRED } from "./variants";

const all = {} as Record<(typeof KINDS)[number], Made>;
beforeAll(async () => void Object.assign(all, await makeBoth()));

describe.each(KINDS)("with nodes of kind %s", (kind) => {
  let it: Made;
  beforeAll(() => {
    it = all[kind];
  });

  test("Pulumi's way into the cluster is secret, and stays the same cluster's", () => {
    const { inputs, dependencies } = it.one("kubernetes");
    expect(inputs).toMatchObject({
      clusterIdentifier: "arn:aws:eks:eu-central-1:123456789012:cluster/tagenal",
      enableConfigMapMutable: "true",
      enableSecretMutable: "true",
    });
    expect(isSecret(inputs.kubeconfig)).toBe(true);
    expect(dependencies).toContain("AccessPolicyAssociation tagenal-123456789012:role/deployer");
  });

  test("no secret is registered in plain text", () => {
    const plain = JSON.stringify(it.resources, (_key, value: Inputs) => (isSecret(value) ? "secret" : value));
    expect(plain).not.toContain("the password of the registry");
    expect(plain).not.toContain("get-token");
    expect(JSON.stringify(it.resources)).toContain("the password of the registry");
  });

  test("nothing is open to everybody", () => {
    const rules = it.all("SecurityGroupIngressRule").map(({ inputs }) => inputs);
    expect(rules).toEqual([
      {
        ipProtocol: "tcp",
        fromPort: 2049,
        toPort: 2049,
        securityGroupId: "SecurityGroup-tagenal-efs",
        referencedSecurityGroupId: "sg-cluster",
        description: "NFS from the nodes",
      },
    ]);
    expect(it.one("SecurityGroup").inputs).not.toHaveProperty("ingress");
    expect(it.one("DefaultSecurityGroup").inputs).toMatchObject({ ingress: [], egress: [] });
    expect(it.all("Subnet").filter(({ inputs }) => inputs.mapPublicIpOnLaunch)).toEqual([]);
    // Ways out, and no way in.
    const everywhere = it.resources.filter(({ inputs }) => JSON.stringify(inputs).includes("0.0.0.0/0"));
    expect(new Set(everywhere.map(({ type }) => type))).toEqual(new Set(["aws:ec2/route:Route"]));
  });

  test("the control plane: access entries only, secrets encrypted, reached from where it was said", () => {
    expect(it.one("Cluster").inputs).toMatchObject({
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      encryptionConfig: { provider: { keyArn: expect.stringContaining("tagenal-secrets") }, resources: ["secrets"] },
      vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] },
      enabledClusterLogTypes: ["audit", "authenticator"],
      deletionProtection: true,
      kubernetesNetworkConfig: { serviceIpv4Cidr: SERVICE_CIDR, elasticLoadBalancing: { enabled: kind === "auto" } },
      computeConfig: { enabled: kind === "auto" },
      storageConfig: { blockStorage: { enabled: kind === "auto" } },
      bootstrapSelfManagedAddons: false,
    });
    expect(it.one("Cluster").dependencies).toEqual(
      expect.arrayContaining(["LogGroup tagenal", "RolePolicyAttachment tagenal-cluster-AmazonEKSClusterPolicy"]),
    );
    const people = it.all("AccessPolicyAssociation").filter(({ parent }) => parent === "Access tagenal");
    expect(people.map(({ inputs }) => [inputs.principalArn, inputs.policyArn])).toEqual(
      REQUIRED.administrators.map((arn) => [arn, "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"]),
    );
  });

  test("what holds data is encrypted", () => {
    const key = { kmsKeyId: it.one("FileSystem").inputs.kmsKeyId };
    expect(key.kmsKeyId).toContain("tagenal-data");
    expect(it.one("FileSystem").inputs).toMatchObject({ encrypted: true });
    expect(it.one("BucketServerSideEncryptionConfiguration").inputs.rules).toEqual([
      { bucketKeyEnabled: true, applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.kmsKeyId } },
    ]);
    expect(it.one("StorageClass", "StorageClass/gp3").inputs.parameters).toEqual({ type: "gp3", encrypted: "true" });
    for (const name of ["tagenal-secrets", "tagenal-data"])
      expect(it.one("Key", name).inputs).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 });
    for (const resource of ["FileSystemPolicy", "BucketPolicy"]) {
      const { Statement } = JSON.parse(it.one(resource).inputs.policy);
      expect(Statement).toContainEqual(
        expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
      );
    }
  });

  test("backups are nobody else's, and can be fetched back", () => {
    const closed = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
    expect(it.one("BucketPublicAccessBlock").inputs).toMatchObject(closed);
    expect(it.one("BucketOwnershipControls").inputs.rule).toEqual({ objectOwnership: "BucketOwnerEnforced" });
    expect(it.one("BucketVersioning").inputs.versioningConfiguration).toEqual({ status: "Enabled" });
    expect(it.one("Bucket").inputs).toEqual({ forceDestroy: false });
    const [old, broken] = it.one("BucketLifecycleConfiguration").inputs.rules;
    expect(old).toMatchObject({ noncurrentVersionExpiration: { noncurrentDays: 30 }, expiration: { expiredObjectDeleteMarker: true } });
    expect(broken.abortIncompleteMultipartUpload).toEqual({ daysAfterInitiation: 7 });
    expect(it.one("BackupPolicy").inputs.backupPolicy).toEqual({ status: "ENABLED" });
  });

  test("what holds data is protected, and backups with their key outlive the cluster", () => {
    const names = (list: typeof it.resources): string[] => [...new Set(list.map(({ type }) => type.split(":").at(-1) ?? ""))].toSorted();
    const bucket = it.all("Bucket").concat(it.resources.filter(({ type }) => type.startsWith("aws:s3/")));
    expect(names(it.resources.filter(({ protect }) => protect))).toEqual(
      [...new Set([...names(bucket), "Alias", "Cluster", "FileSystem", "Key"])].toSorted(),
    );
    const outlive = it.resources.filter(({ retainOnDelete }) => retainOnDelete);
    expect(outlive.filter(({ type }) => !type.startsWith("aws:s3/")).map(({ name }) => name)).toEqual(["tagenal-data"]);
    expect(names(outlive)).toEqual([...names(bucket), "Key"].toSorted());
  });

  test("no policy that we write allows everything", () => {
    const allowed = it.resources
      .flatMap(({ inputs }) => [inputs.policy, inputs.assumeRolePolicy].filter((text) => typeof text === "string"))
      .flatMap((text) => JSON.parse(text).Statement ?? [])
      .filter(({ Effect }: Inputs) => Effect === "Allow");
    expect(allowed.length).toBeGreaterThan(5);
    expect(allowed.filter(({ Action, Resource }: Inputs) => [Action, Resource].flat().includes("*"))).toEqual([]);
    const managed = it.all("RolePolicyAttachment").map(({ inputs }) => inputs.policyArn);
    expect(managed.filter((arn) => /Administrator|FullAccess|PowerUser/.test(arn))).toEqual([]);
  });

  test("pods get the role of their service account, and nobody else's", () => {
    const roleArn = "arn:aws:iam::123456789012:role/tagenal-";
    expect(it.all("PodIdentityAssociation").map(({ inputs }) => inputs)).toEqual([
      { clusterName: "tagenal", namespace: "vitess", serviceAccount: "vttablet", roleArn: `${roleArn}vitess-backups` },
      { clusterName: "tagenal", namespace: "music", serviceAccount: "db", roleArn: `${roleArn}music` },
    ]);
    expect(JSON.parse(it.one("Role", "tagenal-music").inputs.assumeRolePolicy).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:RequestTag/eks-cluster-name": "tagenal",
            "aws:RequestTag/kubernetes-namespace": "music",
            "aws:RequestTag/kubernetes-service-account": "db",
          },
        },
      },
    ]);
  });
});

const GRANTED = { region: "eu-central-1", accountId: "123456789012", bucketArn: "arn:aws:s3:::backups", keyArn: "arn:aws:kms:key" };

test("a grant of backups: a prefix of the bucket, and of the key what S3 needs for it", () => {
  expect(statements({ kind: "backups", prefix: "vitess/" }, GRANTED)).toEqual([
    {
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
      Resource: ["arn:aws:s3:::backups/vitess/*"],
    },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: ["arn:aws:s3:::backups"],
      Condition: { StringLike: { "s3:prefix": ["vitess/", "vitess/*"] } },
    },
    { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: ["arn:aws:s3:::backups"] },
    {
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: ["arn:aws:kms:key"],
      Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } },
    },
  ]);
});

test("a grant of tables: items of those with the prefix, not the tables themselves", () => {
  const [{ Action, Resource } = { Action: [], Resource: [] }, ...others] = statements({ kind: "dynamodb", tablePrefix: "music-" }, GRANTED);
  const table = "arn:aws:dynamodb:eu-central-1:123456789012:table/music-*";
  expect([Resource, others]).toEqual([[table, `${table}/index/*`], []]);
  expect(Action).toEqual(expect.arrayContaining(["dynamodb:Query", "dynamodb:PutItem", "dynamodb:DescribeTable"]));
  expect(Action.filter((action) => /\*|Table$/.test(action))).toEqual(["dynamodb:DescribeTable"]);
});

const SECRET = "4dabf18193072939515e22adb298388d";
function isSecret(value: Inputs): boolean {
  return value !== null && typeof value === "object" && SECRET in value;
}
