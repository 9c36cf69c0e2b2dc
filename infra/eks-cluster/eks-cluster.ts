import { Provider } from "@pulumi/aws/provider";
import type { Output } from "@pulumi/pulumi";
import { Access } from "./access";
import { checkAccount, lookUpAccount, zonesOf } from "./account";
import { findApps } from "./apps";
import { AutoNodes } from "./auto-nodes";
import { Backups } from "./backups";
import { Cluster } from "./cluster";
import { readConfiguration } from "./configuration";
import { Images } from "./images";
import { kept } from "./kept";
import { makeKey } from "./keys";
import { ManagedNodes } from "./managed-nodes";
import { Metrics } from "./metrics";
import { Network } from "./network";
import { NetworkPolicies } from "./network-policies";
import { PodIdentities } from "./pod-identities";
import { RefusedError } from "./problem";
import { SharedFiles } from "./shared-files";
import { Storage } from "./storage";

/** What other stacks read. */
export interface ClusterOutputs {
  readonly clusterName: Output<string>;
  readonly clusterArn: Output<string>;
  readonly region: string;
  /** Secret. */
  readonly kubeconfig: Output<string>;
  readonly fileSystemId: Output<string>;
  readonly backupBucket: Output<string>;
  /** By app: "<repository>@sha256:…". */
  readonly images: Readonly<Record<string, Output<string>>>;
  /** Whether NetworkPolicy objects are enforced. */
  readonly networkPolicies: Output<boolean>;
}

/**
 * The cluster, and all that belongs to it.
 * @param values the configuration, by key
 * @param where what it is of, for messages
 * @param appsFolder where the apps are
 * @throws RefusedError with everything that is wrong, before anything is made
 */
export async function makeCluster(values: Readonly<Record<string, unknown>>, where: string, appsFolder: string): Promise<ClusterOutputs> {
  const configuration = readConfiguration(values, where);
  const { region, clusterName: name, kubernetesVersion, nodes, deletionProtection } = configuration;
  const { kind } = nodes;
  const tags = { "tagenal:cluster": name, ...configuration.tags };
  const aws = new Provider("aws", { region, defaultTags: { tags } });
  const account = await lookUpAccount(aws);
  const problems = checkAccount(configuration, account);
  if (problems.length > 0) throw new RefusedError(problems, where);

  const inAws = { providers: { aws } };
  const zones = zonesOf(configuration, account);
  const network = new Network(name, { region, zones, natGateways: configuration.natGateways }, inAws);
  const cluster = new Cluster(name, { configuration, subnetIds: network.privateSubnetIds }, inAws);
  const access = new Access(name, { cluster, region, administrators: configuration.administrators }, inAws);
  const inCluster = { providers: { aws, kubernetes: access.kubernetes } };

  const networkPolicies = new NetworkPolicies(name, { cluster, kubernetesVersion, kind }, inCluster);
  const subnetIds = network.privateSubnetIds;
  // Nodes come when they can reach the world, and no pod runs before its policies are obeyed.
  const nodeProps = { cluster, subnetIds, after: [network, networkPolicies] };
  const after = [
    nodes.kind === "auto"
      ? new AutoNodes(name, { ...nodeProps, nodes }, inCluster)
      : new ManagedNodes(name, { ...nodeProps, nodes, kubernetesVersion, tags }, inCluster),
  ];
  new Storage(name, { cluster, kubernetesVersion, kind, after }, inCluster);
  new Metrics(name, { cluster, kubernetesVersion, after }, inCluster);

  const dataKey = makeKey(`${name}-data`, `Files and backups of EKS cluster ${name}`, { provider: aws, ...kept(deletionProtection) });
  const keyArn = dataKey.arn;
  const files = new SharedFiles(name, { cluster, kubernetesVersion, network, keyArn, deletionProtection, after }, inCluster);
  const backups = new Backups(name, { keyArn, deletionProtection }, inAws);
  const { podIdentities } = configuration;
  const { bucketArn } = backups;
  new PodIdentities(name, { cluster, region, accountId: account.id, bucketArn, keyArn, podIdentities }, inAws);
  const { images } = new Images(name, { apps: findApps(appsFolder), build: configuration.buildImages, deletionProtection }, inAws);

  return {
    clusterName: cluster.madeName,
    clusterArn: cluster.arn,
    region,
    kubeconfig: access.kubeconfig,
    fileSystemId: files.fileSystemId,
    backupBucket: backups.bucketName,
    images,
    networkPolicies: networkPolicies.enforced,
  };
}
