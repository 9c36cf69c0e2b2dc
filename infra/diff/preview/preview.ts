/** What happens at a path of a resource's properties. */
export type PathChange = "add" | "delete" | "update";

/** A path that Pulumi says differs: "spec.template.spec.containers[0].image", 'data["app.yaml"]'. */
export interface PreviewPath {
  readonly path: string;
  readonly change: PathChange;
}

/** A resource before or after a step, as far as the preview shows it. */
export interface PreviewState {
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  readonly provider?: string;
  /** The resources that it is made of; undefined where the preview does not say. */
  readonly dependencies?: readonly string[];
  readonly pendingReplacement?: boolean;
  /** Pulumi leaves it where it is when it no longer wants it. */
  readonly retainOnDelete?: boolean;
}

/** What Pulumi would do with a resource. */
export interface PreviewStep {
  /** Pulumi's own word: "update", "delete-replaced". */
  readonly op: string;
  readonly urn: string;
  /** "kubernetes:apps/v1:Deployment". */
  readonly type: string;
  readonly before?: PreviewState;
  readonly after?: PreviewState;
  /** Undefined where Pulumi gives no details; empty where it has looked and nothing differs. */
  readonly paths?: readonly PreviewPath[];
  /** What forces a replacement: paths, or "provider". */
  readonly replaceReasons: readonly string[];
  readonly provider?: string;
}

/** A preview of Pulumi. */
export interface Preview {
  readonly steps: readonly PreviewStep[];
  /** Why the preview is not whole, or not to be trusted; then nothing in it means that a rollout is safe. */
  readonly errors: readonly string[];
  /** How many resources stay as they are, listed or not. */
  readonly same: number | undefined;
}
