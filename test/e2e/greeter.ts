import { performance } from "node:perf_hooks";
import { type Plan, planOf, writeStream } from "../../constructs/plan";
import { lab } from "../../stacks";
import { greeter as system } from "../../stacks/greeter";
import type { StageContext, StageResult } from "./stage";

interface Live {
  readonly items: readonly { readonly metadata: { readonly resourceVersion: string } }[];
}

/** The smallest system runs: its visitor is ready, so its calls are answered through the policies; a second apply changes nothing. */
export async function greeter({ kubectl }: StageContext): Promise<StageResult> {
  const plan = planOf(system({ ...lab, namespacePrefix: "tagenal-e2e-" }), { system: "greeter" });
  const manifests = writeStream(plan);
  const apply = (): Promise<string> => kubectl(["apply", "--server-side", "-f", "-"], manifests);
  const begin = performance.now();
  try {
    await apply();
    for (const { manifest } of plan.objects.filter(({ wait }) => wait.until === "rollout")) {
      const { name, namespace = "" } = manifest.metadata;
      await kubectl(["rollout", "status", `${manifest.kind.toLowerCase()}/${name}`, "-n", namespace, "--timeout=90s"]);
    }
    const seconds = Math.round((performance.now() - begin) / 100) / 10;
    const before = await versions(kubectl, plan);
    await apply();
    const after = await versions(kubectl, plan);
    const changed = before.filter((version, index) => version !== after[index]).length;
    if (changed > 0) throw new Error(`a second apply changed ${changed} objects`);
    return { figures: { "objects applied": plan.objects.length, "seconds until ready": seconds, "changed by a second apply": changed } };
  } finally {
    await kubectl(["delete", "--ignore-not-found", "-f", "-"], manifests);
  }
}

/** The versions of all objects but workloads: their status moves by itself. */
async function versions(kubectl: StageContext["kubectl"], { objects }: Plan): Promise<string[]> {
  const still = objects.filter(({ wait, manifest }) => wait.until === "exists" && manifest.kind !== "PodDisruptionBudget");
  const stream = writeStreamOf(still.map(({ manifest }) => manifest));
  const live = JSON.parse(await kubectl(["get", "-o", "json", "-f", "-"], stream)) as Live;
  return live.items.map(({ metadata }) => metadata.resourceVersion);
}

function writeStreamOf(manifests: readonly unknown[]): string {
  return manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
}
