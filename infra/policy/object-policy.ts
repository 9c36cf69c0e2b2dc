import type { ResourceValidationPolicy } from "@pulumi/policy";
import { idOf, type ObjectId } from "../../constructs/plan";
import { type Invariant, subjectOf } from "../../constructs/testing";
import { judge, reportBreaches } from "./judge";
import { withoutEncrypted } from "./manifest-of";
import { exceptedFrom, type InvariantPoliciesOptions, presented } from "./presented";
import type { RuleText } from "./rule-texts";
import { planOfOne } from "./stack-view";
import type { Written } from "./written";

/** A policy that judges each object by itself, before it is made. */
export function objectPolicy(
  name: string,
  text: RuleText,
  rule: Invariant,
  written: Written,
  options: InvariantPoliciesOptions,
): ResourceValidationPolicy {
  return {
    ...presented(name, text, options),
    validateResource: (args, report) => {
      const manifest = written.note(args);
      if (!manifest || manifest === "open") return;
      const id = idOf(manifest);
      const plan = planOfOne(withoutEncrypted(manifest, args.opts.additionalSecretOutputs));
      const breaches = judge(() => rule(subjectOf(plan)));
      const urnOf = (object: ObjectId): string | undefined => (object === id ? args.urn : undefined);
      if (breaches) reportBreaches(breaches, { rule: name, excepted: exceptedFrom(name, options, args), urnOf }, report);
    },
  };
}
