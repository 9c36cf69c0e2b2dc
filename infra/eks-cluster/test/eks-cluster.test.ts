import { readFileSync } from "node:fs";
import { PRIVATE_CIDRS, PUBLIC_CIDRS, SERVICE_CIDR, VPC_CIDR } from "../addresses";
import { type Made, made } from "./cloud";
import { listing } from "./listing";
import { KINDS, makeBoth, REQUIRED } from "./variants";

const all = {} as Record<(typeof KINDS)[number], Made>;
beforeAll(async () => void Object.assign(all, await makeBoth()));

describe.each(KINDS)("with nodes of kind %s", (kind) => {
  let it: Made;
  beforeAll(() => {
    it = all[kind];
  });

  test("everything that is made", () => {
    expect(it.resources.length).toBe({ auto: 94, managed: 102 }[kind]);
    expect(listing(it)).toMatchSnapshot();
  });

  test("other stacks get what they need, the kubeconfig as a secret", () => {
    const { kubeconfig, images, ...plain } = it.outputs;
    expect(it.secrets).toEqual(["kubeconfig"]);
    expect(plain).toEqual({
      clusterName: "tagenal",
      clusterArn: "arn:aws:eks:eu-central-1:123456789012:cluster/tagenal",
      region: "eu-central-1",
      fileSystemId: "FileSystem-tagenal",
      backupBucket: "tagenal-backups-1234567",
      networkPolicies: true,
    });
    expect(images).toEqual({
      "lecture-web": `123456789012.dkr.ecr.eu-central-1.amazonaws.com/tagenal/lecture-web@sha256:${"0".repeat(64)}`,
    });
    const { users, clusters } = JSON.parse(kubeconfig as string);
    expect(users[0].user).toEqual({
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "aws",
        args: ["--region", "eu-central-1", "eks", "get-token", "--cluster-name", "tagenal", "--output", "json"],
      },
    });
    expect(clusters[0].cluster.server).toBe("https://tagenal.gr7.eu-central-1.eks.amazonaws.com");
  });

  test("every resource has the provider of this region or of this cluster, none a default one", () => {
    const withoutOne = it.resources.filter(({ custom, type, provider }) => custom && !type.startsWith("pulumi:") && provider.trim() === "");
    // The builder of images knows neither.
    expect(withoutOne.map(({ type }) => type)).toEqual(["docker-build:index:Image"]);
    expect(it.one("aws").inputs).toMatchObject({ region: "eu-central-1" });
    expect(JSON.parse(it.one("aws").inputs.defaultTags)).toEqual({ tags: { "tagenal:cluster": "tagenal" } });
  });

  test("storage classes are those of the library's environment eks", () => {
    expect(it.one("StorageClass", "StorageClass/gp3").inputs).toMatchObject({
      metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: { auto: "ebs.csi.eks.amazonaws.com", managed: "ebs.csi.aws.com" }[kind],
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
    });
    expect(it.one("StorageClass", "StorageClass/efs").inputs).toMatchObject({
      metadata: { name: "efs" },
      provisioner: "efs.csi.aws.com",
      parameters: { provisioningMode: "efs-ap", fileSystemId: "FileSystem-tagenal" },
      reclaimPolicy: "Retain",
    });
    const environment = readFileSync("../../stacks/eks.ts", "utf8");
    expect(environment).toContain('storageClasses: { block: "gp3", shared: "efs" }');
    expect(environment).toContain(`cluster: ["${VPC_CIDR}", "${SERVICE_CIDR}"]`);
    expect(environment).toContain('cluster: { kind: "eks", name: "tagenal" }');
  });

  test("files can be mounted in every zone, before anybody is told of them", () => {
    expect(it.all("MountTarget").map(({ inputs }) => inputs.subnetId)).toEqual(subnets("private"));
    const { dependencies } = it.one("StorageClass", "StorageClass/efs");
    expect(dependencies).toEqual(expect.arrayContaining(["MountTarget tagenal-1", "MountTarget tagenal-2", "MountTarget tagenal-3"]));
    expect(dependencies).toContain("Addon tagenal-aws-efs-csi-driver");
  });

  test("nodes are in private subnets, with ways out of their own zone where there are", () => {
    expect(it.all("Subnet").map(({ inputs }) => [inputs.cidrBlock, inputs.availabilityZone, tagsOfRole(inputs.tags)])).toEqual([
      ...PUBLIC_CIDRS.map((cidr, index) => [cidr, zone(index), ["kubernetes.io/role/elb"]]),
      ...PRIVATE_CIDRS.map((cidr, index) => [cidr, zone(index), ["kubernetes.io/role/internal-elb"]]),
    ]);
    expect(it.one("Cluster").inputs.vpcConfig.subnetIds).toEqual(subnets("private"));
    const gateways = it.all("Route").flatMap(({ inputs }) => inputs.natGatewayId ?? []);
    expect(gateways).toEqual([1, kind === "auto" ? 1 : 2, kind === "auto" ? 1 : 3].map((number) => `NatGateway-tagenal-${number}`));
    expect(it.all("VpcEndpoint").map(({ inputs }) => [inputs.serviceName, inputs.vpcEndpointType, inputs.routeTableIds.length])).toEqual([
      ["com.amazonaws.eu-central-1.s3", "Gateway", 3],
      ["com.amazonaws.eu-central-1.dynamodb", "Gateway", 3],
    ]);
  });

  test("add-ons have the version that is meant for this Kubernetes, their own rights, and wait for nodes", () => {
    for (const { inputs, dependencies } of it.all("Addon")) {
      expect(inputs.addonVersion).toBe(`${inputs.addonName}-for-1.34`);
      const early = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"].includes(inputs.addonName);
      const nodes = dependencies.filter((name) => /^Node(Pool|Group) /.test(name));
      expect([inputs.addonName, nodes.length]).toEqual([inputs.addonName, early ? 0 : kind === "auto" ? 1 : 3]);
      for (const { roleArn } of inputs.podIdentityAssociations ?? [])
        expect(dependencies.filter((name) => name.startsWith(`RolePolicyAttachment ${roleArn.split("/").at(-1)}-`))).toHaveLength(1);
    }
    const builtIn = ["aws-ebs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni"];
    const always = ["aws-efs-csi-driver", "metrics-server"];
    const names = it.all("Addon").map(({ inputs }): string => inputs.addonName);
    expect(names.toSorted()).toEqual((kind === "auto" ? always : [...always, ...builtIn]).toSorted());
  });

  test("images never change under their tag, and are built for amd64 from what is in the folder", () => {
    expect(it.one("Repository").inputs).toMatchObject({
      name: "tagenal/lecture-web",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      forceDelete: false,
    });
    expect(it.one("Image").inputs).toMatchObject({
      platforms: ["linux/amd64"],
      context: { location: "../../apps/lecture-web" },
      dockerfile: { location: "../../apps/lecture-web/Dockerfile" },
      buildArgs: { VERSION: "1.0.0" },
      push: true,
      buildOnPreview: false,
    });
    expect(it.one("Image").inputs.tags[0]).toMatch(/\.amazonaws\.com\/tagenal\/lecture-web:1\.0\.0-[0-9a-f]{12}$/);
  });

  function zone(index: number): string {
    return `eu-central-1${"abc"[index]}`;
  }
  function subnets(of: string): string[] {
    return [1, 2, 3].map((number) => `Subnet-tagenal-${of}-${number}`);
  }
  function tagsOfRole(tags: Readonly<Record<string, string>>): string[] {
    return Object.keys(tags).filter((tag) => tag.startsWith("kubernetes.io/"));
  }
});

