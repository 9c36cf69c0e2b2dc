import { canonical, show, slotsInText } from "../../../constructs/core";
import { kindOf, type Manifest, type PlanObject } from "../../../constructs/plan";
import type { LiveObject } from "./live-kinds";

/** A field that somebody set otherwise than the Plan. */
export interface Difference {
  readonly field: string;
  readonly live: string;
  readonly planned: string;
}

interface Container {
  readonly name: string;
  readonly image?: string;
}

type Read = (manifest: Manifest) => Readonly<Record<string, unknown>>;

/** What of an object decides whether the system works; all else `tagenal diff` is for. */
const READERS: Readonly<Record<string, Read>> = {
  "Deployment.apps": workload,
  "StatefulSet.apps": workload,
  "DaemonSet.apps": workload,
  "CronJob.batch": ({ spec }) => {
    const { suspend = false, schedule, jobTemplate } = spec as { suspend?: boolean; schedule?: string; jobTemplate?: Manifest };
    return { suspend, schedule, ...images(jobTemplate?.["spec"] as Template | undefined) };
  },
  Service: ({ spec }) => {
    const {
      selector,
      type = "ClusterIP",
      ports = [],
    } = spec as { selector?: object; type?: string; ports?: readonly Readonly<Record<string, unknown>>[] };
    return { selector, type, ports: ports.map(({ port, targetPort = port, protocol = "TCP" }) => ({ port, targetPort, protocol })) };
  },
  "NetworkPolicy.networking.k8s.io": ({ spec }) => ({ spec: policy(spec) }),
  "HorizontalPodAutoscaler.autoscaling": ({ spec }) => {
    const { minReplicas = 1, maxReplicas } = spec as { minReplicas?: number; maxReplicas?: number };
    return { minReplicas, maxReplicas };
  },
};

/** In what an object of the cluster differs from the Plan that matters. What the Plan leaves open is anybody's. */
export function differencesOf({ manifest }: PlanObject, live: LiveObject): Difference[] {
  const read = READERS[kindOf(manifest)];
  if (!read) return [];
  const [planned, real] = [read(manifest), read(live)];
  return Object.entries(planned).flatMap(([field, wanted]): Difference[] => {
    // A slot is filled by whoever deploys: what it holds is not known here.
    const open = wanted === undefined || slotsInText(canonical(wanted)).length > 0;
    if (open || canonical(wanted) === canonical(real[field])) return [];
    return [{ field, live: show(real[field]), planned: show(wanted) }];
  });
}

interface Template {
  readonly template?: { readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] } };
}

function workload({ spec }: Manifest): Readonly<Record<string, unknown>> {
  const { replicas, selector } = spec as { replicas?: number; selector?: object };
  return { replicas, selector, ...images(spec as Template) };
}

function images(spec: Template | undefined): Record<string, unknown> {
  const { containers = [], initContainers = [] } = spec?.template?.spec ?? {};
  return Object.fromEntries([...initContainers, ...containers].map(({ name, image }) => [`image of ${name}`, image]));
}

/** A policy in the form that the API server gives it. */
function policy(spec: unknown): unknown {
  const { podSelector = {}, policyTypes, ingress, egress } = spec as Readonly<Record<string, unknown>>;
  const types = (policyTypes as string[] | undefined) ?? (egress ? ["Ingress", "Egress"] : ["Ingress"]);
  return { podSelector, types, ingress: rules(ingress), egress: rules(egress) };
}

interface PolicyRule {
  readonly ports?: readonly { readonly protocol?: string }[];
  readonly [peers: string]: unknown;
}

function rules(given: unknown): unknown[] {
  return ((given ?? []) as readonly PolicyRule[]).map(({ ports = [], from = [], to = [] }) => ({
    from,
    to,
    ports: ports.map((port) => ({ ...port, protocol: port.protocol ?? "TCP" })),
  }));
}
