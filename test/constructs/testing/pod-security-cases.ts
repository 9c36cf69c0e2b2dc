import { allowed, DROP_ALL, init, type PodSecurityCase, RUNTIME_DEFAULT, refused, restricted } from "./pod-security-case";

const UNCONFINED = { type: "Unconfined" };
const NO_ESCALATION = "securityContext.allowPrivilegeEscalation of container 'app' must be false";
const CAPABILITIES =
  "AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT";
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
const VOLUME_TYPES = "configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected, secret";
const CLAIM = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
const HTTP = { path: "/", port: 80 };
const WINDOWS = { os: { name: "windows" } };

function profile(field: string, who: string): string {
  return `securityContext.${field}.type of ${who} must be RuntimeDefault or Localhost, got 'Unconfined'`;
}

const UNSECURED = [
  "securityContext.capabilities.drop of container 'app' must have ALL",
  "securityContext.seccompProfile.type of container 'app' or of the pod must be RuntimeDefault or Localhost",
  NO_ESCALATION,
  "securityContext.runAsNonRoot of container 'app' or of the pod must be true",
];

/** Every control of the Pod Security Standards, each broken at least once, and each at its limit. */
export const POD_SECURITY_CASES: readonly PodSecurityCase[] = [
  allowed("a pod without privileges", {}),
  restricted(
    "a pod that says nothing",
    { podSecurity: { runAsNonRoot: undefined, seccompProfile: undefined }, container: { securityContext: undefined } },
    ...UNSECURED,
  ),

  refused(
    "a host process of the pod",
    {
      spec: { ...WINDOWS, hostNetwork: true },
      podSecurity: { seccompProfile: undefined, windowsOptions: { hostProcess: true, runAsUserName: "NT AUTHORITY\\SYSTEM" } },
      container: { securityContext: undefined },
    },
    "securityContext.windowsOptions.hostProcess of the pod must not be true",
    "hostNetwork of the pod must not be true",
  ),
  refused(
    "a host process of a container",
    {
      spec: { ...WINDOWS, hostNetwork: true },
      podSecurity: { seccompProfile: undefined },
      container: { securityContext: { windowsOptions: { hostProcess: true, runAsUserName: "NT AUTHORITY\\SYSTEM" } } },
    },
    "securityContext.windowsOptions.hostProcess of container 'app' must not be true",
    "hostNetwork of the pod must not be true",
  ),
  allowed("a Windows pod without what only Linux has", {
    spec: WINDOWS,
    podSecurity: { seccompProfile: undefined },
    container: { securityContext: undefined },
  }),

  refused("the host's network", { spec: { hostNetwork: true } }, "hostNetwork of the pod must not be true"),
  refused("the host's processes", { spec: { hostPID: true } }, "hostPID of the pod must not be true"),
  refused("the host's shared memory", { spec: { hostIPC: true } }, "hostIPC of the pod must not be true"),

  {
    ...refused(
      "a privileged container",
      { security: { privileged: true, allowPrivilegeEscalation: undefined } },
      "securityContext.privileged of container 'app' must not be true",
    ),
    restricted: ["securityContext.privileged of container 'app' must not be true", NO_ESCALATION],
  },
  {
    ...refused(
      "a privileged init container",
      init({ securityContext: { ...DROP_ALL, privileged: true } }),
      "securityContext.privileged of container 'init' must not be true",
    ),
    restricted: [
      "securityContext.privileged of container 'init' must not be true",
      "securityContext.allowPrivilegeEscalation of container 'init' must be false",
    ],
  },

  {
    ...refused(
      "an unusual capability",
      { security: { capabilities: { drop: ["ALL"], add: ["NET_RAW", "CHOWN"] } } },
      `securityContext.capabilities.add of container 'app' must have only ${CAPABILITIES}, got NET_RAW`,
    ),
    restricted: ["securityContext.capabilities.add of container 'app' must have only NET_BIND_SERVICE, got NET_RAW, CHOWN"],
  },
  restricted(
    "a usual capability",
    { security: { capabilities: { drop: ["ALL"], add: ["CHOWN"] } } },
    "securityContext.capabilities.add of container 'app' must have only NET_BIND_SERVICE, got CHOWN",
  ),
  allowed("the capability of low ports", { security: { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } } }),
  restricted(
    "dropping only some capabilities",
    { security: { capabilities: { drop: ["NET_RAW"] } } },
    "securityContext.capabilities.drop of container 'app' must have ALL",
  ),
  restricted(
    "an init container with capabilities",
    init({ securityContext: { allowPrivilegeEscalation: false } }),
    "securityContext.capabilities.drop of container 'init' must have ALL",
  ),

  {
    ...refused(
      "a path of the host",
      { spec: { volumes: [{ name: "logs", hostPath: { path: "/var/log" } }] } },
      "volume 'logs' must not be a hostPath",
    ),
    restricted: [`volume 'logs' must be one of ${VOLUME_TYPES}, got hostPath`],
  },
  restricted(
    "a network file system",
    { spec: { volumes: [{ name: "media", nfs: { server: "10.0.0.1", path: "/" } }] } },
    `volume 'media' must be one of ${VOLUME_TYPES}, got nfs`,
  ),
  allowed("all volumes that belong to the pod", {
    spec: {
      volumes: [
        { name: "none" },
        { name: "config", configMap: { name: "settings" } },
        { name: "driver", csi: { driver: "csi.test" } },
        { name: "downward", downwardAPI: { items: [] } },
        { name: "empty", emptyDir: {} },
        { name: "ephemeral", ephemeral: { volumeClaimTemplate: { spec: CLAIM } } },
        { name: "claim", persistentVolumeClaim: { claimName: "data" } },
        { name: "projected", projected: { sources: [{ configMap: { name: "settings" } }] } },
        { name: "secret", secret: { secretName: "keys" } },
      ],
    },
  }),

  refused(
    "a port of the host",
    { container: { ports: [{ containerPort: 80, hostPort: 8080 }] } },
    "container 'app' must not have a hostPort, got 8080",
  ),
  allowed("a port of the pod", { container: { ports: [{ containerPort: 80, hostPort: 0 }] } }),

  refused(
    "a liveness probe of another host",
    { container: { livenessProbe: { httpGet: { ...HTTP, host: "10.0.0.1" } } } },
    "livenessProbe of container 'app' must not have a host, got '10.0.0.1'",
  ),
  refused(
    "a readiness probe of another host",
    { container: { readinessProbe: { tcpSocket: { port: 80, host: "127.0.0.1" } } } },
    "readinessProbe of container 'app' must not have a host, got '127.0.0.1'",
  ),
  refused(
    "a start-up probe of another host",
    { container: { startupProbe: { httpGet: { ...HTTP, host: "db" } } } },
    "startupProbe of container 'app' must not have a host, got 'db'",
  ),
  refused(
    "a hook that calls another host",
    { container: { lifecycle: { preStop: { httpGet: { ...HTTP, host: "db" } } } } },
    "lifecycle.preStop of container 'app' must not have a host, got 'db'",
  ),
  refused(
    "a hook that connects to another host",
    { container: { lifecycle: { postStart: { tcpSocket: { port: 80, host: "db" } } } } },
    "lifecycle.postStart of container 'app' must not have a host, got 'db'",
  ),
  refused(
    "a sidecar's probe of another host",
    init({ restartPolicy: "Always", livenessProbe: { tcpSocket: { port: 80, host: "db" } } }),
    "livenessProbe of container 'init' must not have a host, got 'db'",
  ),
  allowed("probes and hooks of the pod itself", {
    container: {
      livenessProbe: { httpGet: { ...HTTP, host: "" } },
      readinessProbe: { tcpSocket: { port: 80 } },
      lifecycle: { preStop: { httpGet: HTTP } },
    },
  }),

  refused("a pod without AppArmor", { podSecurity: { appArmorProfile: UNCONFINED } }, profile("appArmorProfile", "the pod")),
  refused("a container without AppArmor", { security: { appArmorProfile: UNCONFINED } }, profile("appArmorProfile", "container 'app'")),
  refused(
    "a container without AppArmor, in the old way",
    { annotations: { "container.apparmor.security.beta.kubernetes.io/app": "unconfined" } },
    "annotation container.apparmor.security.beta.kubernetes.io/app must be runtime/default or localhost/<profile>, got 'unconfined'",
  ),
  allowed("a profile of AppArmor", {
    podSecurity: { appArmorProfile: RUNTIME_DEFAULT },
    security: { appArmorProfile: { type: "Localhost", localhostProfile: "mine" } },
  }),
  allowed("a profile of AppArmor, in the old way", {
    annotations: { "container.apparmor.security.beta.kubernetes.io/app": "runtime/default" },
  }),

  refused(
    "a foreign SELinux type",
    { podSecurity: { seLinuxOptions: { type: "spc_t" } } },
    "securityContext.seLinuxOptions.type of the pod must be one of container_t, container_init_t, container_kvm_t, container_engine_t, got 'spc_t'",
  ),
  refused(
    "an SELinux user and role",
    { security: { seLinuxOptions: { type: "container_t", user: "system_u", role: "sysadm_r" } } },
    "securityContext.seLinuxOptions.user of container 'app' must be left out, got 'system_u'",
    "securityContext.seLinuxOptions.role of container 'app' must be left out, got 'sysadm_r'",
  ),
  allowed("the SELinux types of containers", {
    podSecurity: { seLinuxOptions: { type: "container_engine_t", level: "s0:c1" } },
    security: { seLinuxOptions: { type: "container_init_t" } },
  }),

  refused(
    "an open /proc",
    { spec: { hostUsers: false }, security: { procMount: "Unmasked" } },
    "securityContext.procMount of container 'app' must be Default, got 'Unmasked'",
  ),
  allowed("the usual /proc", { security: { procMount: "Default" } }),

  refused("a pod without seccomp", { podSecurity: { seccompProfile: UNCONFINED } }, profile("seccompProfile", "the pod")),
  refused("a container without seccomp", { security: { seccompProfile: UNCONFINED } }, profile("seccompProfile", "container 'app'")),
  allowed("a seccomp profile of each container", {
    podSecurity: { seccompProfile: undefined },
    security: { seccompProfile: { type: "Localhost", localhostProfile: "mine.json" } },
  }),
  restricted(
    "one container that says nothing of seccomp",
    { ...init({}), podSecurity: { seccompProfile: undefined }, security: { seccompProfile: RUNTIME_DEFAULT } },
    "securityContext.seccompProfile.type of container 'init' or of the pod must be RuntimeDefault or Localhost",
  ),

  refused(
    "an unsafe sysctl",
    { podSecurity: { sysctls: [{ name: "kernel.msgmax", value: "1" }] } },
    `securityContext.sysctls must have only ${SYSCTLS.join(", ")}, got 'kernel.msgmax'`,
  ),
  allowed("all safe sysctls", { podSecurity: { sysctls: SYSCTLS.map((name) => ({ name, value: "1" })) } }),

  restricted("privilege escalation", { security: { allowPrivilegeEscalation: true } }, NO_ESCALATION),
  restricted("privilege escalation that nobody forbids", { security: { allowPrivilegeEscalation: undefined } }, NO_ESCALATION),

  restricted(
    "a pod that may be root",
    { podSecurity: { runAsNonRoot: false }, security: { runAsNonRoot: true } },
    "securityContext.runAsNonRoot of the pod must not be false",
  ),
  restricted(
    "a container that may be root",
    { security: { runAsNonRoot: false } },
    "securityContext.runAsNonRoot of container 'app' must not be false",
  ),
  restricted(
    "one container that may be root",
    { ...init({}), podSecurity: { runAsNonRoot: undefined }, security: { runAsNonRoot: true } },
    "securityContext.runAsNonRoot of container 'init' or of the pod must be true",
  ),
  allowed("containers that each say they are not root", { podSecurity: { runAsNonRoot: undefined }, security: { runAsNonRoot: true } }),
  restricted("a pod that is root", { podSecurity: { runAsUser: 0 } }, "securityContext.runAsUser of the pod must not be 0"),
  restricted(
    "a container that is root",
    { podSecurity: { runAsUser: 1000 }, security: { runAsUser: 0 } },
    "securityContext.runAsUser of container 'app' must not be 0",
  ),
  allowed("a user other than root", { podSecurity: { runAsUser: 1000 }, security: { runAsUser: 65534 } }),
];
