import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { type Manifest, type OutputFile, type Plan, planOf, writeArgoCd, writeDirectory, writeFlux } from "../../constructs/plan";
import type { Environment } from "../../stacks";
import { ENVIRONMENTS } from "../../stacks/environments";
import { SYSTEMS } from "../../stacks/systems";
import { exampleTree } from "../constructs/plan/example-tree";
import { commonObjects } from "../constructs/plan/same-objects";
import type { StageContext, StageResult } from "./stage";

const PREFIX = "tagenal-outputs-";

/** The server takes every object of every system in every environment, strictly; kubectl builds what is written for Argo CD and Flux. */
export async function outputs(context: StageContext): Promise<StageResult> {
  const figures = { plans: 0, "objects accepted in strict dry run": 0, "kustomizations built": 0 };
  for (const environment of Object.values(ENVIRONMENTS)) {
    for (const [system, make] of Object.entries(SYSTEMS)) {
      const here: Environment = { ...environment, namespacePrefix: PREFIX };
      const plan = planOf(make(here), { system });
      figures.plans += 1;
      figures["objects accepted in strict dry run"] += await dryRun(context, plan);
      figures["kustomizations built"] += await buildTrees(context, plan);
    }
  }
  // Greater variety than the systems have so far: definitions, custom resources, jobs, volumes.
  figures.plans += 1;
  figures["kustomizations built"] += await buildTrees(context, planOf(exampleTree({ slot: false }), { system: "example" }));
  return { figures };
}

/** The namespaces are made for real: without them the server cannot try what is in them. */
async function dryRun({ kubectl }: StageContext, plan: Plan): Promise<number> {
  const namespaces = plan.objects.filter(({ manifest }) => manifest.kind === "Namespace").map(({ manifest }) => manifest.metadata.name);
  try {
    for (const name of namespaces) await kubectl(["create", "namespace", name]);
    return await inDirectory(writeDirectory(plan), async (directory) => {
      const output = await kubectl([
        "apply",
        "--server-side",
        "--dry-run=server",
        "--validate=strict",
        "--force-conflicts",
        "-o",
        "name",
        "-f",
        directory,
      ]);
      const accepted = output.trim().split("\n").length;
      if (accepted !== plan.objects.length) throw new Error(`the server took ${accepted} of ${plan.objects.length} objects`);
      return accepted;
    });
  } finally {
    await kubectl(["delete", "namespace", "--ignore-not-found", ...namespaces]);
  }
}

async function buildTrees({ kubectl }: StageContext, plan: Plan): Promise<number> {
  const argo = await inDirectory(writeArgoCd(plan), (directory) => kubectl(["kustomize", directory]));
  compare("Argo CD", plan, argo);
  const flux = writeFlux(plan, { path: "." });
  const phases = flux.map(({ path }) => dirname(path)).filter((folder) => folder !== ".");
  const folders = [...new Set(phases)];
  const built = await inDirectory(flux, async (directory) => {
    await kubectl(["kustomize", directory]);
    return Promise.all(folders.map((folder) => kubectl(["kustomize", join(directory, folder)])));
  });
  compare("Flux", plan, built.join("---\n"));
  return 2 + folders.length;
}

function compare(tool: string, { objects }: Plan, built: string): void {
  const read = parseAllDocuments(built).map((document) => document.toJS() as Manifest);
  const wanted = objects.map(({ manifest }) => manifest);
  if (!isDeepStrictEqual(commonObjects(read), commonObjects(wanted)))
    throw new Error(`what kubectl builds for ${tool} is not what the Plan says`);
}

async function inDirectory<T>(files: readonly OutputFile[], use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "tagenal-"));
  try {
    for (const { path, content } of files) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), content);
    }
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}
