import {
  grouped,
  kindOf,
  LabelIndex,
  type Labelled,
  type ObjectId,
  objectId,
  type Plan,
  type PlanConnection,
  type PlanObject,
  type PodGroup,
  type PodSpec,
  podGroups,
} from "../plan";
import type { Finding } from "./finding";

/** A rule: what a Plan has that breaks it. */
export type Invariant = (subject: Subject) => Finding[];

/** Pods made from a template of the Plan. */
export type TemplatePods = PodGroup & { readonly spec: PodSpec };

/** A Plan with the indexes that several rules need, so that each of them looks at every object once. */
export interface Subject {
  readonly plan: Plan;
  readonly groups: readonly PodGroup[];
  readonly byId: ReadonlyMap<ObjectId, PlanObject>;
  /** By kind: "Service", "Deployment.apps". */
  readonly byKind: ReadonlyMap<string, readonly PlanObject[]>;
  /** By the workload whose template it is. */
  readonly templates: ReadonlyMap<ObjectId, TemplatePods>;
  readonly pods: LabelIndex<PodGroup>;
  readonly services: LabelIndex<Labelled & { readonly object: PlanObject }>;
  /** Pods of others, as far as connections name them. */
  readonly foreignPods: LabelIndex<Labelled>;
  /** The labels of the namespaces that the Plan makes or fills with pods. */
  readonly namespaces: ReadonlyMap<string | undefined, Readonly<Record<string, string>>>;
  /** Autoscalers by what they scale. */
  readonly autoscalers: ReadonlyMap<ObjectId, PlanObject>;
}

/** Reads a Plan once for all rules. */
export function subjectOf(plan: Plan): Subject {
  const groups = podGroups(plan);
  const byKind = grouped(plan.objects, ({ manifest }) => [kindOf(manifest)]);
  return {
    plan,
    groups,
    byId: new Map(plan.objects.map((object) => [object.id, object])),
    byKind,
    templates: new Map(groups.flatMap((group) => (group.spec ? [[group.owner, { ...group, spec: group.spec }]] : []))),
    pods: new LabelIndex(groups),
    services: new LabelIndex(
      (byKind.get("Service") ?? []).map((object) => ({
        namespace: object.manifest.metadata.namespace,
        labels: object.manifest.metadata.labels ?? {},
        object,
      })),
    ),
    foreignPods: new LabelIndex(plan.connections.flatMap(foreignSides)),
    namespaces: new Map([
      ...groups.map(({ namespace }) => [namespace, namespaceLabels(namespace)] as const),
      ...(byKind.get("Namespace") ?? []).map(({ manifest: { metadata } }) => {
        return [metadata.name, { ...metadata.labels, ...namespaceLabels(metadata.name) }] as const;
      }),
    ]),
    autoscalers: new Map((byKind.get("HorizontalPodAutoscaler.autoscaling") ?? []).map((hpa) => [scaleTarget(hpa), hpa])),
  };
}

/** The objects of some kinds. */
export function ofKind({ byKind }: Subject, ...kinds: readonly string[]): PlanObject[] {
  return kinds.flatMap((kind) => byKind.get(kind) ?? []);
}

/** The `spec` of an object, or an empty one; T says which fields the reader looks at. */
export function specOf<T extends object>({ manifest }: PlanObject): Partial<T> {
  return manifest["spec"] ?? {};
}

/** The identity of what an autoscaler scales. */
function scaleTarget(hpa: PlanObject): ObjectId {
  const { scaleTargetRef } = specOf<{ scaleTargetRef: { apiVersion?: string; kind?: string; name?: string } }>(hpa);
  const { apiVersion = "", kind = "", name = "" } = scaleTargetRef ?? {};
  return objectId(kindOf({ apiVersion, kind }), hpa.manifest.metadata.namespace, name);
}

function namespaceLabels(name: string | undefined): Record<string, string> {
  return name === undefined ? {} : { "kubernetes.io/metadata.name": name };
}

/** Foreign pods of no namespace are in the one of whoever they talk with. */
function foreignSides({ client, server }: PlanConnection): Labelled[] {
  return [[client, server] as const, [server, client] as const].flatMap(([side, other]) => {
    if (side.kind !== "pods" || !side.foreign) return [];
    return { namespace: side.namespace ?? (other.kind === "pods" ? other.namespace : undefined), labels: side.labels };
  });
}
