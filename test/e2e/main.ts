import { execFile } from "node:child_process";
import { performance } from "node:perf_hooks";
import type { Stage, StageContext } from "./stage";
import { STAGES } from "./stages";

const WELCOME = ["get", "configmap", "tagenal-tests-welcome", "-n", "kube-public", "-o", "name"];

/** `npm run e2e -- [stage …] [--full]` (`--list` names the stages): proves on a running cluster what no test without one can. */
async function main(words: readonly string[]): Promise<number> {
  if (words.includes("--list")) {
    console.log(Object.keys(STAGES).join("\n"));
    return 0;
  }
  const full = words.includes("--full");
  const wanted = words.filter((word) => word !== "--full");
  const unknown = wanted.filter((name) => !(name in STAGES));
  if (unknown.length > 0) return fail(`there is no stage ${unknown.join(", ")}; there are ${Object.keys(STAGES).join(", ")}`);
  const kubeconfig = process.env["KUBECONFIG"];
  if (!kubeconfig) return fail("KUBECONFIG must name the kubeconfig of a cluster made for tests");
  const refusal = await kubectl(WELCOME).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (refusal !== undefined) {
    return fail(`this cluster does not welcome tests: it needs the ConfigMap kube-public/tagenal-tests-welcome (${refusal.trim()})`);
  }
  const failed: string[] = [];
  const names = wanted.length > 0 ? wanted : Object.keys(STAGES);
  for (const name of names) {
    const passed = await runStage(name, STAGES[name] as () => Promise<Stage>, {
      kubeconfig,
      full,
      print: (line) => console.log(`  ${line}`),
      kubectl,
    });
    if (!passed) failed.push(name);
  }
  console.log(`${names.length - failed.length} stages passed, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(", ")}` : ""}`);
  return failed.length > 0 ? 1 : 0;
}

async function runStage(name: string, load: () => Promise<Stage>, context: StageContext): Promise<boolean> {
  console.log(`── ${name}${context.full ? " (full)" : ""}`);
  const begin = performance.now();
  const seconds = (): string => `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  try {
    const stage = await load();
    const { figures } = await stage(context);
    for (const [what, figure] of Object.entries(figures)) console.log(`  ${what}: ${figure}`);
    console.log(`── ${name} passed in ${seconds()}`);
    return true;
  } catch (error) {
    console.log(`── ${name} FAILED after ${seconds()}: ${(error as Error).stack ?? String(error)}`);
    return false;
  }
}

function kubectl(args: readonly string[], input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile("kubectl", [...args], { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr || error.message));
      else resolve(stdout);
    });
    if (input !== undefined) child.stdin?.end(input);
  });
}

function fail(message: string): number {
  console.error(message);
  return 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
