import type { ReportViolation } from "@pulumi/policy";
import type { ObjectId } from "../../constructs/plan";
import { isUnknown } from "./known";

/** Something that breaks a rule. */
export interface Breach {
  readonly object: ObjectId;
  readonly message: string;
}

/** What may break a rule, and what is excused. */
export interface Scope {
  readonly rule: string;
  readonly excepted: readonly ObjectId[];
  /** The resource of an object; undefined if it is not judged. */
  readonly urnOf: (object: ObjectId) => string | undefined;
}

const NOBODY: ObjectId = "";

/** What a rule finds. Undefined where it asks for something that is not known yet: that is no breach, and no proof that there is none. */
export function judge(find: () => readonly Breach[] | undefined): readonly Breach[] | undefined {
  try {
    return find();
  } catch (error) {
    if (isUnknown(error)) return undefined;
    // What Kubernetes would not take either must not end the preview with a trace of our stack.
    const message = `cannot be judged: something is not of the shape that Kubernetes takes (${(error as Error).message})`;
    return [{ object: NOBODY, message }];
  }
}

/** Reports what breaks a rule and is not excepted, and exceptions that excuse nothing. */
export function reportBreaches(breaches: readonly Breach[], { rule, excepted, urnOf }: Scope, report: ReportViolation): void {
  for (const { object, message } of breaches) {
    const urn = urnOf(object);
    if (object === NOBODY || (urn !== undefined && !excepted.includes(object))) report(message, urn);
  }
  const broken = new Set(breaches.map(({ object }) => object));
  if (broken.has(NOBODY)) return;
  for (const object of new Set(excepted)) {
    const urn = urnOf(object);
    if (urn !== undefined && !broken.has(object)) report(`the object does not break '${rule}'; remove the exception`, urn);
  }
}
