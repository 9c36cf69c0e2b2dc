import { BASELINE } from "./baseline";
import { type Control, ofAll, ofContainers, type SecuredPod } from "./secured-pod";

const VOLUMES = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

/** What a namespace of the level restricted asks of each pod, as of Kubernetes 1.34: the baseline, and this in addition or in its place. */
export const RESTRICTED: Readonly<Record<string, Control>> = {
  // The control of volume types says it too, and says which are allowed.
  ...Object.fromEntries(Object.entries(BASELINE).filter(([name]) => name !== "host-path-volumes")),
  "volume-types": ({ volumes }) =>
    volumes.flatMap((volume) => {
      const type = Object.keys(volume).find((field) => field !== "name" && volume[field] !== undefined);
      // Kubernetes takes a volume that says nothing as an emptyDir.
      return type === undefined || VOLUMES.includes(type)
        ? []
        : `volume '${volume.name}' must be one of ${VOLUMES.join(", ")}, got ${type}`;
    }),
  "privilege-escalation": (pod) =>
    isWindows(pod)
      ? []
      : ofContainers(pod).flatMap(({ who, context }) =>
          context.allowPrivilegeEscalation === false ? [] : `securityContext.allowPrivilegeEscalation of ${who} must be false`,
        ),
  "running-as-non-root": (pod) => {
    const wrong = ofAll(pod).flatMap(({ who, context }) =>
      context.runAsNonRoot === false ? `securityContext.runAsNonRoot of ${who} must not be false` : [],
    );
    if (wrong.length > 0 || pod.securityContext.runAsNonRoot) return wrong;
    return ofContainers(pod).flatMap(({ who, context }) =>
      context.runAsNonRoot ? [] : `securityContext.runAsNonRoot of ${who} or of the pod must be true`,
    );
  },
  "running-as-non-root-user": (pod) =>
    ofAll(pod).flatMap(({ who, context }) => (context.runAsUser === 0 ? `securityContext.runAsUser of ${who} must not be 0` : [])),
  seccomp: (pod) => {
    const wrong = BASELINE["seccomp"]?.(pod) ?? [];
    if (isWindows(pod) || wrong.length > 0 || pod.securityContext.seccompProfile) return wrong;
    return ofContainers(pod).flatMap(({ who, context }) =>
      context.seccompProfile ? [] : `securityContext.seccompProfile.type of ${who} or of the pod must be RuntimeDefault or Localhost`,
    );
  },
  capabilities: (pod) =>
    isWindows(pod)
      ? []
      : ofContainers(pod).flatMap(({ who, context: { capabilities: { add = [], drop = [] } = {} } }) => {
          const wrong = add.filter((name) => name !== "NET_BIND_SERVICE");
          return [
            ...(drop.includes("ALL") ? [] : [`securityContext.capabilities.drop of ${who} must have ALL`]),
            ...(wrong.length === 0
              ? []
              : [`securityContext.capabilities.add of ${who} must have only NET_BIND_SERVICE, got ${wrong.join(", ")}`]),
          ];
        }),
};

/** Windows has no privilege escalation, seccomp or capabilities; the API server refuses the fields there. */
function isWindows({ os }: SecuredPod): boolean {
  return os?.name === "windows";
}
