import type { PolicyResource } from "@pulumi/policy";
import { idOf, kindOf, type Manifest, type ObjectId, objectOf, type Plan, type PlanExternal, planOfObjects } from "../../constructs/plan";
import { holdsData } from "./holds-data";
import { isOpen, without } from "./known";
import { secretMadeBy } from "./made-secrets";
import { factsIn } from "./plan-facts";
import type { Written } from "./written";

/** A stack as the rules see it. */
export interface StackView {
  readonly plan: Plan;
  /** The resource of each object; what is only read is not there. */
  readonly ours: ReadonlyMap<ObjectId, PolicyResource>;
  /** Whether of some object it is not known yet which it is: then nobody can say of another that it is missing. */
  readonly isOpen: boolean;
}

/** Reads the resources of a stack, whoever made them. */
export function stackView(resources: readonly PolicyResource[], written: Pick<Written, "of">): StackView {
  // An engine lists them in any order.
  const sorted = resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
  const seen = sorted.map((resource) => ({ resource, ...written.of(resource) }));
  const all = seen.flatMap(({ manifest, ...rest }) => (manifest && manifest !== "open" ? { ...rest, manifest, id: idOf(manifest) } : []));
  const ours = new Map(all.filter(({ isOurs }) => isOurs).map(({ id, resource }) => [id, resource]));
  // What is read as well as made is one object.
  const objects = all.filter(({ isOurs, id }) => isOurs || !ours.has(id));
  const { keep, connections, expectedPods, externals } = factsIn(resources);
  const kept = new Set([...keep, ...holdsData(objects)]);
  return {
    plan: planOfObjects(
      objects.map(({ id, manifest }) => objectOf(withoutOpenData(manifest), { keep: kept.has(id) })),
      { connections, expectedPods, externals: [...externals, ...objects.flatMap(({ manifest }) => madeElsewhere(manifest))] },
    ),
    ours,
    isOpen: seen.some(({ manifest }) => manifest === "open"),
  };
}

/** A Plan of nothing but one object. */
export function planOfOne(manifest: Manifest): Plan {
  return planOfObjects([objectOf(manifest)]);
}

const DATA = ["data", "binaryData", "stringData"];

/** ConfigMaps and Secrets whose keys are not known yet, and Secrets that a controller will make: they are there, with any keys. */
function madeElsewhere(manifest: Manifest): PlanExternal[] {
  const { name, namespace } = manifest.metadata;
  const kind = kindOf(manifest);
  if (kind === "ConfigMap" || kind === "Secret")
    return DATA.some((field) => isOpen(manifest, field)) ? [{ kind, name, namespace, madeBy: "this stack" }] : [];
  const secret = secretMadeBy(manifest);
  return secret === undefined ? [] : [{ kind: "Secret", name: secret, namespace, madeBy: kind }];
}

function withoutOpenData(manifest: Manifest): Manifest {
  return without(
    manifest,
    DATA.filter((field) => isOpen(manifest, field)),
  );
}
