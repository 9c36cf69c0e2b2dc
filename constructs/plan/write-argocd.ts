import { annotated } from "./annotated";
import { argoWaves } from "./argo-waves";
import { fileGroups } from "./file-groups";
import { refuseOpenSlots } from "./fill-slots";
import { definedKind, kindOf } from "./manifest";
import type { OutputFile } from "./output-file";
import type { ObjectId, Plan, PlanObject } from "./plan";
import { toYaml, toYamlStream } from "./yaml";

// Above this size a client-side apply does not fit into its own annotation.
const ANNOTATION_LIMIT = 262_144;
const OPTIONS = "argocd.argoproj.io/sync-options";

/**
 * A kustomization for Argo CD: phases are sync waves, pruning comes last, and what holds data is never pruned
 * or deleted. Point an Application at the directory.
 */
export function writeArgoCd(plan: Plan): OutputFile[] {
  refuseOpenSlots(plan);
  const defined = new Set(plan.objects.map(({ manifest }) => definedKind(manifest)));
  const waves = argoWaves(plan);
  const files = fileGroups(plan).map(({ number, file, objects }) => ({
    path: `${number}-${file}`,
    content: toYamlStream(objects.map((object) => annotated(object.manifest, annotations(object, waves, defined)))),
  }));
  const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources: files.map(({ path }) => path) };
  return [{ path: "kustomization.yaml", content: toYaml(kustomization) }, ...files];
}

function annotations(
  { id, manifest, keep }: PlanObject,
  waves: ReadonlyMap<ObjectId, number>,
  defined: ReadonlySet<string | undefined>,
): Record<string, string> {
  const options = [
    keep ? ["Prune=false", "Delete=false"] : ["PruneLast=true"],
    needsServerSide(manifest) ? ["ServerSideApply=true"] : [],
    // Argo CD tries everything out before the first wave, when the definition is not there yet.
    defined.has(kindOf(manifest)) ? ["SkipDryRunOnMissingResource=true"] : [],
  ].flat();
  const mine = new Set(options.map(optionName));
  const theirs = (manifest.metadata.annotations?.[OPTIONS] ?? "")
    .split(",")
    .filter((option) => option !== "" && !mine.has(optionName(option)));
  return { "argocd.argoproj.io/sync-wave": String(waves.get(id)), [OPTIONS]: [...options, ...theirs].join(",") };
}

function optionName(option: string): string {
  return option.split("=")[0]?.trim() ?? option;
}

function needsServerSide(manifest: PlanObject["manifest"]): boolean {
  return definedKind(manifest) !== undefined || Buffer.byteLength(JSON.stringify(manifest)) > ANNOTATION_LIMIT / 2;
}
