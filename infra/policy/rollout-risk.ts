import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { RefusedError, RISK_CLASSES } from "../../constructs/core";
import { type Change, diffPlans, nameOfChange } from "../../constructs/plan";
import { judge } from "./judge";
import { RolledOut } from "./rolled-out";
import { rolloutPlan } from "./rollout-plan";
import { ROLLOUT_CONFIGURATION, type RolloutRiskOptions, type RolloutSettings, rolloutSettings } from "./rollout-settings";
import type { StackView } from "./stack-view";

const SHOWN = 3;

/**
 * A policy that compares what a program would roll out with a saved Plan of what was rolled out before, and reports each change that is
 * worse than allowed at its resource; what is gone is reported at the stack. What Pulumi itself knows of the past no policy sees.
 */
export function rolloutRiskPolicy(options: RolloutRiskOptions = {}): ResourceValidationPolicy & StackValidationPolicy {
  const { enforcementLevel } = options;
  const written = new RolledOut();
  return {
    name: "rollout-risk",
    description: "A rollout interrupts nothing and puts no data at risk, unless somebody has looked at it and allowed it.",
    remediationSteps: "Do what the message proposes instead; or allow the change by its name, with a reason and an end date.",
    ...(enforcementLevel === undefined ? {} : { enforcementLevel }),
    configSchema: ROLLOUT_CONFIGURATION,
    // A policy of a single resource is shown what was written, one of the stack what the cluster has answered: this is both.
    validateResource: (args) => written.note(args),
    validateStack: (args, report) => {
      const settings = refusable(() => rolloutSettings(options, args), report);
      if (!settings) return;
      let ours: StackView["ours"] = new Map();
      const breaches = judge(() => {
        const { after, ...view } = rolloutPlan(settings.before, args.resources, written);
        ours = view.ours;
        const changes = refusable(() => diffPlans(settings.before, after, settings).changes, report) ?? [];
        return changes
          .map(whereNobodyDeclares)
          .filter(isTooMuch(settings))
          .map((change) => ({ object: change.object ?? "", message: messageOf(change) }));
      });
      for (const { object, message } of breaches ?? []) report(message, ours.get(object)?.urn);
    },
  };
}

/** What is wrong with the settings is one violation, of the stack. */
function refusable<T>(work: () => T, report: (message: string) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    report(error.message);
    return undefined;
  }
}

function isTooMuch({ upTo }: RolloutSettings): (change: Change) => boolean {
  return (change) => !change.allowed && RISK_CLASSES.indexOf(change.class) > RISK_CLASSES.indexOf(upTo);
}

/** Resources do not say what the code declares of connections: one that policies cut may still be wanted. */
function whereNobodyDeclares(change: Change): Change {
  if (change.rule !== "connection-cut") return change;
  return {
    ...change,
    why: "both sides are still there, and the policies refuse it",
    remedy: "let a policy of each side allow it; or remove it in the Plan, too",
  };
}

/** What a change does, without values: those of a stack may be secret. */
function messageOf(change: Change): string {
  const { class: risk, event, fields, why, remedy } = change;
  const paths = fields.map(({ path }) => path);
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : "";
  const at = paths.length > 0 ? `, ${paths.slice(0, SHOWN).join(", ")}${more}` : "";
  const instead = remedy === undefined ? "" : `; ${remedy}`;
  return `${event} (${risk}${at}): ${why}${instead}; or allow ${JSON.stringify(nameOfChange(change))}`;
}
