import { type Control, type Handler, ofAll, ofContainers, type SecuredContainer } from "./secured-pod";

const CAPABILITIES = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];
const SYSCTLS = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
];
const SELINUX_TYPES = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
const PROFILES = ["RuntimeDefault", "Localhost"];
const APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

/** What a namespace of the level baseline asks of each pod, as of Kubernetes 1.34, by the name of the control. */
export const BASELINE: Readonly<Record<string, Control>> = {
  "host-process": (pod) =>
    ofAll(pod).flatMap(({ who, context }) =>
      context.windowsOptions?.hostProcess ? `securityContext.windowsOptions.hostProcess of ${who} must not be true` : [],
    ),
  "host-namespaces": (pod) =>
    (["hostNetwork", "hostPID", "hostIPC"] as const).flatMap((field) => (pod[field] ? `${field} of the pod must not be true` : [])),
  "privileged-containers": (pod) =>
    ofContainers(pod).flatMap(({ who, context }) => (context.privileged ? `securityContext.privileged of ${who} must not be true` : [])),
  capabilities: (pod) =>
    ofContainers(pod).flatMap(({ who, context }) => {
      const wrong = (context.capabilities?.add ?? []).filter((name) => !CAPABILITIES.includes(name));
      return wrong.length === 0
        ? []
        : `securityContext.capabilities.add of ${who} must have only ${CAPABILITIES.join(", ")}, got ${wrong.join(", ")}`;
    }),
  "host-path-volumes": ({ volumes }) =>
    volumes.flatMap((volume) => (volume["hostPath"] ? `volume '${volume.name}' must not be a hostPath` : [])),
  "host-ports": ({ containers }) =>
    containers.flatMap(({ name, ports = [] }) =>
      ports.flatMap(({ hostPort }) => (hostPort ? `container '${name}' must not have a hostPort, got ${hostPort}` : [])),
    ),
  "host-probes": ({ containers }) =>
    containers.flatMap((container) =>
      handlersOf(container).flatMap(([field, { httpGet, tcpSocket }]) =>
        [httpGet?.host, tcpSocket?.host].flatMap((host) =>
          host ? `${field} of container '${container.name}' must not have a host, got '${host}'` : [],
        ),
      ),
    ),
  apparmor: (pod) => [
    ...ofAll(pod).flatMap(({ who, context: { appArmorProfile } }) =>
      !appArmorProfile || PROFILES.includes(appArmorProfile.type ?? "") ? [] : profile("appArmorProfile", who, appArmorProfile.type),
    ),
    ...Object.entries(pod.annotations).flatMap(([key, value]) =>
      !key.startsWith(APPARMOR_ANNOTATION) || /^$|^runtime\/default$|^localhost\//.test(value)
        ? []
        : `annotation ${key} must be runtime/default or localhost/<profile>, got '${value}'`,
    ),
  ],
  selinux: (pod) =>
    ofAll(pod).flatMap(({ who, context: { seLinuxOptions: { type, user, role } = {} } }) => [
      ...(type && !SELINUX_TYPES.includes(type)
        ? [`securityContext.seLinuxOptions.type of ${who} must be one of ${SELINUX_TYPES.join(", ")}, got '${type}'`]
        : []),
      ...(user ? [`securityContext.seLinuxOptions.user of ${who} must be left out, got '${user}'`] : []),
      ...(role ? [`securityContext.seLinuxOptions.role of ${who} must be left out, got '${role}'`] : []),
    ]),
  "proc-mount": (pod) =>
    ofContainers(pod).flatMap(({ who, context: { procMount = "Default" } }) =>
      procMount === "Default" ? [] : `securityContext.procMount of ${who} must be Default, got '${procMount}'`,
    ),
  seccomp: (pod) =>
    ofAll(pod).flatMap(({ who, context: { seccompProfile } }) =>
      !seccompProfile || PROFILES.includes(seccompProfile.type ?? "") ? [] : profile("seccompProfile", who, seccompProfile.type),
    ),
  sysctls: ({ securityContext: { sysctls = [] } }) =>
    sysctls.flatMap(({ name }) =>
      SYSCTLS.includes(name) ? [] : `securityContext.sysctls must have only ${SYSCTLS.join(", ")}, got '${name}'`,
    ),
};

function profile(field: string, who: string, type: string | undefined): string {
  return `securityContext.${field}.type of ${who} must be RuntimeDefault or Localhost, got '${type ?? ""}'`;
}

function handlersOf({ livenessProbe, readinessProbe, startupProbe, lifecycle }: SecuredContainer): [string, Handler][] {
  const all = {
    livenessProbe,
    readinessProbe,
    startupProbe,
    "lifecycle.postStart": lifecycle?.postStart,
    "lifecycle.preStop": lifecycle?.preStop,
  };
  return Object.entries(all).flatMap(([field, handler]) => (handler ? [[field, handler]] : []));
}
