import {
  type Allowance,
  diffPlans,
  exitCodeOf,
  kindOf,
  type ObjectId,
  type Plan,
  type PlanDiff,
  withStableAddresses,
} from "../../../constructs/plan";
import { View } from "../../../constructs/plan/diff";
import { isKept } from "./holds-data";
import { isPatch, kubernetesType, type PreviewObject, previewObject } from "./kubernetes-object";
import { madeTwice } from "./made-twice";
import { objectChanges } from "./object-changes";
import { isNothingItself, otherChanges } from "./others";
import { patchChanges } from "./patches";
import type { Preview } from "./preview";
import { type Around, previewPlans } from "./preview-plans";
import { previewRollout } from "./preview-rollout";
import { goesWithProvider, isProvider, providerChanges } from "./providers";
import { type Resource, resourcesOf } from "./resources";
import { withoutContext } from "./without-context";

/** How a preview is judged. */
export interface PreviewDiffOptions {
  /**
   * What somebody has looked at and allows.
   * @default - nothing
   */
  readonly allow?: readonly Allowance[];
  /**
   * The day by which allowances are judged: "2026-11-21".
   * @default - none: then nothing can be allowed
   */
  readonly today?: string;
  /**
   * The Plan that the preview deploys, where one is known: it says what the preview leaves out, who uses what stays as it is, what talks to
   * what, and what holds data.
   * @default - none: what the preview does not show is taken for the worst
   */
  readonly plan?: Plan;
}

/** What a rollout would do that Pulumi has previewed, each change with its risk: as bad as its fields say, or worse where Pulumi does more. */
export function diffOfPreview(preview: Preview, { allow = [], today, plan }: PreviewDiffOptions = {}): PlanDiff {
  const resources = resourcesOf(preview.steps);
  const objects = resources.flatMap((resource) => (isProvider(resource) ? [] : (previewObject(resource) ?? [])));
  const around = aroundOf(resources, plan);
  const { before, after, shown } = previewPlans(objects, around);
  const keeps = (object: PreviewObject): boolean => isKept(object, around.keep);
  const isWhole = plan !== undefined || isAllListed(preview, resources);
  const last = after.objects.reduce((phase, object) => Math.max(phase, object.phase), 0) + 1;
  const views = { before: new View(before), after: new View(after) };
  const context = { ...views, isKept: keeps, isWhole, last, goesWithProvider: ({ resource }: PreviewObject) => goesWithProvider(resource) };
  const more = [
    ...providerChanges(resources, objects, keeps),
    ...objects.flatMap((object) => objectChanges(object, shown.get(object), context)),
    ...madeTwice(objects, keeps),
    ...resources.filter(isOther).flatMap((resource) => othersOf(resource, resources)),
  ];
  // Pulumi counts its stack with the rest.
  const aside = resources.filter((resource) => resource.fate === "looked at" && isNothingItself(resource)).length;
  const names = { before: `Pulumi's state${stackOf(resources)}`, after: "the preview" };
  const found = diffPlans(before, after, { allow, names, more, ...(today === undefined ? {} : { today }) });
  return {
    ...found,
    changes: isWhole ? found.changes : found.changes.map(withoutContext),
    unchanged: plan || preview.same === undefined ? found.unchanged : preview.same - aside,
    rollout: previewRollout(
      resources.filter((resource) => !isNothingItself(resource)),
      objects,
    ),
    notes: [...notesOf(preview, resources, objects, isWhole), ...found.notes],
  };
}

/** What a command that shows the diff of a preview ends with: 1 where the preview itself is no good, else as for every diff. */
export function exitCodeOfPreview({ errors }: Pick<Preview, "errors">, diff: Pick<PlanDiff, "changes" | "worst">): number {
  return errors.length > 0 ? 1 : exitCodeOf(diff);
}

function isOther(resource: Resource): boolean {
  if (isProvider(resource) || isNothingItself(resource) || goesWithProvider(resource)) return false;
  return kubernetesType(resource.type) === undefined || isPatch(resource);
}

function othersOf(resource: Resource, resources: readonly Resource[]): ReturnType<typeof otherChanges> {
  if (isPatch(resource)) return patchChanges(resource);
  return otherChanges(
    resource,
    resources.filter(({ type }) => type === "kubernetes:core/v1:Secret"),
  );
}

/** What is known beside the objects: by the Plan that is deployed, or by what its system tells Pulumi. */
function aroundOf(resources: readonly Resource[], plan: Plan | undefined): Around {
  const project = resources[0]?.urn.split("::")[1] ?? "";
  const systems = resources.filter(({ type }) => type === "tagenal:index:System");
  const told = systems.map(({ before, after }) => after?.outputs ?? before?.outputs ?? {});
  const listed = <T>(field: string): T[] => told.flatMap((outputs) => (Array.isArray(outputs[field]) ? (outputs[field] as T[]) : []));
  // What held data until now still does.
  const had = systems.flatMap(({ before }) => (Array.isArray(before?.outputs?.["keep"]) ? (before.outputs["keep"] as ObjectId[]) : []));
  const kept = [...listed<ObjectId>("keep"), ...had];
  if (!plan) {
    const facts = {
      connections: listed<never>("connections"),
      expectedPods: listed<never>("expectedPods"),
      externals: listed<never>("externals"),
    };
    return { ...facts, system: project, keep: new Set(kept) };
  }
  const { objects, connections, expectedPods, externals, system, environment } = withStableAddresses(plan);
  const keep = new Set([...kept, ...objects.filter((object) => object.keep).map(({ id }) => id)]);
  return { objects, connections, expectedPods, externals, system, environment, keep };
}

/** Whether the preview lists what stays as it is, too. */
function isAllListed({ same }: Preview, resources: readonly Resource[]): boolean {
  const listed = resources.filter(({ fate, before, after }) => fate === "looked at" && (before ?? after)?.inputs).length;
  return same !== undefined && listed >= same;
}

function stackOf(resources: readonly Resource[]): string {
  const [, stack] = /^urn:pulumi:([^:]+)::/.exec(resources[0]?.urn ?? "") ?? [];
  return stack === undefined ? "" : ` of ${stack}`;
}

function notesOf({ errors }: Preview, resources: readonly Resource[], objects: readonly PreviewObject[], isWhole: boolean): string[] {
  const made = objects.filter(({ resource }) => resource.fate === "made").length;
  const reread = resources.filter(({ ops }) => ops.has("refresh")).length;
  const policies = objects.some(({ kind, resource }) => kind === POLICY && resource.fate !== "looked at");
  return [
    ...errors.map((error) => `the preview failed, so there may be more than it shows: ${error}`),
    ...(made > 0
      ? [`whether ${made === 1 ? "the new object is" : `one of the ${made} new objects is`} in the cluster already no preview says`]
      : []),
    ...(reread > 0
      ? [`${reread} ${reread === 1 ? "resource was" : "resources were"} read from the cluster anew: what drifted there is put back`]
      : []),
    ...(policies && !isWhole
      ? ["the preview does not say who is connected with whom: what changed network policies cut is not judged"]
      : []),
  ];
}

const POLICY = kindOf({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" });
