import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { ImageReference } from "../../constructs/core";
import type { MirroredImage } from "../operate/mirrored-images";

/** An image that is built of a folder of this project. */
export interface AppImage {
  /** Whole, as the cluster asks for it. */
  readonly image: string;
  /** As it was typed: "apps/lecture-web". */
  readonly folder: string;
  /** The same image by a name that says of which source it was built. */
  readonly source: string;
  readonly usedBy: readonly string[];
}

/** An image of a node, as `minikube image ls --format json` lists it. */
export interface ListedImage {
  readonly id: string;
  readonly repoTags?: readonly string[] | null;
}

/** Where the apps of a project are. */
const APPS = "apps";

/**
 * The images of a system that this project builds: those whose name ends like a folder in apps/ that has a Dockerfile.
 * @param project the folder that holds apps/
 */
export function appImages(images: readonly MirroredImage[], project: string): AppImage[] {
  return images.flatMap(({ image, pulledFrom, usedBy }): AppImage | [] => {
    const { registry, repository = "", digest } = ImageReference.parse(image) ?? {};
    // A digest is of something that was built already; the official images of Docker Hub are nobody's apps.
    if (digest !== undefined || (registry === "docker.io" && repository.startsWith("library/"))) return [];
    const app = repository.split("/").at(-1) ?? "";
    if (!existsSync(join(project, APPS, app, "Dockerfile"))) return [];
    const hash = hashOf(join(project, APPS, app));
    return { image: pulledFrom, folder: `${APPS}/${app}`, source: `${pulledFrom}-source-${hash}`, usedBy };
  });
}

/** How an app's image is, compared with what a cluster has. */
export type ImageState = "unchanged" | "new" | "changed";

/**
 * Compares an image with those in a cluster. It is unchanged where its name, and the name that tells its source, mean the
 * same image: whoever builds it by hand moves one of them.
 */
export function imageState({ image, source }: AppImage, listed: readonly ListedImage[]): ImageState {
  const current = idOf(listed, image);
  if (current === undefined) return "new";
  return current === idOf(listed, source) ? "unchanged" : "changed";
}

/** Whether an image of this name is listed. */
export function isListed(listed: readonly ListedImage[], name: string): boolean {
  return idOf(listed, name) !== undefined;
}

function idOf(listed: readonly ListedImage[], name: string): string | undefined {
  return listed.find(({ repoTags }) => (repoTags ?? []).some((tag) => ImageReference.parse(tag)?.toString() === name))?.id;
}

/** What `minikube image ls --format json` prints. */
export function readImages(output: string): ListedImage[] {
  return (JSON.parse(output) as ListedImage[] | null) ?? [];
}

/** The content of a folder: names, who may run it, links and bytes; not when it was written. */
function hashOf(folder: string): string {
  const hash = createHash("sha256");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const name of names.map((one) => one.replaceAll("\\", "/")).sort()) {
    const file = join(folder, name);
    const stat = lstatSync(file);
    const content = stat.isSymbolicLink() ? readlinkSync(file) : stat.isFile() ? readFileSync(file) : "";
    hash.update(`${name}\0${stat.isFile() && (stat.mode & 0o111) !== 0 ? "x" : ""}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 12);
}
