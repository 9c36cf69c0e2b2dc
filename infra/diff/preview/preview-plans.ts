import { isData, type Manifest, type ObjectId, type Plan, type PlanObject, planOfObjects } from "../../../constructs/plan";
import { isKept } from "./holds-data";
import type { Named, PreviewObject } from "./kubernetes-object";
import { segmentsOf, valueAt } from "./paths";
import type { PreviewPath } from "./preview";
import type { Fate } from "./resources";

/** What is known around a preview: the Plan that it deploys, or what a system says of itself. */
export type Around = Partial<Pick<Plan, "objects" | "connections" | "expectedPods" | "externals" | "system" | "environment">> & {
  /** The objects that hold data, or within which there is some. */
  readonly keep: ReadonlySet<ObjectId>;
};

/** An object whose content is shown, on the sides where it is. */
export interface Shown {
  readonly from?: PlanObject;
  readonly to?: PlanObject;
}

/** The objects of a preview as two Plans. */
export interface PreviewPlans {
  readonly before: Plan;
  readonly after: Plan;
  /** Those whose content the preview shows. */
  readonly shown: ReadonlyMap<PreviewObject, Shown>;
}

/** What these become is the same object before and after. */
const STAYS = new Set<Fate>(["looked at", "taken over", "forgotten"]);

/** Makes two Plans of the objects of a preview: as they are, and as they will be. */
export function previewPlans(objects: readonly PreviewObject[], around: Around): PreviewPlans {
  const { objects: others = [], connections = [], expectedPods = [], externals = [], system = "", environment = "" } = around;
  const phases = new Map(others.map(({ id, phase }) => [id, phase]));
  const shown = new Map(
    objects.flatMap((object): [PreviewObject, Shown][] => {
      const sides = sidesOf(object, (side) => {
        const { id } = side;
        const keep = isKept(object, around.keep);
        const wait = { until: "exists" } as const;
        return { id, logicalId: logicalIdOf(object, side), manifest: side.manifest, phase: phases.get(id) ?? 0, wait, keep };
      });
      return sides ? [[object, sides]] : [];
    }),
  );
  const sides = [...shown.values()];
  const told = new Set(sides.flatMap(({ from, to }) => [from?.id, to?.id]));
  const rest = others.filter(({ id }) => !told.has(id));
  const known = { connections, expectedPods, externals, system, environment };
  const side = (own: readonly (PlanObject | undefined)[]): Plan => {
    const all = [...rest, ...own.filter((one) => one !== undefined)];
    return planOfObjects([...new Map(all.map((one) => [one.id, one])).values()], known);
  };
  return { before: side(sides.map(({ from }) => from)), after: side(sides.map(({ to }) => to)), shown };
}

type WithManifest = Named & { readonly manifest: Manifest };

/** Both sides of an object; undefined if one that is there is not shown. */
function sidesOf({ before, after, resource, kind }: PreviewObject, make: (side: WithManifest) => PlanObject): Shown | undefined {
  if (STAYS.has(resource.fate)) {
    const side = after?.manifest ? after : before;
    if (!side?.manifest) return undefined;
    const object = make(side as WithManifest);
    return { from: object, to: object };
  }
  if ((before && !before.manifest) || (after && !after.manifest)) return undefined;
  if (kind !== "Secret" || !before?.manifest || !after?.manifest)
    return { ...(before ? { from: make(before as WithManifest) } : {}), ...(after ? { to: make(after as WithManifest) } : {}) };
  const [from, to] = withSecretData(before.manifest, after.manifest, resource.paths ?? []);
  return { from: make({ ...before, manifest: from }), to: make({ ...after, manifest: to }) };
}

/** Values of a Secret are not shown, but Pulumi says which of them differ: they get signs that nobody sees either. */
function withSecretData(before: Manifest, after: Manifest, paths: readonly PreviewPath[]): readonly [Manifest, Manifest] {
  const changed = paths.flatMap(({ path, change }) => {
    const [field, key, ...more] = segmentsOf(path);
    if (field !== "data" || typeof key !== "string" || more.length > 0 || valueAt(before, path) !== valueAt(after, path)) return [];
    return [{ key, change }];
  });
  if (changed.length === 0) return [before, after];
  const side = (manifest: Manifest, absent: string, sign: string): Manifest => {
    const data = isData(manifest["data"]) ? manifest["data"] : {};
    const signs = changed.filter(({ change }) => change !== absent).map(({ key }) => [key, sign] as const);
    return { ...manifest, data: { ...data, ...Object.fromEntries(signs) } };
  };
  return [side(before, "add", "was"), side(after, "delete", "will be")];
}

/** A one-off job has the hash of its content in its own name, and none in Pulumi's: that is how it is followed. */
function logicalIdOf({ kind, resource }: PreviewObject, { id }: Named): ObjectId {
  const logical = `${kind}/${resource.name}`;
  return kind === "Job.batch" && /^-[0-9a-f]{8}$/.test(id.slice(logical.length)) && id.startsWith(logical) ? logical : id;
}
