import { allContainers, type Container, grouped, type ObjectId, type PodSpec } from "../../plan";
import type { Finding } from "../finding";
import { type Subject, specOf, type TemplatePods } from "../subject";

/** No volume is there for nothing. */
export function volumeIsMounted(subject: Subject): Finding[] {
  return everyTemplate(subject, ({ owner, spec }, claims) => {
    const used = new Set(containersWithMounts(spec).flatMap(namesOf));
    return [...volumesOf(spec), ...claims].flatMap((name) =>
      used.has(name)
        ? []
        : { rule: "volume-is-mounted", object: owner, message: `no container mounts volume '${name}'; mount it or leave it out` },
    );
  });
}

/** Whatever a container mounts is there. */
export function mountHasVolume(subject: Subject): Finding[] {
  return everyTemplate(subject, ({ owner, spec }, claims) => {
    const known = new Set([...volumesOf(spec), ...claims]);
    const list = [...known].map((name) => `'${name}'`).join(", ") || "none";
    return containersWithMounts(spec).flatMap((container) =>
      namesOf(container).flatMap((name) =>
        known.has(name)
          ? []
          : {
              rule: "mount-has-volume",
              object: owner,
              message: `container '${container.name}' mounts volume '${name}'; the pod's volumes are ${list}`,
            },
      ),
    );
  });
}

/** A container mounts one thing only at each path. */
export function mountPathIsUnique(subject: Subject): Finding[] {
  return everyTemplate(subject, ({ owner, spec }) =>
    containersWithMounts(spec).flatMap((container) => {
      const paths = grouped(container.volumeMounts ?? [], ({ mountPath }) => [mountPath.replace(/(?<=.)\/+$/, "")]);
      return [...paths].flatMap(([path, mounts]) => {
        const names = mounts.map(({ name }) => `'${name}'`).join(" and ");
        return mounts.length === 1
          ? []
          : {
              rule: "mount-path-is-unique",
              object: owner,
              message: `container '${container.name}' mounts ${names} at ${path}; give each its own path`,
            };
      });
    }),
  );
}

function everyTemplate({ templates, byId }: Subject, check: (pods: TemplatePods, claims: readonly string[]) => Finding[]): Finding[] {
  return [...templates.values()].flatMap((pods) => check(pods, claimsOf(byId, pods.owner)));
}

/** The volumes that a stateful set makes for each of its pods. */
function claimsOf(byId: Subject["byId"], owner: ObjectId): string[] {
  const object = byId.get(owner);
  const { volumeClaimTemplates = [] } = object ? specOf<{ volumeClaimTemplates: readonly { metadata: { name: string } }[] }>(object) : {};
  return volumeClaimTemplates.map(({ metadata }) => metadata.name);
}

function volumesOf({ volumes = [] }: PodSpec): string[] {
  return volumes.map(({ name }) => name);
}

function containersWithMounts(spec: PodSpec): Container[] {
  return [...allContainers(spec), ...((spec["ephemeralContainers"] ?? []) as readonly Container[])];
}

function namesOf({ volumeMounts = [], volumeDevices = [] }: Container): string[] {
  return [...volumeMounts, ...volumeDevices].map(({ name }) => name);
}
