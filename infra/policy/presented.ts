import type { EnforcementLevel, Policy, StackValidationArgs } from "@pulumi/policy";
import type { ObjectId } from "../../constructs/plan";
import type { Exceptions } from "../../constructs/testing";
import type { RuleText } from "./rule-texts";

/** What follows from a violation. Nothing is mended by itself. */
export type PolicyLevel = Exclude<EnforcementLevel, "remediate">;

/** How the policies are set up. */
export interface InvariantPoliciesOptions {
  /**
   * What is meant to be so: by policy the objects, such as "Deployment.apps/shop/web", or true for a policy that is left out. An object
   * that is there and needs no exception is reported, so that the list stays short.
   * @default - none; the `except` in the configuration of each policy adds to it
   */
  readonly except?: Exceptions;
  /**
   * What follows from a violation.
   * @default - what the policy pack says
   */
  readonly enforcementLevel?: PolicyLevel;
}

/** A policy as people see and configure it. */
export function presented(
  name: string,
  { description, remediation }: Pick<RuleText, "description" | "remediation">,
  { enforcementLevel }: InvariantPoliciesOptions,
): Policy {
  return {
    name,
    description,
    remediationSteps: remediation,
    ...(enforcementLevel === undefined ? {} : { enforcementLevel }),
    configSchema: {
      properties: {
        except: { type: "array", items: { type: "string" }, description: 'Objects that may break it: "Deployment.apps/shop/web".' },
      },
    },
  };
}

/** The objects that may break a policy: as the pack says, and as its configuration does. */
export function exceptedFrom(
  name: string,
  { except = {} }: InvariantPoliciesOptions,
  args: Pick<StackValidationArgs, "getConfig">,
): ObjectId[] {
  const inPack = except[name] ?? [];
  const { except: configured = [] } = args.getConfig<{ readonly except?: readonly ObjectId[] }>();
  return [...(inPack === true ? [] : inPack), ...configured];
}
