import { ApplyBench } from "./apply-bench";
import { connection } from "./apply-connection";
import { faults } from "./apply-faults";
import { interrupts } from "./apply-interrupts";
import { life } from "./apply-life";
import { refusals } from "./apply-refusals";
import type { StageContext, StageResult } from "./stage";

/** `tagenal apply` and `tagenal delete` as a user meets them: what they do, what they refuse, and what ends them early. */
export async function apply(context: StageContext): Promise<StageResult> {
  const bench = new ApplyBench();
  try {
    // All of them mostly wait, each in namespaces of its own.
    const parts = [
      life(bench, context),
      refusals(bench, context),
      faults(bench, context),
      connection(bench, context),
      interrupts(bench, context),
    ] as const;
    // Whoever fails lets the others come to their end, and clean up.
    await Promise.allSettled(parts);
    const [seconds, refused, failed, lost, interrupted] = await Promise.all(parts);
    return {
      figures: {
        ...seconds,
        "refused before the first change": refused,
        "seconds until a fault is explained": failed,
        ...lost,
        ...interrupted,
      },
    };
  } finally {
    bench.clear();
  }
}
