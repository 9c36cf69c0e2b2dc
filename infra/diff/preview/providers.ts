import type { Change } from "../../../constructs/plan";
import { subjectOf } from "../../../constructs/plan";
import { some } from "./change-of";
import type { Named, PreviewObject } from "./kubernetes-object";
import { isPrecious } from "./others";
import type { Resource } from "./resources";

const SHOWN = 3;

/** Whether a resource is a provider: the way to a cluster, or to a cloud. */
export function isProvider({ type }: Resource): boolean {
  return type.startsWith("pulumi:providers:");
}

/** Whether a resource is made anew because its provider is. */
export function goesWithProvider({ fate, replaceReasons }: Resource): boolean {
  return fate === "made anew" && replaceReasons.includes("provider");
}

/** What happens to providers, and once for each what goes with it. */
export function providerChanges(
  resources: readonly Resource[],
  objects: readonly PreviewObject[],
  isKept: (object: PreviewObject) => boolean,
): Change[] {
  const objectOf = new Map(objects.map((object) => [object.resource, object]));
  const gone = new Map<string, Resource[]>();
  for (const resource of resources.filter(goesWithProvider)) {
    const urn = providerOf(resource);
    gone.set(urn, [...(gone.get(urn) ?? []), resource]);
  }
  const own = new Map(resources.filter(isProvider).map((resource) => [resource.urn, resource]));
  return [...new Set([...own.keys(), ...gone.keys()])].flatMap((urn): Change[] => {
    const provider = own.get(urn);
    const along = gone.get(urn) ?? [];
    const subject = `provider ${provider?.name ?? urn.split("::").at(-1)}`;
    if (along.length === 0 && provider?.fate !== "made anew") return provider ? calm(provider, subject) : [];
    const kept = along.filter((resource) => {
      const object = objectOf.get(resource);
      return object ? isKept(object) : isPrecious(resource);
    });
    const names = [...kept, ...along.filter((one) => !kept.includes(one))].map((one) => nameOf(one, objectOf.get(one)));
    const because = provider?.paths?.map(({ path }) => path) ?? [];
    return [
      {
        class: kept.length > 0 ? "data at risk" : "replace",
        rule: "provider",
        subject,
        event: "made anew",
        what: `made anew${because.length > 0 ? ` because of ${because.join(", ")}` : ""}${asWell(along.length, names)}`,
        why: whatFollows(urn, along.length, kept.length),
        ...(isOfClusters(urn) ? { remedy: "set clusterIdentifier to what it was; a new kubeconfig alone then replaces nothing" } : {}),
        fields: because.map((path) => ({ path })),
        phase: 0,
      },
    ];
  });
}

function isOfClusters(urn: string): boolean {
  return urn.includes("pulumi:providers:kubernetes::");
}

function whatFollows(urn: string, along: number, kept: number): string {
  const place = isOfClusters(urn) ? "to Pulumi it is another cluster" : "to Pulumi it is another place";
  if (along === 0) return `${place}: what it made through the old one may be deleted and made anew`;
  const data = kept > 0 ? `; ${kept} of them ${kept === 1 ? "holds" : "hold"} data, or the key to it` : "";
  return `${place}: it deletes what it made there, and makes it anew${data}`;
}

function asWell(count: number, names: readonly string[]): string {
  if (count === 0) return "";
  return `, and ${count === 1 ? "1 resource" : `${count} resources`} with it: ${some(names, SHOWN)}`;
}

function nameOf({ name, type }: Resource, object: PreviewObject | undefined): string {
  return object ? subjectOf(((object.after ?? object.before) as Named).identity) : `${type} ${name}`;
}

/** A provider that takes nothing along. */
function calm({ fate, paths }: Resource, subject: string): Change[] {
  const said = (event: string, why: string): Change[] => [
    { class: "safe", rule: "provider", subject, event, what: event, why, fields: (paths ?? []).map(({ path }) => ({ path })), phase: 0 },
  ];
  if (fate === "made") return said("added", "what is there is not touched");
  if (fate === "removed") return said("removed", "what it made is told by itself");
  if (fate === "changed") return said("changed", "only how the cluster is reached: nothing is made anew by it");
  return [];
}

function providerOf({ provider, after, before }: Resource): string {
  // A provider is referred to by its URN and its id.
  return (after?.provider ?? provider ?? before?.provider ?? "").split("::").slice(0, 4).join("::");
}
