import type { ObjectId, Plan } from "../plan";
import type { Finding } from "./finding";
import { containerHasProbes, containerHasResources, imageIsPinned } from "./invariants/containers";
import { apiVersionIsCurrent } from "./invariants/current-api";
import { budgetLetsNodesDrain, replicasHaveBudget } from "./invariants/disruption";
import { ingressBackendExists } from "./invariants/ingress";
import { labelsAreComplete } from "./invariants/labels";
import { monitorPortExists } from "./invariants/monitors";
import { namedObjectsExist } from "./invariants/named-objects";
import { namedPortExists } from "./invariants/named-ports";
import { identityIsUnique, nameIsLegal } from "./invariants/names";
import { scaledWorkloadHasNoReplicas, scaleTargetExists } from "./invariants/scaling";
import { secretHasNoValue, variableHasNoSecret } from "./invariants/secrets";
import { podIsSecure } from "./invariants/security";
import { selectorMatchesPods } from "./invariants/selectors";
import { tokenIsNeeded } from "./invariants/service-account-token";
import { servicePortReachesContainer } from "./invariants/service-ports";
import { selectorIsStable } from "./invariants/stable-selectors";
import { mountHasVolume, mountPathIsUnique, volumeIsMounted } from "./invariants/volumes";
import { type Invariant, subjectOf } from "./subject";

/** What holds for every Plan, whoever wrote the tree: each rule by its name. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  "api-version-is-current": apiVersionIsCurrent,
  "budget-lets-nodes-drain": budgetLetsNodesDrain,
  "container-has-probes": containerHasProbes,
  "container-has-resources": containerHasResources,
  "identity-is-unique": identityIsUnique,
  "image-is-pinned": imageIsPinned,
  "ingress-backend-exists": ingressBackendExists,
  "labels-are-complete": labelsAreComplete,
  "monitor-port-exists": monitorPortExists,
  "mount-has-volume": mountHasVolume,
  "mount-path-is-unique": mountPathIsUnique,
  "name-is-legal": nameIsLegal,
  "named-objects-exist": namedObjectsExist,
  "named-port-exists": namedPortExists,
  "pod-is-secure": podIsSecure,
  "replicas-have-budget": replicasHaveBudget,
  "scale-target-exists": scaleTargetExists,
  "scaled-workload-has-no-replicas": scaledWorkloadHasNoReplicas,
  "secret-has-no-value": secretHasNoValue,
  "selector-is-stable": selectorIsStable,
  "selector-matches-pods": selectorMatchesPods,
  "service-port-reaches-container": servicePortReachesContainer,
  "token-is-needed": tokenIsNeeded,
  "variable-has-no-secret": variableHasNoSecret,
  "volume-is-mounted": volumeIsMounted,
};

/** The objects that may break a rule, by the rule's name; true: all of them. */
export type Exceptions = Readonly<Record<string, readonly ObjectId[] | true>>;

/** What a Plan is held to. */
export interface InvariantsOptions {
  /**
   * What is meant to be so. An exception that excuses nothing is a finding of its own, so that the list stays short.
   * @default - none
   */
  readonly except?: Exceptions;
}

/** What is wrong with a Plan, sorted by object and rule; empty if nothing is. */
export function invariants(plan: Plan, { except = {} }: InvariantsOptions = {}): Finding[] {
  const subject = subjectOf(plan);
  const found = Object.values(INVARIANTS).flatMap((rule) => rule(subject));
  const excused = (rule: string, object: ObjectId): boolean => {
    const objects = Object.hasOwn(except, rule) ? except[rule] : undefined;
    return objects === true || objects?.includes(object) === true;
  };
  const remaining = found.filter(({ rule, object }) => !excused(rule, object));
  return [...remaining, ...unused(found, except)].sort(byText);
}

function unused(found: readonly Finding[], except: Exceptions): Finding[] {
  const broken = new Set(found.map(({ rule, object }) => `${rule} ${object}`));
  const rule = "exception-unused";
  return Object.entries(except).flatMap(([name, objects]) => {
    const known = Object.hasOwn(INVARIANTS, name);
    if (!known)
      return {
        rule,
        object: objects === true ? "*" : objects.join(", "),
        message: `there is no rule '${name}'; the rules are ${Object.keys(INVARIANTS).join(", ")}`,
      };
    if (objects === true)
      return found.some((one) => one.rule === name) ? [] : { rule, object: "*", message: `nothing breaks '${name}'; remove the exception` };
    return objects.flatMap((object) =>
      broken.has(`${name} ${object}`) ? [] : { rule, object, message: `the object does not break '${name}'; remove the exception` },
    );
  });
}

function byText(a: Finding, b: Finding): number {
  const [left, right] = [a, b].map(({ object, rule, message }) => `${object}\n${rule}\n${message}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}