test("nodes of Auto Mode: amd64, on demand, within limits, in the cluster's security group", () => {
  const { inputs } = all.auto.one("NodePool");
  expect(inputs.spec.limits).toEqual({ cpu: "16", memory: "64Gi" });
  expect(inputs.spec.template.spec.requirements).toContainEqual({ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] });
  expect(all.auto.one("NodeClass").inputs.spec).toMatchObject({
    role: "tagenal-nodes",
    securityGroupSelectorTerms: [{ id: "sg-cluster" }],
    subnetSelectorTerms: [1, 2, 3].map((number) => ({ id: `Subnet-tagenal-private-${number}` })),
  });
  expect(all.auto.one("AccessPolicyAssociation", "tagenal-nodes").inputs.policyArn).toMatch(/AmazonEKSAutoNodePolicy$/);
});

test("managed nodes: a group for each zone, encrypted disks, metadata that pods do not reach", () => {
  const groups = all.managed.all("NodeGroup").map(({ inputs }) => inputs);
  expect(groups.map(({ subnetIds }) => subnetIds)).toEqual([1, 2, 3].map((number) => [`Subnet-tagenal-private-${number}`]));
  expect(groups[0]).toMatchObject({ amiType: "AL2023_x86_64_STANDARD", scalingConfig: { minSize: 2, desiredSize: 2, maxSize: 2 } });
  expect(all.managed.one("LaunchTemplate").inputs).toMatchObject({
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ ebs: { encrypted: "true", volumeType: "gp3", volumeSize: 50 } }],
  });
});

