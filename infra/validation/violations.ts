import { grouped, type ObjectId } from "../../constructs/plan";
import type { ViolatingResource, Violation } from "./contract";
import type { Found } from "./judge";
import type { PlacedObject } from "./manifests";
import { adviceOf } from "./rules";

/** Where exceptions stand, and what those of a whole rule are of. */
const PROPERTIES = "properties.except";
const EVERYTHING = "*";

/** What was found as cdk8s-cli reports it: rule by rule in the order of their names, object by object. */
export function violationsOf(
  found: readonly Found[],
  objects: readonly PlacedObject[],
  isAdvisory: (rule: string) => boolean,
): Violation[] {
  const byId = grouped(objects, ({ id }) => [id]);
  const byName = grouped(objects, ({ manifest }) => [manifest.metadata.name]);
  // cdk8s knows one construct for each name: where several objects share it, it may be the wrong one, and is not asked for.
  const nameOf = (id: ObjectId): string => {
    const name = byId.get(id)?.[0]?.manifest.metadata.name;
    return name !== undefined && byName.get(name)?.length === 1 ? name : id;
  };
  const resourcesOf = (id: ObjectId, all: readonly Found[]): ViolatingResource[] => {
    const files = new Set([...all.flatMap(({ file }) => file ?? []), ...(byId.get(id) ?? []).map(({ file }) => file)]);
    const locations = all.map(({ message }) => (id === EVERYTHING ? message : `${id}: ${message}`));
    return (files.size > 0 ? [...files] : [PROPERTIES]).map((manifestPath) => ({ resourceName: nameOf(id), locations, manifestPath }));
  };
  const rules = [...grouped(found, ({ rule }) => [rule])].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return rules.map(([rule, ofRule]) => {
    const { description, remediation } = adviceOf(rule);
    const ofObjects = grouped(ofRule, ({ file, object }) => [`${file ?? ""} ${object}`]);
    return {
      ruleName: rule,
      recommendation: isAdvisory(rule) ? `${description} (advisory)` : description,
      fix: remediation,
      violatingResources: [...ofObjects.values()].flatMap((all) => resourcesOf(all[0]?.object ?? "", all)),
    };
  });
}
