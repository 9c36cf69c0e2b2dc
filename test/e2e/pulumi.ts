import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { runProgram } from "../engine/run-program";
import { CommandLine } from "./command-line";
import { RegisteredObjects } from "./registered-objects";
import type { StageContext, StageResult } from "./stage";

const ROOT = resolve(__dirname, "../../..");
const MARK = "kubernetes:core/v1:ConfigMap kube-public/tagenal-tests-welcome";

/** What is deployed: the true program with a system of ours, and one of every kind of workload with a credential. */
const PROGRAMS = {
  lecture: { main: "infra/pulumi/program.cjs", namespaces: ["lecture"] },
  workload: { main: "test/e2e/pulumi-program.cjs", namespaces: ["tagenal-e2e-shop"] },
};

/**
 * What Pulumi's programs register, made in a real cluster in the order that they say, with the waits that they say: the API server takes
 * every object, nothing waits for what waits for it, and the second time changes nothing. Pulumi's own engine is not there.
 */
export async function pulumi({ kubectl }: StageContext): Promise<StageResult> {
  const figures: Record<string, number | string> = {};
  const tagenal = await CommandLine.in();
  for (const [name, { main, namespaces }] of Object.entries(PROGRAMS)) {
    const { code, engine, errors, err } = await runProgram({
      main: resolve(ROOT, main),
      stack: "lab",
      preview: false,
      config: { "tagenal:environment": "lab" },
      existing: { [MARK]: { metadata: { name: "tagenal-tests-welcome" } } },
    });
    if (code !== 0) throw new Error(`program ${name} ended with ${code}:\n${errors.join("\n")}${err}`);
    const objects = new RegisteredObjects(kubectl, engine.registered);
    try {
      const begin = performance.now();
      await objects.make();
      figures[`${name}: objects`] = objects.count;
      figures[`${name}: seconds until all had come`] = Math.round((performance.now() - begin) / 100) / 10;
      if (name === "lecture") await expectDiff(tagenal, "right after they were made", []);
      const changed = await objects.changed();
      if (changed.length > 0) throw new Error(`the second time changed ${changed.join(", ")}`);
      for (const namespace of namespaces) {
        const waiting = await kubectl(["get", "pods", "-n", namespace, "--field-selector=status.phase=Pending", "-o", "name"]);
        if (waiting.trim() !== "") throw new Error(`pods still wait in ${namespace}: ${waiting}`);
      }
      if (name === "lecture") {
        await expectDiff(tagenal, "after an update", []);
        await kubectl(["set", "env", "deployment/web", "COLOUR=red", "-n", "lecture"]);
        await kubectl(["scale", "deployment/web", "--replicas=2", "-n", "lecture"]);
        await expectDiff(tagenal, "after an edit by hand", ["Deployment lecture/web pods renewed"]);
      }
    } finally {
      await kubectl(["delete", "namespace", ...namespaces, "--ignore-not-found", "--timeout=120s"]);
    }
  }
  await tagenal.close();
  return { figures };
}

/** What `tagenal diff` says of a system that Pulumi has made. */
async function expectDiff(tagenal: CommandLine, when: string, names: readonly string[]): Promise<void> {
  const { out, err } = await tagenal.run(["diff", "lab", "--system", "lecture", "--json"]);
  const { changes } = JSON.parse(out) as { readonly changes?: readonly { readonly name: string }[] };
  const found = changes?.map(({ name }) => name);
  if (JSON.stringify(found) !== JSON.stringify(names)) throw new Error(`${when}, tagenal diff says:\n${out}${err}`);
}
