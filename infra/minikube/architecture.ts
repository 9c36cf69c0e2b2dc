import type { MirroredImage } from "../operate/mirrored-images";

/** Whose images are there for amd64 alone. */
const AMD64_ONLY = ["docker.io/vitess/"];

/** Which images there are not for the architecture of a machine, one line each. */
export function missingImages(images: readonly MirroredImage[], { architecture, name }: { architecture: string; name: string }): string[] {
  if (architecture === "amd64") return [];
  return images
    .filter(({ image }) => AMD64_ONLY.some((prefix) => image.startsWith(prefix)))
    .map(({ image, usedBy: [first, ...others] }) => {
      const more = others.length > 0 ? ` and ${others.length} more` : "";
      return `there is no image ${image} for ${architecture}, which ${name} is: ${first}${more} cannot run there; take an amd64 machine, or a system without it`;
    });
}
