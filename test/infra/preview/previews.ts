import type { Manifest } from "../../../constructs/plan";

type Data = Readonly<Record<string, unknown>>;

/** A step of a digest, as Pulumi prints it. */
export interface RawStep {
  readonly op: string;
  readonly urn: string;
  readonly provider?: string;
  readonly oldState?: Data;
  readonly newState?: Data;
  readonly replaceReasons?: readonly string[];
  readonly diffReasons?: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, { readonly kind: string; readonly inputDiff: boolean }>> | null;
}

export const CLUSTER = "urn:pulumi:t::shop::pulumi:providers:kubernetes::minikube";

/** The URN of a resource under the component of a system. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:t::shop::tagenal:index:System$${type}::${name}`;
}

/** The type by which Pulumi knows a manifest. */
export function typeOf({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** The paths of a detailed diff: "spec.replicas", "+spec.paused", "-spec.paused", "!spec.selector" for one that forces a replacement. */
export function paths(...written: readonly string[]): NonNullable<RawStep["detailedDiff"]> {
  return Object.fromEntries(
    written.map((one) => {
      const [, mark = "", replaces = "", path = ""] = /^([+-]?)(!?)(.*)$/.exec(one) ?? [];
      const kind = mark === "+" ? "add" : mark === "-" ? "delete" : "update";
      return [path, { kind: replaces ? `${kind}-replace` : kind, inputDiff: false }];
    }),
  );
}

interface More {
  readonly name?: string;
  readonly diff?: readonly string[] | null;
  readonly reasons?: readonly string[];
  readonly old?: Data;
  readonly new?: Data;
}

/** A step for an object: both sides with their inputs. */
export function step(op: string, from: Manifest | undefined, to: Manifest | undefined, more: More = {}): RawStep {
  const manifest = (to ?? from) as Manifest;
  const { name, namespace } = manifest.metadata;
  const urn = urnOf(typeOf(manifest), more.name ?? (namespace === undefined ? name : `${namespace}/${name}`));
  const common = { urn, custom: true, type: typeOf(manifest), provider: `${CLUSTER}::1` };
  const { diff, reasons = (diff ?? []).filter((path) => path.includes("!")).map((path) => path.replace(/^[+-]?!/, "")) } = more;
  return {
    op,
    urn,
    provider: `${CLUSTER}::1`,
    ...(from ? { oldState: { ...common, id: name, inputs: from, ...more.old } } : {}),
    ...(to ? { newState: { ...common, inputs: to, ...more.new } } : {}),
    ...(reasons.length > 0 ? { replaceReasons: reasons } : {}),
    detailedDiff: diff === null || diff === undefined ? null : paths(...diff),
  };
}

/** A step for a resource that is no object of Kubernetes. */
export function other(op: string, type: string, name: string, more: Partial<RawStep> = {}): RawStep {
  const state = { urn: urnOf(type, name), custom: true, type, inputs: {} };
  return {
    op,
    urn: state.urn,
    ...(op === "create" ? {} : { oldState: state }),
    ...(op === "delete" ? {} : { newState: state }),
    detailedDiff: null,
    ...more,
  };
}

const STACK = "urn:pulumi:t::shop::pulumi:pulumi:Stack::shop-t";

/** What `pulumi preview --json` prints. */
export function digest(
  steps: readonly RawStep[],
  { same = 20, diagnostics = [] }: { readonly same?: number; readonly diagnostics?: readonly Data[] } = {},
): string {
  const counts = new Map<string, number>([["same", same]]);
  for (const { op } of steps) if (op !== "same") counts.set(op, (counts.get(op) ?? 0) + 1);
  const state = { urn: STACK, custom: false, type: "pulumi:pulumi:Stack" };
  const all = [{ op: "same", urn: STACK, provider: "", oldState: state, newState: state, detailedDiff: null }, ...steps];
  const whole = { config: { "shop:mysql": "[secret]" }, steps: all, diagnostics, duration: 1, changeSummary: Object.fromEntries(counts) };
  return `${JSON.stringify(whole, null, 4)}\n`;
}

interface EventsOptions {
  /** Whether the last event is there. */
  readonly end?: boolean;
  readonly result?: string;
  readonly more?: readonly Data[];
  readonly same?: number;
}

/** The events of the same steps, one a line; a replacement is three of them. */
export function events(steps: readonly RawStep[], { end = true, result = "succeeded", more = [], same = 20 }: EventsOptions = {}): string {
  const metadata = (one: RawStep, op: string): Data => ({
    op,
    urn: one.urn,
    type: one.urn.split("::")[2]?.split("$").at(-1),
    old: one.oldState ?? null,
    new: one.newState ?? null,
    keys: one.replaceReasons ?? null,
    diffs: one.diffReasons ?? null,
    detailedDiff:
      one.detailedDiff &&
      Object.fromEntries(Object.entries(one.detailedDiff).map(([path, { kind, inputDiff }]) => [path, { diffKind: kind, inputDiff }])),
    logical: op === "replace",
    provider: one.provider ?? "",
  });
  const taken = steps.flatMap((one) => {
    const isFirst = one.urn.includes("kubernetes:") && !one.urn.includes("providers");
    const order = isFirst ? ["delete-replaced", "replace", "create-replacement"] : ["create-replacement", "replace", "delete-replaced"];
    const ops = one.op === "replace" ? order : [one.op];
    return ops.map((op): Data => ({ resourcePreEvent: { planning: true, metadata: metadata(one, op) } }));
  });
  const counts = new Map<string, number>([["same", same]]);
  for (const { op } of steps) if (op !== "same") counts.set(op, (counts.get(op) ?? 0) + 1);
  const summary = { maybeCorrupt: false, durationSeconds: 5, resourceChanges: Object.fromEntries(counts), isPreview: true, result };
  const last: Data[] = end ? [{ summaryEvent: summary }, { cancelEvent: {} }] : [];
  return [{ preludeEvent: { config: {} } }, ...taken, ...more, ...last]
    .map((event, index) => JSON.stringify({ sequence: index, timestamp: 1, ...event }))
    .join("\n");
}
