import { subjectOf } from "../../../constructs/plan";
import { some } from "./change-of";
import type { Named, PreviewObject } from "./kubernetes-object";
import type { Fate, Resource } from "./resources";

const SHOWN = 4;
const VERBS: readonly (readonly [Fate, string])[] = [
  ["made", "made"],
  ["changed", "changed"],
  ["taken over", "taken over"],
  ["unclear", "an unknown step"],
];

/** What Pulumi does, in its order: what is new or other, one after the other as they depend on one another, and at the end what goes. */
export function previewRollout(resources: readonly Resource[], objects: readonly PreviewObject[]): string[] {
  const subjects = new Map(objects.map((object) => [object.resource, subjectOf(((object.after ?? object.before) as Named).identity)]));
  const named = (chosen: readonly Resource[]): string =>
    some(
      chosen.map((resource) => subjects.get(resource) ?? `${resource.type} ${resource.name}`),
      SHOWN,
    );
  const line = (verb: string, chosen: readonly Resource[]): string[] => (chosen.length > 0 ? [`${verb}: ${named(chosen)}`] : []);
  const of = (fate: Fate): Resource[] => resources.filter((resource) => resource.fate === fate);
  const anew = of("made anew");
  // Objects of Kubernetes have names of their own: two of them cannot stand beside one another.
  const isFirst = (resource: Resource): boolean => resource.deletedFirst || subjects.has(resource);
  const during = [
    ...line("deleted, then made anew", anew.filter(isFirst)),
    ...line(
      "made anew beside the old one",
      anew.filter((resource) => !isFirst(resource)),
    ),
    ...VERBS.flatMap(([fate, verb]) => line(verb, of(fate))),
  ];
  const end = [
    ...line(
      "the old ones deleted",
      anew.filter((resource) => !isFirst(resource)),
    ),
    ...line("removed", of("removed")),
    ...line("forgotten", of("forgotten")),
  ];
  return [...(during.length > 0 ? [during.join("; ")] : []), ...(end.length > 0 ? [`at the end ${end.join("; ")}`] : [])];
}
