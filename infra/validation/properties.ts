import { inspect } from "node:util";
import { type ExternalKind, type Problem, RefusedError, show } from "../../constructs/core";
import type { ObjectId, PlanExternal } from "../../constructs/plan";
import { type Exceptions, INVARIANTS } from "../../constructs/testing";
import { closest } from "../closest";
import { OWN_RULES } from "./rules";

/** What can stand under `properties` in cdk8s.yaml. */
export interface InvariantValidationProps {
  /**
   * What is meant to be so: by rule the objects, such as "Deployment.apps/shop/web", or true for a whole rule. What excuses nothing is
   * a finding of its own, `exception-unused`, so that the list stays short.
   * @default - none
   */
  readonly except?: Exceptions;
  /**
   * Objects that pods name and somebody else makes: "Secret/shop/database", or "Secret/database" where manifests say no namespace.
   * @default - none
   */
  readonly externals?: readonly ObjectId[];
  /**
   * Rules whose findings are said, but do not fail the command; true: all of them.
   * @default - none
   */
  readonly advisory?: readonly string[] | true;
}

/** The properties as they are used. */
export interface Settings {
  readonly except: Exceptions;
  readonly externals: readonly PlanExternal[];
  readonly isAdvisory: (rule: string) => boolean;
}

const PROPERTIES = ["except", "externals", "advisory"];
const RULES = Object.keys(INVARIANTS);
const EXTERNAL_KINDS: readonly ExternalKind[] = ["ConfigMap", "PersistentVolumeClaim", "Secret", "ServiceAccount"];
const OBJECT = /^[A-Z][A-Za-z0-9]*(\.[a-z0-9.-]+)?(\/[^/\s]+){1,2}$/;
const OBJECTS = 'objects such as "Deployment.apps/shop/web" or "Service/shop/web"';

type Say = (message: string) => void;

/**
 * Reads what somebody wrote into a file that nothing has checked yet.
 * @throws RefusedError with everything that is wrong
 */
export function readProperties(given: unknown): Settings {
  const problems: Problem[] = [];
  const say: Say = (message) => void problems.push({ path: "", message });
  const properties = isMap(given) ? given : {};
  if (given !== null && !isMap(given)) say(`they must be a map with ${PROPERTIES.join(", ")}, got ${show(given)}`);
  for (const name of Object.keys(properties))
    if (!PROPERTIES.includes(name)) say(`there is no property '${name}'${closest(name, PROPERTIES)}; there are ${PROPERTIES.join(", ")}`);

  const except = exceptionsIn(properties["except"] ?? {}, say);
  const externals = externalsIn(properties["externals"] ?? [], say);
  const advisory = advisoryIn(properties["advisory"] ?? [], say);
  if (problems.length > 0) throw withoutFrames(new RefusedError(problems, "the properties of InvariantValidation"));
  return { except, externals, isAdvisory: (rule) => advisory === true || advisory.includes(rule) };
}

function exceptionsIn(given: unknown, say: Say): Exceptions {
  const want = `true or a list of ${OBJECTS}`;
  if (!isMap(given)) say(`'except' must be a map of rules, each with ${want}, got ${show(given)}`);
  else
    for (const [rule, objects] of Object.entries(given)) {
      checkRule("except", rule, RULES, say);
      if (objects === true) continue;
      if (!Array.isArray(objects) || objects.length === 0) say(`'except.${rule}' must be ${want}, got ${show(objects)}`);
      else
        for (const object of objects as unknown[])
          if (typeof object !== "string" || !OBJECT.test(object)) say(`'except.${rule}' must list ${OBJECTS}, got ${show(object)}`);
    }
  return given as Exceptions;
}

function externalsIn(given: unknown, say: Say): PlanExternal[] {
  const want = `objects such as "Secret/shop/database" of the kinds ${EXTERNAL_KINDS.join(", ")}`;
  if (!Array.isArray(given)) {
    say(`'externals' must be a list of ${want}, got ${show(given)}`);
    return [];
  }
  return (given as unknown[]).flatMap((object) => {
    const [kind, ...place] = typeof object === "string" && OBJECT.test(object) ? object.split("/") : [];
    const known = EXTERNAL_KINDS.find((one) => one === kind);
    const name = place.pop();
    if (known && name !== undefined) return { kind: known, name, namespace: place[0], madeBy: "others" };
    say(`'externals' must list ${want}, got ${show(object)}`);
    return [];
  });
}

function advisoryIn(given: unknown, say: Say): readonly string[] | true {
  if (given === true) return true;
  if (!Array.isArray(given)) {
    say(`'advisory' must be true or a list of rules, got ${show(given)}`);
    return [];
  }
  for (const rule of given as unknown[]) checkRule("advisory", rule, [...RULES, ...Object.keys(OWN_RULES)], say);
  return given as string[];
}

function checkRule(property: string, rule: unknown, rules: readonly string[], say: Say): void {
  if (typeof rule !== "string") say(`'${property}' must list rules by their names, got ${show(rule)}`);
  else if (!rules.includes(rule))
    say(`'${property}' names the rule '${rule}', which there is not${closest(rule, rules) || `; there are ${rules.join(", ")}`}`);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** cdk8s-cli inspects what is thrown: frames would say nothing of a mistake in a file. */
function withoutFrames(error: RefusedError): RefusedError {
  error.stack = error.message;
  Object.defineProperty(error, inspect.custom, { value: () => error.message });
  return error;
}
