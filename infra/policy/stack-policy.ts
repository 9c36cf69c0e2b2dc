import type { StackValidationPolicy } from "@pulumi/policy";
import type { ObjectId } from "../../constructs/plan";
import { type Invariant, subjectOf } from "../../constructs/testing";
import { type Breach, judge, reportBreaches } from "./judge";
import { exceptedFrom, type InvariantPoliciesOptions, presented } from "./presented";
import type { RuleText } from "./rule-texts";
import { type StackView, stackView } from "./stack-view";
import type { Written } from "./written";

/** Finds what is wrong with a stack; undefined if that cannot be said yet. */
type Find = (view: StackView) => readonly Breach[] | undefined;

/** A policy that judges the objects of a stack by one another, when all of them are known. */
export function stackPolicy(
  name: string,
  text: Pick<RuleText, "description" | "remediation">,
  find: Find,
  written: Written,
  options: InvariantPoliciesOptions,
): StackValidationPolicy {
  return {
    ...presented(name, text, options),
    validateStack: (args, report) => {
      let ours: StackView["ours"] = new Map();
      const breaches = judge(() => {
        const view = stackView(args.resources, written);
        ours = view.ours;
        return find(view);
      });
      const urnOf = (object: ObjectId): string | undefined => ours.get(object)?.urn;
      if (breaches) reportBreaches(breaches, { rule: name, excepted: exceptedFrom(name, options, args), urnOf }, report);
    },
  };
}

/** What breaks an invariant, where all objects are known. */
export function breachesOf(rule: Invariant): Find {
  return ({ plan, isOpen }) => (isOpen ? undefined : rule(subjectOf(plan)));
}

/** Objects in which a number of pods was written that an autoscaler changes; Pulumi may have been told to leave the number alone. */
export function scaledTwice(rule: Invariant, written: Written): Find {
  return (view) => {
    // What the cluster answers always has a number.
    if (!written.isNoted) return undefined;
    return breachesOf(rule)(view)?.filter(({ object }) => !view.ours.get(object)?.opts.ignoreChanges.includes("spec.replicas"));
  };
}

/** What holds data and can be deleted or replaced without a word. */
export const UNPROTECTED: Find = ({ plan, ours }) =>
  plan.objects
    .filter(({ id, keep }) => keep && ours.get(id)?.opts.protect === false)
    .map(({ id }) => ({ object: id, message: "holds data, or something in it does, and is not protected; set protect: true" }));
