import type { KubeContext } from "./kubeconfig";

/**
 * The names under which the EKS cluster of a context may be known, most trustworthy first: the one its tokens are made
 * for, then those in the names that `aws eks update-kubeconfig` and eksctl give. None where it is no EKS cluster.
 */
export function eksNames({ cluster, server, login }: KubeContext): string[] {
  if (!isEks(server)) return [];
  const [asked] = login.flatMap((word, index) => {
    const [option, value] = word.split("=", 2);
    return ["--cluster-name", "--cluster-id", "-i"].includes(option ?? "") ? (value ?? login[index + 1] ?? []) : [];
  });
  if (asked !== undefined) return [asked];
  const [, arn] = /^arn:aws[\w-]*:eks:[^:]*:\d+:cluster\/(.+)$/.exec(cluster) ?? [];
  const [, eksctl] = /^([^.]+)\.[a-z0-9-]+\.eksctl\.io$/.exec(cluster) ?? [];
  return [arn ?? [], eksctl ?? []].flat();
}

function isEks(server: string): boolean {
  try {
    return /\.eks\.amazonaws\.com(\.cn)?$/.test(new URL(server).hostname);
  } catch {
    return false;
  }
}
