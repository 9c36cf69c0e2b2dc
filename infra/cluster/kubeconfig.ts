import type { IKubectl } from "./kubectl";

/** A context of the kubeconfig, with what it stands for. */
export interface KubeContext {
  readonly name: string;
  /** The name of its cluster, as the kubeconfig calls it. */
  readonly cluster: string;
  /** The address of the API server. */
  readonly server: string;
  /** The program that is asked for a token, and its arguments. */
  readonly login: readonly string[];
}

/** The kubeconfig, as kubectl merges it from all its files. */
export interface Kubeconfig {
  readonly current: string;
  readonly contexts: readonly KubeContext[];
}

interface ConfigView {
  readonly "current-context"?: string;
  readonly contexts?: readonly { readonly name: string; readonly context?: { readonly cluster?: string; readonly user?: string } }[] | null;
  readonly clusters?: readonly { readonly name: string; readonly cluster?: { readonly server?: string } }[] | null;
  readonly users?:
    | readonly { readonly name: string; readonly user?: { readonly exec?: { command?: string; args?: string[] | null } } }[]
    | null;
}

/** Asks kubectl what it would use; no cluster is needed. */
export async function readKubeconfig(kubectl: IKubectl): Promise<Kubeconfig> {
  const view = await kubectl.json<ConfigView>(["config", "view"]);
  const contexts = (view.contexts ?? []).map(({ name, context }): KubeContext => {
    const cluster = (view.clusters ?? []).find((one) => one.name === context?.cluster);
    const exec = (view.users ?? []).find((one) => one.name === context?.user)?.user?.exec;
    return {
      name,
      cluster: context?.cluster ?? "",
      server: cluster?.cluster?.server ?? "",
      login: exec ? [exec.command ?? "", ...(exec.args ?? [])] : [],
    };
  });
  return { current: view["current-context"] ?? "", contexts };
}
