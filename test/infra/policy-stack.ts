import type { Policies, ReportViolation, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import type { Manifest, Plan } from "../../constructs/plan";
import { type InvariantPoliciesOptions, invariantPolicies } from "../../infra/policy";
import { type Registered, UNKNOWN, UNKNOWN_ON_THE_WIRE } from "../engine/registered";

const { unknownCheckingProxy } = require("@pulumi/policy/proxy") as { unknownCheckingProxy: <T>(properties: T) => T };

type Properties = Readonly<Record<string, unknown>>;

/** A resource of a stack, before and after it was made. */
export interface StackResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  /** What the cluster answered; without it, what was written. */
  readonly outputs?: Properties;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly secretOutputs?: readonly string[];
  /** It is only read: nobody sees it before. */
  readonly isRead?: boolean;
}

/** The URN of a resource of the stack. */
export function urnOf({ type, name }: Pick<StackResource, "type" | "name">): string {
  return `urn:pulumi:test::tests::tagenal:index:System$${type}::${name}`;
}

/** A manifest as the bridge registers it. */
export function resourceOf(manifest: Manifest, more: Partial<StackResource> = {}): StackResource {
  const { apiVersion, kind, metadata } = manifest;
  return {
    type: `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`,
    name: metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`,
    inputs: manifest,
    secretOutputs: kind === "Secret" ? ["data", "stringData"] : [],
    ...more,
  };
}

/** The resources of a Plan. */
export function resourcesOf({ objects }: Pick<Plan, "objects">): StackResource[] {
  return objects.map(({ manifest, keep }) => resourceOf(manifest, { protect: keep }));
}

/** What a program registered, as an engine hands it on; secrets are unpacked. */
export function stackOf(registered: readonly Registered[]): StackResource[] {
  return registered.map((one) => ({ ...one, inputs: unpacked(one.inputs) as Properties }));
}

function unpacked(value: unknown): unknown {
  if (value === UNKNOWN) return UNKNOWN_ON_THE_WIRE;
  if (Array.isArray(value)) return value.map(unpacked);
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secret") return unpacked((value as { secret: unknown }).secret);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpacked(inner)]));
}

/** How the policies are run. */
export interface RunOptions extends InvariantPoliciesOptions {
  /** The configuration of each policy. */
  readonly config?: Readonly<Record<string, object>>;
  /** Those of single resources are switched off. */
  readonly stackOnly?: boolean;
}

/** What Pulumi would report of a stack by the invariants: "<policy> <type> <name>: <message>". */
export function violations(stack: readonly StackResource[], { config, stackOnly, ...options }: RunOptions = {}): string[] {
  return violationsOf(invariantPolicies(options), stack, { config, stackOnly });
}

/** What Pulumi would report of a stack by some policies. */
export function violationsOf(
  policies: Policies,
  stack: readonly StackResource[],
  { config = {}, stackOnly = false }: Pick<RunOptions, "config" | "stackOnly"> = {},
): string[] {
  const found: string[] = [];
  const reportOf =
    (policy: string, own?: string): ReportViolation =>
    (message, urn = own) =>
      void found.push(`${policy} ${urn?.split("::").slice(2).join(" ").replace(/^.*\$/, "") ?? "the stack"}: ${message}`);
  const callsOf = (policy: string): object => ({ getConfig: () => config[policy] ?? {}, stackTags: new Map(), notApplicable });
  for (const one of stackOnly ? [] : stack.filter(({ isRead }) => !isRead)) {
    const shown = shownOf(one, one.inputs);
    for (const policy of policies) {
      if (!("validateResource" in policy) || typeof policy.validateResource !== "function") continue;
      const args = { ...shown, ...callsOf(policy.name) } as unknown as ResourceValidationArgs;
      void policy.validateResource(args, reportOf(policy.name, urnOf(one)));
    }
  }
  const resources = stack.map((one) => ({ ...shownOf(one, one.outputs ?? one.inputs), dependencies: [], propertyDependencies: {} }));
  for (const policy of policies) {
    if (!("validateStack" in policy)) continue;
    void policy.validateStack({ resources, ...callsOf(policy.name) } as unknown as StackValidationArgs, reportOf(policy.name));
  }
  return found.sort();
}

function notApplicable(): never {
  throw new Error("not applicable");
}

/** As the policies' server makes it of what the engine sends. */
function shownOf(one: StackResource, properties: Properties): object {
  const { type, name, protect = false, ignoreChanges = [], secretOutputs = [] } = one;
  const onTheWire = JSON.parse(JSON.stringify(properties)) as Properties;
  const opts = { protect, ignoreChanges, aliases: [], customTimeouts: {}, additionalSecretOutputs: secretOutputs };
  return { type, name, urn: urnOf(one), props: unknownCheckingProxy(onTheWire), opts, isType: () => false, asType: () => undefined };
}
