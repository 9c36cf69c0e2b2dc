import { kindOf } from "./manifest";
import type { Manifest, ObjectId, Plan } from "./plan";

/** A container, as far as the Plan's readers look into it. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: Readonly<
      Record<string, { readonly name?: string; readonly key?: string; readonly optional?: boolean } | undefined>
    >;
  }[];
  readonly envFrom?: readonly Readonly<Record<string, { readonly name?: string; readonly optional?: boolean } | string | undefined>>[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  readonly volumeDevices?: readonly { readonly name: string; readonly devicePath: string }[];
  readonly restartPolicy?: string;
  readonly [field: string]: unknown;
}

/** The specification of a pod. */
export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
  readonly serviceAccountName?: string;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly [field: string]: unknown;
}

/** Equal pods: those of one template, or those that an operator will make. */
export interface PodGroup {
  /** The workload, or the custom resource they come from. */
  readonly owner: ObjectId;
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the pods. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** How many run at a time; undefined: one on each node. */
  readonly count?: number;
  /** "long" runs until stopped, "once" until done, "scheduled" again and again. */
  readonly life: "long" | "once" | "scheduled";
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];
  /** Undefined for pods that an operator makes. */
  readonly spec?: PodSpec;
}

interface Template {
  readonly metadata?: Manifest["metadata"];
  readonly spec: PodSpec;
}

const TEMPLATES: Readonly<
  Record<string, (spec: Record<string, unknown>, manifest: Manifest) => Pick<PodGroup, "count" | "life"> & { template: unknown }>
> = {
  Pod: (_spec, manifest) => ({ template: manifest, count: 1, life: "long" }),
  ReplicationController: replicated,
  "ReplicaSet.apps": replicated,
  "Deployment.apps": replicated,
  "StatefulSet.apps": replicated,
  "DaemonSet.apps": (spec) => ({ template: spec["template"], life: "long" }),
  "Job.batch": (spec) => ({ template: spec["template"], count: atOnce(spec), life: "once" }),
  "CronJob.batch": (spec) => {
    const job = (spec["jobTemplate"] as { spec?: Record<string, unknown> } | undefined)?.spec ?? {};
    return { template: job["template"], count: spec["suspend"] === true ? 0 : atOnce(job), life: "scheduled" };
  },
};

/** How many pods of a job run at a time: no more than it needs to complete. */
function atOnce({ parallelism = 1, completions, suspend }: { parallelism?: number; completions?: number; suspend?: boolean }): number {
  return suspend ? 0 : Math.min(parallelism, completions ?? parallelism);
}

function replicated(spec: Record<string, unknown>): Pick<PodGroup, "count" | "life"> & { template: unknown } {
  return { template: spec["template"], count: typeof spec["replicas"] === "number" ? spec["replicas"] : 1, life: "long" };
}

/** The pods that a manifest's own template makes; undefined if it makes none. */
export function podGroupOf(manifest: Manifest, owner: ObjectId): PodGroup | undefined {
  const read = TEMPLATES[kindOf(manifest)];
  if (!read) return undefined;
  const { template, ...rest } = read((manifest["spec"] ?? {}) as Record<string, unknown>, manifest);
  const { metadata, spec } = (template ?? {}) as Template;
  if (!spec) return undefined;
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return {
    owner,
    name: manifest.metadata.name,
    namespace: manifest.metadata.namespace,
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations,
    ...rest,
    ports: containers.flatMap(({ ports = [] }) =>
      ports.map(({ name, containerPort, protocol = "TCP" }) => ({ name, port: containerPort, protocol })),
    ),
    spec,
  };
}

/** All pods of a Plan: of its templates, and those that operators will make. */
export function podGroups({ objects, expectedPods }: Pick<Plan, "objects" | "expectedPods">): PodGroup[] {
  const own = objects.flatMap(({ manifest, id }) => podGroupOf(manifest, id) ?? []);
  const expected = expectedPods.map(({ madeFrom, name, namespace, labels, count, ports }): PodGroup => {
    return { owner: madeFrom, name, namespace, labels, count, life: "long", ports: ports.map((port) => ({ ...port, protocol: "TCP" })) };
  });
  return [...own, ...expected];
}
