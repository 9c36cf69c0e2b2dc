import { annotated } from "./annotated";
import { fileGroups } from "./file-groups";
import { refuseOpenSlots } from "./fill-slots";
import { groupOf } from "./manifest";
import type { OutputFile } from "./output-file";
import type { Plan, PlanObject, Wait } from "./plan";
import { toYaml, toYamlStream } from "./yaml";

/** Where Flux finds what is written. */
export interface FluxOptions {
  /** The directory within the repository. */
  readonly path: string;
  /** @default "flux-system", as `flux bootstrap` makes it */
  readonly source?: string;
}

const NAMESPACE = "flux-system";

/**
 * A directory for Flux: one Kustomization for each phase, which waits for the one before and checks the health
 * of what the next one needs. What holds data is never pruned.
 */
export function writeFlux(plan: Plan, { path, source = NAMESPACE }: FluxOptions): OutputFile[] {
  refuseOpenSlots(plan);
  const groups = fileGroups(plan);
  const phases = [...new Set(groups.map(({ number }) => number))];
  const awaited = new Set(plan.order.filter(({ stage }) => stage !== "exists").flatMap(({ before }) => before));
  const name = (number: string): string => `${plan.system}-${number}`;

  const kustomizations = phases.map((number, index) => {
    const objects = groups.filter((group) => group.number === number).flatMap((group) => group.objects);
    const checked = objects.filter(({ id, wait }) => awaited.has(id) && wait.until !== "exists");
    const before = phases[index - 1];
    return {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: name(number), namespace: NAMESPACE },
      spec: {
        interval: "10m",
        path: `./${path.replace(/^\.\/+|\/+$/g, "")}/${number}`,
        prune: true,
        sourceRef: { kind: "GitRepository", name: source },
        timeout: `${Math.max(10, ...checked.map(({ wait }) => minutes(wait)))}m`,
        ...(before !== undefined && { dependsOn: [{ name: name(before) }] }),
        ...(checked.length > 0 && { healthChecks: checked.map(healthCheck) }),
        ...customChecks(checked),
      },
    };
  });
  const files = groups.map(({ number, name: file, objects }) => ({ number, file: `${file}.yaml`, objects }));
  return [
    { path: "kustomization.yaml", content: kustomization(["phases.yaml"]) },
    { path: "phases.yaml", content: toYamlStream(kustomizations) },
    ...phases.map((number) => ({
      path: `${number}/kustomization.yaml`,
      content: kustomization(files.filter((one) => one.number === number).map(({ file }) => file)),
    })),
    ...files.map(({ number, file, objects }) => ({ path: `${number}/${file}`, content: toYamlStream(objects.map(protectedManifest)) })),
  ];
}

function kustomization(resources: readonly string[]): string {
  return toYaml({ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources });
}

function protectedManifest({ manifest, keep }: PlanObject): PlanObject["manifest"] {
  return keep ? annotated(manifest, { "kustomize.toolkit.fluxcd.io/prune": "disabled" }) : manifest;
}

function healthCheck({ manifest: { apiVersion, kind, metadata } }: PlanObject): object {
  return { apiVersion, kind, name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) };
}

function minutes(wait: Wait): number {
  return "timeoutSeconds" in wait && wait.timeoutSeconds !== undefined ? Math.ceil(wait.timeoutSeconds / 60) : 0;
}

/** Flux knows the health of Kubernetes' kinds; what a custom resource calls ready must be said as an expression. */
function customChecks(checked: readonly PlanObject[]): { healthCheckExprs?: object[] } {
  const byKind = new Map<string, object>();
  for (const { manifest, wait } of checked) {
    if (wait.until === "condition" && groupOf(manifest).includes(".") && !groupOf(manifest).endsWith(".k8s.io")) {
      const current = `status.conditions.filter(e, e.type == '${wait.type}').all(e, e.status == '${wait.status}')`;
      byKind.set(`${manifest.apiVersion}/${manifest.kind}`, { apiVersion: manifest.apiVersion, kind: manifest.kind, current });
    }
    if (wait.until === "jsonpath") {
      const current = `${wait.path.replace(/^\{?\.?|\}$/g, "")} == '${wait.value}'`;
      byKind.set(`${manifest.apiVersion}/${manifest.kind}`, { apiVersion: manifest.apiVersion, kind: manifest.kind, current });
    }
  }
  return byKind.size > 0 ? { healthCheckExprs: [...byKind.values()] } : {};
}
