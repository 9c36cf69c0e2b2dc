/** A cluster of Minikube, as it was made. */
export interface Profile {
  readonly name: string;
  readonly driver: string;
  /** 0: without a limit. */
  readonly cpus: number;
  /** MiB; 0: without a limit. */
  readonly memory: number;
  readonly nodes: number;
  readonly kubernetes: string;
  readonly cni: string;
  readonly addons: ReadonlySet<string>;
}

interface ProfileList {
  readonly valid?: readonly { readonly Name: string; readonly Config: ProfileConfig }[] | null;
}

interface ProfileConfig {
  readonly Driver?: string;
  readonly CPUs?: number;
  readonly Memory?: number;
  readonly Nodes?: readonly unknown[] | null;
  readonly KubernetesConfig?: { readonly KubernetesVersion?: string; readonly CNI?: string };
  readonly Addons?: Readonly<Record<string, boolean>> | null;
}

interface NodeStatus {
  readonly Host?: string;
  readonly Kubelet?: string;
  readonly APIServer?: string;
  readonly Kubeconfig?: string;
}

/** Finds a cluster in what `minikube profile list --output json` prints; undefined where there is none of this name. */
export function readProfile(output: string, name: string): Profile | undefined {
  const { valid } = JSON.parse(output) as ProfileList;
  const config = (valid ?? []).find((profile) => profile.Name === name)?.Config;
  if (!config) return undefined;
  return {
    name,
    driver: config.Driver ?? "",
    cpus: config.CPUs ?? 0,
    memory: config.Memory ?? 0,
    nodes: config.Nodes?.length ?? 1,
    kubernetes: config.KubernetesConfig?.KubernetesVersion ?? "",
    cni: config.KubernetesConfig?.CNI ?? "",
    addons: new Set(Object.entries(config.Addons ?? {}).flatMap(([addon, enabled]) => (enabled ? [addon] : []))),
  };
}

/**
 * Whether `minikube status --output json` says that every node runs and kubectl knows the way. It prints one node, several,
 * or nothing where the start of a cluster was broken off.
 */
export function isRunning(output: string, nodes: number): boolean {
  try {
    const all = [JSON.parse(output) as NodeStatus | NodeStatus[] | null].flat();
    return all.length === nodes && all.every((status) => status !== null && runs(status));
  } catch {
    return false;
  }
}

function runs({ Host, Kubelet, APIServer, Kubeconfig }: NodeStatus): boolean {
  return (
    Host === "Running" &&
    Kubelet === "Running" &&
    (APIServer === "Running" || APIServer === "Irrelevant") &&
    (Kubeconfig === "Configured" || Kubeconfig === "Irrelevant")
  );
}
