import { ImageReference, parseQuantity, slotsInText } from "../../core";
import { allContainers } from "../../plan";
import type { Finding } from "../finding";
import type { Subject } from "../subject";

interface Resources {
  readonly requests?: Readonly<Record<string, unknown>>;
  readonly limits?: Readonly<Record<string, unknown>>;
}

/** Every container says what it needs, and how much memory it may take at most. */
export function containerHasResources({ templates }: Subject): Finding[] {
  return [...templates.values()].flatMap(({ owner, spec }) => {
    const pod = (spec["resources"] ?? {}) as Resources;
    return allContainers(spec).flatMap(({ name, resources = {} }) => {
      const { requests, limits } = { requests: { ...pod.requests, ...resources.requests }, limits: { ...pod.limits, ...resources.limits } };
      const missing = [
        ...["cpu", "memory"].filter((resource) => requests[resource] === undefined).map((resource) => `requests.${resource}`),
        ...(limits["memory"] === undefined ? ["limits.memory"] : []),
      ];
      const unread = [...Object.entries(requests), ...Object.entries(limits)].filter(
        ([, amount]) => parseQuantity(String(amount)) === undefined,
      );
      const messages = [
        ...(missing.length > 0 ? [`container '${name}' must have resources.${missing.join(" and resources.")}`] : []),
        ...unread.map(
          ([resource, amount]) => `${resource} of container '${name}' must be a quantity such as 250m or 64Mi, got '${String(amount)}'`,
        ),
      ];
      return messages.map((message) => ({ rule: "container-has-resources", object: owner, message }));
    });
  });
}

/** Containers that are to run for long say how to see that they are ready, and that they still live. */
export function containerHasProbes({ templates }: Subject): Finding[] {
  return [...templates.values()].flatMap(({ owner, life, spec }) => {
    if (life !== "long" || (spec["restartPolicy"] ?? "Always") !== "Always") return [];
    return (spec.containers ?? []).flatMap((container) => {
      const missing = ["readinessProbe", "livenessProbe"].filter((probe) => container[probe] === undefined);
      return missing.map((probe) => ({
        rule: "container-has-probes",
        object: owner,
        message: `container '${container.name}' must have a ${probe}`,
      }));
    });
  });
}

/** An image's name means the same image tomorrow. */
export function imageIsPinned({ templates }: Subject): Finding[] {
  return [...templates.values()].flatMap(({ owner, spec }) =>
    allContainers(spec).flatMap(({ name, image = "" }) => {
      // What a slot will be is not known yet.
      if (slotsInText(image).length > 0 || ImageReference.parse(image)?.pinned) return [];
      return {
        rule: "image-is-pinned",
        object: owner,
        message: `image of container '${name}' must have a tag other than 'latest' or a digest, got '${image}'`,
      };
    }),
  );
}
