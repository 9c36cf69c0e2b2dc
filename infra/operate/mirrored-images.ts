import { slotsInText } from "../../constructs/core";
import { grouped, type ObjectId, type Plan } from "../../constructs/plan";
import { imagesOfPlan } from "./images-of-plan";

/** An image, from where it comes, and who uses it. */
export interface MirroredImage {
  /** Where its maker publishes it. */
  readonly image: string;
  /** Where the cluster pulls it from: the same, or a mirror. */
  readonly pulledFrom: string;
  readonly usedBy: readonly ObjectId[];
}

/**
 * Every image once, sorted. The Plan says where the cluster pulls it from; the same tree without mirrors says what was meant.
 */
export function mirroredImages(plan: Plan, withoutMirrors: Plan): MirroredImage[] {
  const sources = new Map(imagesOfPlan(withoutMirrors).map(({ image, usedBy, path }) => [`${usedBy} ${path}`, image]));
  const uses = imagesOfPlan(plan).map((use) => ({ ...use, source: sources.get(`${use.usedBy} ${use.path}`) ?? use.image }));
  const known = uses.filter(({ source }) => slotsInText(source).length === 0);
  return [...grouped(known, ({ source, image }) => [`${source} ${image}`]).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, same]) => {
      const [image = "", pulledFrom = ""] = key.split(" ");
      return { image, pulledFrom, usedBy: [...new Set(same.map(({ usedBy }) => usedBy))].sort() };
    });
}

/** The objects whose image only the deployment knows. */
export function openImages(plan: Plan): ObjectId[] {
  return imagesOfPlan(plan)
    .filter(({ image }) => slotsInText(image).length > 0)
    .map(({ usedBy }) => usedBy);
}
