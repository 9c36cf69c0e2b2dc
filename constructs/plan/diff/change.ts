import type { RiskClass } from "../../core";
import type { ObjectId } from "../plan";

/** One field that differs. */
export interface FieldChange {
  /** From the top of the object; entries of lists by what names them: "spec.template.spec.containers[web].image". */
  readonly path: string;
  /** Undefined where there was nothing. A value of a Secret is never shown. */
  readonly before?: unknown;
  /** Undefined where there is nothing any more. */
  readonly after?: unknown;
}

/** One thing that a rollout would do, and what it risks. */
export interface Change {
  /** How bad it can be. */
  readonly class: RiskClass;
  /** The rule that says so: "stateful-set-claims". Stable, for machines. */
  readonly rule: string;
  /** What changes, as people call it: "StatefulSet cache/redis", "keyspace vitess/tagenal articles". */
  readonly subject: string;
  /** The object, where it is one. */
  readonly object?: ObjectId;
  /** What happened to it, in a few words that stay the same whatever the values are: "removed", "selector changed". */
  readonly event: string;
  /** With the values: "image valkey:9.0.4 → valkey:9.1.2". */
  readonly what: string;
  /** What follows, in words: "one pod at a time, 6 pods". */
  readonly why: string;
  /** What to do instead, or first. */
  readonly remedy?: string;
  /** The fields that differ, for machines. */
  readonly fields: readonly FieldChange[];
  /** The phase of the rollout in which it happens; what is removed goes after the last. */
  readonly phase: number;
  /** Somebody has looked at it and allowed it. */
  readonly allowed?: { readonly why: string; readonly until: string };
}

/** The name by which an allowance means a change. */
export function nameOfChange({ subject, event }: Pick<Change, "subject" | "event">): string {
  return `${subject} ${event}`;
}

/** What a rollout would do. */
export interface PlanDiff {
  /** The system, as "lecture". */
  readonly system: string;
  /** Where it would run. */
  readonly environment: string;
  /** What is compared, in words: "the cluster", "plan.json", "git:main". */
  readonly before: string;
  readonly after: string;
  /** The worst first, then in the order of the rollout. Nothing twice. */
  readonly changes: readonly Change[];
  /** The worst class of what is not allowed; undefined where nothing changes. */
  readonly worst: RiskClass | undefined;
  /** How many objects stay as they are. */
  readonly unchanged: number;
  /** What happens, in order, a line each. */
  readonly rollout: readonly string[];
  /** Remarks that are no change: allowances that allow nothing, or have ended. */
  readonly notes: readonly string[];
}
