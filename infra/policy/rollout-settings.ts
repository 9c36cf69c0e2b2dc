import type { PolicyConfigSchema, StackValidationArgs } from "@pulumi/policy";
import { RefusedError, RISK_CLASSES, type RiskClass } from "../../constructs/core";
import { type Allowance, type Plan, withStableAddresses } from "../../constructs/plan";
import type { PolicyLevel } from "./presented";

/** How the risk of a rollout is judged. */
export interface RolloutRiskOptions {
  /**
   * What was rolled out before.
   * @default - the file that the configuration of the policy names as `plan`; without any the policy does not apply
   */
  readonly before?: Plan;
  /**
   * Reads the saved Plan that the configuration names: policies themselves read no files.
   * @default - the configuration can name none
   */
  readonly readPlan?: (file: string) => Plan;
  /**
   * The class up to which changes pass; `upTo` of the configuration counts first.
   * @default "restart"
   */
  readonly upTo?: Exclude<RiskClass, "data at risk">;
  /**
   * Changes above it that somebody has looked at; `allow` of the configuration adds to it.
   * @default - none
   */
  readonly allow?: readonly Allowance[];
  /**
   * The day by which allowances are judged: "2026-11-21".
   * @default - today
   */
  readonly today?: string;
  /**
   * What follows from a violation.
   * @default - what the policy pack says
   */
  readonly enforcementLevel?: PolicyLevel;
}

/** How a policy judges, all told. */
export interface RolloutSettings {
  readonly before: Plan;
  readonly upTo: RiskClass;
  readonly allow: readonly Allowance[];
  readonly today: string;
}

const UP_TO: readonly string[] = RISK_CLASSES.slice(0, 3);

/** What the configuration of the policy may say. */
export const ROLLOUT_CONFIGURATION: PolicyConfigSchema = {
  properties: {
    plan: { type: "string", description: "The Plan that was rolled out before: a file of `tagenal synth --format plan`." },
    upTo: { type: "string", enum: [...UP_TO], description: "The class up to which changes pass." },
    allow: {
      type: "array",
      description: "Changes that somebody has looked at: each by its name, with the last day on which it counts, and the reason.",
      items: {
        type: "object",
        required: ["change", "until", "why"],
        properties: { change: { type: "string" }, until: { type: "string" }, why: { type: "string" } },
      },
    },
  },
};

interface Configured extends Pick<RolloutRiskOptions, "upTo" | "allow"> {
  readonly plan?: string;
}

/**
 * What the pack and the configuration of the policy say.
 * @throws RefusedError if something of it is wrong; what Pulumi throws if the policy does not apply
 */
export function rolloutSettings(
  options: RolloutRiskOptions,
  args: Pick<StackValidationArgs, "getConfig" | "notApplicable">,
): RolloutSettings {
  const configured = args.getConfig<Configured>();
  const { upTo = options.upTo ?? "restart", allow = [] } = configured;
  if (!UP_TO.includes(upTo)) refuse(`'upTo' must be one of ${UP_TO.join(", ")}, got ${JSON.stringify(upTo)}`);
  const before = planIn(options, configured.plan);
  if (!before) return args.notApplicable("no saved Plan is given to compare with: set 'plan' in the configuration of the policy");
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  return { before: withStableAddresses(before), upTo, allow: [...(options.allow ?? []), ...allow], today };
}

function planIn({ before, readPlan }: RolloutRiskOptions, file: string | undefined): Plan | undefined {
  if (file === undefined) return before;
  if (!readPlan) return refuse(`'plan' names ${JSON.stringify(file)}, but this pack reads no files; give it 'readPlan' or 'before'`);
  try {
    return readPlan(file);
  } catch (error) {
    const how = "save one with: tagenal synth <environment> --format plan --out DIR";
    return refuse(`'plan' names ${JSON.stringify(file)}, which cannot be read: ${(error as Error).message}; ${how}`);
  }
}

function refuse(message: string): never {
  throw new RefusedError([{ path: "", message }], "the configuration of the policy");
}
