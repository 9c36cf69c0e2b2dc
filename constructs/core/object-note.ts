import type { ApiObject, Duration } from "cdk8s";
import { record } from "./facts";

/** When an object counts as ready. */
export type Ready =
  | { readonly kind: "condition"; readonly type: string; readonly status?: string }
  | { readonly kind: "jsonpath"; readonly path: string; readonly value: string };

/** What a construct says of one of its objects that the manifest cannot. */
export interface ObjectNote {
  /** The name that stays where the object's own name carries a hash of its content. */
  readonly logicalName?: string;
  readonly ready?: Ready;
  readonly timeoutSeconds?: number;
}

/** Gives an object whose name changes with its content (a one-off job) the name under which it is followed. */
export function setLogicalName(object: ApiObject, logicalName: string): void {
  record(object, "object", { logicalName });
}

/** Says when a custom resource is ready, and how long that may take. */
export function setReady(object: ApiObject, ready: Ready, timeout?: Duration): void {
  record(object, "object", { ready, timeoutSeconds: timeout?.toSeconds() });
}

/** Says how long an object may take until it is ready, or complete. */
export function setTimeLimit(object: ApiObject, limit: Duration): void {
  record(object, "object", { timeoutSeconds: limit.toSeconds() });
}