test("without protection everything can go, but backups and their key stay behind", async () => {
  const it = await made({ ...REQUIRED, deletionProtection: false });
  expect(it.resources.filter(({ protect }) => protect)).toEqual([]);
  expect(it.one("Cluster").inputs.deletionProtection).toBe(false);
  expect(it.one("Repository").inputs.forceDelete).toBe(true);
  expect(it.one("Bucket")).toMatchObject({ retainOnDelete: true, inputs: { forceDestroy: false } });
});

test("without anybody outside the Kubernetes API is only reached from the VPC; without images only their places are made", async () => {
  const it = await made({ ...REQUIRED, publicAccessCidrs: [], buildImages: false, tags: { team: "platform" } });
  expect(it.one("Cluster").inputs.vpcConfig).toMatchObject({ endpointPrivateAccess: true, endpointPublicAccess: false });
  expect(it.one("Cluster").inputs.vpcConfig).not.toHaveProperty("publicAccessCidrs");
  expect([it.all("Repository").length, it.all("Image").length, it.outputs["images"]]).toEqual([1, 0, {}]);
  expect(JSON.parse(it.one("aws").inputs.defaultTags)).toEqual({ tags: { "tagenal:cluster": "tagenal", team: "platform" } });
});

test("the account is asked before anything is made: who works, which zones there are", async () => {
  await expect(
    made({ ...REQUIRED, administrators: REQUIRED.administrators.slice(1), zones: ["a", "b", "f"].map((zone) => `eu-central-1${zone}`) }),
  ).rejects.toThrow(`2 problems in stack eks:
  account: 'administrators' must hold "arn:aws:iam::123456789012:role/deployer", as which Pulumi works: without it the cluster would refuse what is to be made within it
  account: 'zones' must be of those that can have a cluster, eu-central-1a, eu-central-1b, eu-central-1c, eu-central-1d, got "eu-central-1f"`);
});

test("no pod runs before network policies are obeyed: Auto Mode", () => {
  const it = all.auto;
  expect(it.one("ConfigMap").inputs).toMatchObject({
    metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
    data: { "enable-network-policy-controller": "true" },
  });
  expect(it.one("NodeClass").inputs.spec).toMatchObject({ networkPolicy: "DefaultAllow", networkPolicyEventLogs: "Enabled" });
  expect(it.one("NodePool").dependencies).toContain("ConfigMap kube-system/amazon-vpc-cni");
});

test("no pod runs before network policies are obeyed: managed nodes", () => {
  const it = all.managed;
  expect(JSON.parse(it.one("Addon", "tagenal-vpc-cni").inputs.configurationValues)).toMatchObject({ enableNetworkPolicy: "true" });
  for (const { dependencies } of it.all("NodeGroup")) expect(dependencies).toContain("Addon tagenal-vpc-cni");
});
