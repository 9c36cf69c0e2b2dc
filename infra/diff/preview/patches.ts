import { RISK_CLASSES } from "../../../constructs/core";
import { type Change, isData } from "../../../constructs/plan";
import type { Judgement } from "../../../constructs/plan/diff";
import { kubernetesType } from "./kubernetes-object";
import { asDiffPath } from "./paths";
import type { PreviewPath } from "./preview";
import type { Fate, Resource } from "./resources";
import { worstCase } from "./worst-case";

const EVENTS: Readonly<Partial<Record<Fate, string>>> = {
  made: "added",
  changed: "changed",
  "made anew": "made anew",
  removed: "removed",
  "taken over": "taken over",
  forgotten: "forgotten",
  unclear: "unknown step",
};
const LABELS = /^metadata(\.|$)/;

/** What a patch of some fields of somebody's object does; one that sets annotations, as those that wait, does nothing to what runs. */
export function patchChanges(resource: Resource): Change[] {
  const event = EVENTS[resource.fate];
  const { kind = "", apiVersion = "" } = kubernetesType(resource.type) ?? {};
  if (event === undefined) return [];
  const target = kind.replace(/Patch$/, "");
  const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0]}` : "";
  const paths = pathsOf(resource).filter(({ path }) => !LABELS.test(path));
  const worst = paths
    .map(({ path, change }) => worstCase(`${target}${group}`, asDiffPath(path), change, false))
    .reduce<Judgement | undefined>((worse, next) => (worse && weight(worse) >= weight(next) ? worse : next), undefined);
  const unclear: Judgement | undefined =
    resource.fate === "unclear" ? { class: "replace", rule: "patch", event, why: "nobody here knows what this step does" } : undefined;
  const { class: risk, why } = unclear ??
    worst ?? { class: "safe", why: `it sets labels or annotations of a ${target}, nothing that runs is touched` };
  return [
    {
      class: risk,
      rule: "patch",
      subject: `${kind} ${resource.name}`,
      event,
      what: paths.length > 0 ? `${event}: sets ${paths.map(({ path }) => path).join(", ")} of a ${target}` : event,
      why,
      fields: paths.map(({ path }) => ({ path: asDiffPath(path) })),
      phase: 0,
    },
  ];
}

/** The fields that a patch sets or leaves. */
function pathsOf({ fate, paths, before, after }: Resource): readonly PreviewPath[] {
  if (fate === "changed" && paths) return paths;
  const { apiVersion: _, kind: __, metadata: ___, ...content } = (after ?? before)?.inputs ?? {};
  const change = fate === "made" ? "add" : fate === "removed" ? "delete" : "update";
  return leaves(content).map((path) => ({ path, change }));
}

function leaves(value: unknown, path = ""): string[] {
  if (!isData(value)) return path === "" ? [] : [path];
  return Object.entries(value).flatMap(([field, inner]) => leaves(inner, path === "" ? field : `${path}.${field}`));
}

function weight({ class: risk }: Judgement): number {
  return RISK_CLASSES.indexOf(risk);
}
