/** Where a cluster is, and how it is called. */
export interface KubeconfigProps {
  readonly clusterName: string;
  readonly region: string;
  readonly arn: string;
  readonly endpoint: string;
  readonly certificateAuthority: string;
}

/** A kubeconfig like that of `aws eks update-kubeconfig`: no token, the command `aws` asks for one as whoever calls it. */
export function kubeconfigOf({ clusterName, region, arn, endpoint, certificateAuthority }: KubeconfigProps): string {
  const words = ["--region", region, "eks", "get-token", "--cluster-name", clusterName, "--output", "json"];
  const exec = { apiVersion: "client.authentication.k8s.io/v1beta1", command: "aws", args: words };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": arn,
    clusters: [{ name: arn, cluster: { server: endpoint, "certificate-authority-data": certificateAuthority } }],
    contexts: [{ name: arn, context: { cluster: arn, user: arn } }],
    users: [{ name: arn, user: { exec } }],
  });
}
