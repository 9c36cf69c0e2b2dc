import { diffAgainstCluster } from "./diff-cluster";
import { proveCorpus } from "./diff-corpus";
import type { StageContext, StageResult } from "./stage";

/**
 * `tagenal diff`: what it says of changes is what a real cluster does with them, and against a cluster it finds what is different and nothing
 * else. Full: every change that a cluster can prove.
 */
export async function diff(context: StageContext): Promise<StageResult> {
  // Both mostly wait, each in namespaces of its own.
  const parts = [proveCorpus(context), diffAgainstCluster(context)] as const;
  await Promise.allSettled(parts);
  const [proved, compared] = await Promise.all(parts);
  return { figures: { ...proved, ...compared } };
}
