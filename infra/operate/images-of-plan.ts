import { ImageReference, slotsInText } from "../../constructs/core";
import { allContainers, isCustomKind, kindOf, type ObjectId, type Plan, podGroupOf } from "../../constructs/plan";

/** An image, as one place of a Plan names it. */
export interface ImageUse {
  /** Whole, as registries know it: "docker.io/library/busybox:1.37". */
  readonly image: string;
  readonly usedBy: ObjectId;
  /** The place within the object, the same in every rendering of a tree. */
  readonly path: string;
}

/** Every image that the objects of a Plan name: in pods, in volumes, and in custom resources as far as they can be known there. */
export function imagesOfPlan({ objects }: Pick<Plan, "objects">): ImageUse[] {
  return objects.flatMap((object) => {
    const { manifest, logicalId } = object;
    const spec = podGroupOf(manifest, object.id)?.spec;
    const named = spec
      ? [...allContainers(spec).map(({ name, image }) => ({ path: name, text: image })), ...volumeImages(spec.volumes ?? [])]
      : isCustomKind(kindOf(manifest))
        ? customImages(manifest["spec"], "spec")
        : [];
    return named.flatMap(({ path, text }): ImageUse[] => {
      const image = text === undefined ? undefined : wholeName(text);
      return image === undefined ? [] : [{ image, usedBy: logicalId, path }];
    });
  });
}

interface Named {
  readonly path: string;
  readonly text?: string;
}

/** A slot is an image too, by a name that only the deployment knows. */
function wholeName(text: string): string | undefined {
  return slotsInText(text).length > 0 ? text : ImageReference.parse(text)?.toString();
}

function volumeImages(volumes: readonly Readonly<Record<string, unknown>>[]): Named[] {
  return volumes.map(({ name, image }) => ({
    path: `volume ${name as string}`,
    text: (image as { reference?: string } | undefined)?.reference,
  }));
}

/** Operators may name images wherever they like: what stands in fields called image or …Image, and in all of images. */
function customImages(value: unknown, path: string): Named[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([field, inner]): Named[] => {
    const here = `${path}.${field}`;
    if (typeof inner === "string")
      return /^(image|[a-z]\w*Image)$/.test(field) || /\.images(\.|$)/.test(path) ? [{ path: here, text: inner }] : [];
    const { repository, tag } = (inner ?? {}) as { repository?: unknown; tag?: unknown };
    if (field === "image" && typeof repository === "string" && typeof tag === "string")
      return [{ path: here, text: `${repository}:${tag}` }];
    return customImages(inner, here);
  });
}
