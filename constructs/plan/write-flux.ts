import { annotated } from "./annotated";
import { fileGroups } from "./file-groups";
import { refuseOpenSlots } from "./fill-slots";
import { healthChecks } from "./flux-health";
import { kindOf } from "./manifest";
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
/** Flux applies by kind, and policies after pods: so these come before everything else, in a Kustomization of their own. */
const BASE_KINDS = new Set(["Namespace", "NetworkPolicy.networking.k8s.io"]);
const BASE = "base";

/**
 * A directory for Flux: a Kustomization for namespaces and policies, then one for each phase, which waits for the one
 * before and checks the health of what the next one needs. What holds data is never pruned, and nothing is deleted
 * when a phase is no longer there.
 */
export function writeFlux(plan: Plan, { path, source = NAMESPACE }: FluxOptions): OutputFile[] {
  refuseOpenSlots(plan);
  const [base, rest] = [plan.objects.filter(isBase), plan.objects.filter((object) => !isBase(object))];
  const groups = [
    ...fileGroups({ objects: base.map((object) => ({ ...object, phase: 0 })) }).map((group) => ({ ...group, number: BASE })),
    ...fileGroups({ objects: rest }),
  ];
  const folders = [...new Set(groups.map(({ number }) => number))];
  const awaited = new Set(plan.order.filter(({ stage }) => stage !== "exists").flatMap(({ before }) => before));
  const name = (folder: string): string => `${plan.system}-${plan.environment.replaceAll(" ", "-")}-${folder}`;

  const kustomizations = folders.map((folder, index) => {
    const objects = groups.filter(({ number }) => number === folder).flatMap((group) => group.objects);
    const checked = objects.filter(({ id, wait }) => awaited.has(id) && wait.until !== "exists");
    const before = folders[index - 1];
    return {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name: name(folder), namespace: NAMESPACE },
      spec: {
        interval: "10m",
        path: `./${path.replace(/^\.\/+|\/+$/g, "")}/${folder}`,
        prune: true,
        deletionPolicy: "Orphan",
        sourceRef: { kind: "GitRepository", name: source },
        timeout: `${Math.max(10, ...checked.map(({ wait }) => minutes(wait)))}m`,
        ...(before !== undefined && { dependsOn: [{ name: name(before) }] }),
        ...healthChecks(checked),
      },
    };
  });
  return [
    { path: "kustomization.yaml", content: kustomization(["phases.yaml"]) },
    { path: "phases.yaml", content: toYamlStream(kustomizations) },
    ...folders.map((folder) => ({
      path: `${folder}/kustomization.yaml`,
      content: kustomization(groups.filter(({ number }) => number === folder).map(({ file }) => file)),
    })),
    ...groups.map(({ number, file, objects }) => ({ path: `${number}/${file}`, content: toYamlStream(objects.map(protectedManifest)) })),
  ];
}

function isBase({ manifest }: PlanObject): boolean {
  return BASE_KINDS.has(kindOf(manifest));
}

function kustomization(resources: readonly string[]): string {
  return toYaml({ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources });
}

function protectedManifest({ manifest, keep }: PlanObject): PlanObject["manifest"] {
  return keep ? annotated(manifest, { "kustomize.toolkit.fluxcd.io/prune": "disabled" }) : manifest;
}

function minutes(wait: Wait): number {
  return "timeoutSeconds" in wait && wait.timeoutSeconds !== undefined ? Math.ceil(wait.timeoutSeconds / 60) : 0;
}
