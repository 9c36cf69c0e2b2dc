import { kindOf, type ObjectId, objectOf, type Plan, type PlanExternal, planOfObjects } from "../../constructs/plan";
import { type Finding, INVARIANTS, invariants, subjectOf } from "../../constructs/testing";
import { secretMadeBy } from "../policy/made-secrets";
import type { PlacedObject, ReadManifests } from "./manifests";
import type { Settings } from "./properties";
import { seesOneObject } from "./rules";

/** Something that is wrong. */
export interface Found extends Finding {
  /** Where it stands, if that is not said by its object. */
  readonly file?: string;
}

const UNREADABLE = "manifest-is-readable";
const EVERYTHING: ObjectId = "*";

/** What is wrong with manifests. */
export function judge({ objects, unreadable }: ReadManifests, settings: Settings): Found[] {
  const unread = unreadable.map(({ file, what, message }) => ({ rule: UNREADABLE, object: what, message, file }));
  const found = judgeObjects(objects, settings);
  const isWhole = [...unread, ...found].every(({ rule }) => rule !== UNREADABLE);
  // Of what cannot be read nobody can say that it is missing.
  return [...unread, ...found.filter(({ rule }) => isWhole || rule === UNREADABLE || seesOneObject(rule))];
}

/** What Kubernetes would not take either may be of any shape, and stop the rules: then it is said of which object, and the rest is judged. */
function judgeObjects(objects: readonly PlacedObject[], settings: Settings): Found[] {
  try {
    return invariants(planOf(objects, settings.externals), { except: settings.except });
  } catch {
    const shapeless = objects.flatMap((object) => {
      const [problem] = shapeProblems([object], settings);
      return problem ? [{ object, problem }] : [];
    });
    const found = shapeless.map(({ object: { id, file }, problem }) => ({ rule: UNREADABLE, object: id, message: problem, file }));
    if (shapeless.length === 0) {
      // Some shapes show only where objects meet.
      const file = [...new Set(objects.map((object) => object.file))].join(", ");
      return shapeProblems(objects, settings).map((message) => ({ rule: UNREADABLE, object: EVERYTHING, message, file }));
    }
    const strange = new Set(shapeless.map(({ object }) => object));
    return [
      ...found,
      ...judgeObjects(
        objects.filter((object) => !strange.has(object)),
        settings,
      ),
    ];
  }
}

/** The rules that cannot judge the objects. */
function shapeProblems(objects: readonly PlacedObject[], { externals }: Settings): string[] {
  const problem = (rule: string, error: unknown): string =>
    `cannot be judged by ${rule}: something is not of the shape that Kubernetes takes (${(error as Error).message})`;
  try {
    const subject = subjectOf(planOf(objects, externals));
    return Object.entries(INVARIANTS).flatMap(([name, rule]) => {
      try {
        rule(subject);
        return [];
      } catch (error) {
        return problem(name, error);
      }
    });
  } catch (error) {
    return [problem("any rule", error)];
  }
}

/** A Plan of what manifests say; what constructs say of one another is not in them. */
function planOf(placed: readonly PlacedObject[], externals: readonly PlanExternal[]): Plan {
  const objects = placed.map(({ manifest }) => objectOf(manifest));
  return planOfObjects(objects, { externals: [...externals, ...placed.flatMap(madeByController)] });
}

/** A Secret that a controller makes of an object. */
function madeByController({ manifest }: PlacedObject): PlanExternal[] {
  const name = secretMadeBy(manifest);
  return name === undefined ? [] : [{ kind: "Secret", name, namespace: manifest.metadata.namespace, madeBy: kindOf(manifest) }];
}
