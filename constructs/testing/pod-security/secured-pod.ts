import type { PodGroup } from "../../plan";

/** What the Pod Security Standards look at in a security context, of a pod or a container. */
export interface SecurityContext {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly procMount?: string;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type?: string };
  readonly appArmorProfile?: { readonly type?: string };
  readonly seLinuxOptions?: Readonly<Record<string, string | undefined>>;
  readonly windowsOptions?: { readonly hostProcess?: boolean };
  readonly sysctls?: readonly { readonly name: string }[];
}

/** A probe or a hook. */
export interface Handler {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
}

/** What the Pod Security Standards look at in a container. */
export interface SecuredContainer {
  readonly name: string;
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly livenessProbe?: Handler;
  readonly readinessProbe?: Handler;
  readonly startupProbe?: Handler;
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
}

/** What the Pod Security Standards look at in a pod. */
export interface SecuredPod {
  readonly annotations: Readonly<Record<string, string>>;
  readonly securityContext: SecurityContext;
  /** All of them: also those that start the pod, and those that debug it. */
  readonly containers: readonly SecuredContainer[];
  readonly volumes: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly os?: { readonly name?: string };
}

type GivenPod = Pick<SecuredPod, "containers" | "hostNetwork" | "hostPID" | "hostIPC" | "os"> &
  Partial<Pick<SecuredPod, "securityContext" | "volumes">> &
  Readonly<Partial<Record<"initContainers" | "ephemeralContainers", readonly SecuredContainer[]>>>;

/** One requirement: what in a pod breaks it. */
export type Control = (pod: SecuredPod) => string[];

/** A security context, and how messages call whose it is. */
export interface OwnedContext {
  readonly who: string;
  readonly context: SecurityContext;
}

/** What the Standards look at in pods; undefined for pods whose template the Plan does not have. */
export function securedPod({ spec, annotations = {} }: PodGroup): SecuredPod | undefined {
  if (!spec) return undefined;
  const {
    securityContext = {},
    volumes = [],
    containers,
    initContainers = [],
    ephemeralContainers = [],
    ...rest
  } = spec as unknown as GivenPod;
  return { ...rest, annotations, securityContext, volumes, containers: [...initContainers, ...containers, ...ephemeralContainers] };
}

/** The security contexts of all containers. */
export function ofContainers({ containers }: SecuredPod): OwnedContext[] {
  return containers.map(({ name, securityContext = {} }) => ({ who: `container '${name}'`, context: securityContext }));
}

/** The security contexts of the pod and of all its containers. */
export function ofAll(pod: SecuredPod): OwnedContext[] {
  return [{ who: "the pod", context: pod.securityContext }, ...ofContainers(pod)];
}
