import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "cdk8s";
import { planOf, writeStream } from "../../constructs/plan";
import { lab } from "../../stacks";
import { greeter } from "../../stacks/greeter";
import type { Expected, Fault } from "./doctor-fault";
import { FAULTS, faultyApp } from "./doctor-faults";
import { type DoctorAnswer, runDoctor, writeAppModule } from "./doctor-run";
import type { StageContext, StageResult } from "./stage";

const PREFIX = "tagenal-doctor-e2e-";
const HERE = { ...lab, namespacePrefix: PREFIX };
/** Some faults need their time to show: a container must crash more than once. */
const PATIENCE = 90_000;
const AT_A_TIME = 3;

/** The doctor names the cause of each prepared fault, and nothing else; it finds nothing where all is well. */
export async function doctor(context: StageContext): Promise<StageResult> {
  const begin = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "tagenal-doctor-"));
  const faults = Object.entries(FAULTS);
  const failures: string[] = [];
  try {
    await Promise.all([apply(context, greeter(HERE)), ...faults.map(([name]) => apply(context, faultyApp(name, HERE)))]);
    await Promise.all(faults.flatMap(([name, { damage }]) => (damage ? [damage(context.kubectl, PREFIX + name)] : [])));
    const work = faults.map(([name, fault]) => async () => {
      const path = await writeAppModule(folder, name, PREFIX, {
        file: "test/e2e/doctor-faults.js",
        call: `faultyApp("${name}", environment)`,
      });
      const failure = await named(path, fault);
      if (failure !== undefined) failures.push(`${name}: ${failure}`);
    });
    await inTurns(work);
    if (failures.length > 0) throw new Error(`${failures.length} of ${faults.length} faults were not named:\n${failures.join("\n")}`);
    const seconds = Math.round((performance.now() - begin) / 1000);
    const proof = await healthy(folder);
    return { figures: { faults: faults.length, "seconds until all were named": seconds, "seconds to prove policies": proof } };
  } finally {
    await rm(folder, { recursive: true });
    await Promise.allSettled(faults.flatMap(([name, { repair }]) => (repair ? [repair(context.kubectl, PREFIX + name)] : [])));
    await removeNamespaces(context);
  }
}

async function apply({ kubectl }: StageContext, app: App): Promise<void> {
  await kubectl(["apply", "--server-side", "-f", "-"], writeStream(planOf(app, { system: "doctor" })));
}

/** Undefined as soon as exactly what is expected is found; else what was said last. */
async function named(path: string, { expected }: Fault): Promise<string | undefined> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const answer = await runDoctor(path);
    const { code, findings = [] } = answer;
    const missing = expected.filter((one) => !findings.some((finding) => fits(finding, one)));
    if (code === 1 && missing.length === 0 && findings.length === expected.length) return undefined;
    if (performance.now() > end)
      return `expected ${missing.map(({ cause }) => String(cause)).join(", ")}, got ${JSON.stringify(answer, null, 2)}`;
    await sleep(2000);
  }
}

function fits({ object, what, cause, remedy }: NonNullable<DoctorAnswer["findings"]>[number], expected: Expected): boolean {
  const [kind, , name] = object.split("/");
  const found = kind === "Namespace" ? kind : `${kind}/${name}`;
  return found === expected.object && expected.cause.test(`${what}: ${cause}`) && expected.remedy.test(remedy);
}

async function inTurns(work: (() => Promise<void>)[]): Promise<void> {
  const next = async (): Promise<void> => {
    for (let one = work.shift(); one; one = work.shift()) await one();
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, next));
}

/** A system in which all is well, and a cluster that enforces policies; answers how long the proof took. */
async function healthy(folder: string): Promise<number> {
  const path = await writeAppModule(folder, "greeter", PREFIX, { file: "stacks/greeter.js", call: "greeter(environment)" });
  const { code, healthy: well, findings = [], policies } = await runDoctor(path, "--policies");
  if (code !== 0 || !well || findings.length > 0)
    throw new Error(`all is well, yet the doctor finds: ${JSON.stringify(findings, null, 2)}`);
  if (!policies?.enforced?.ingress || !policies.enforced.egress) throw new Error(`policies are not proven: ${JSON.stringify(policies)}`);
  return policies.seconds;
}

async function removeNamespaces({ kubectl }: StageContext): Promise<void> {
  const all = await kubectl(["get", "namespaces", "-o", "name"]);
  const ours = all.split("\n").filter((name) => name.startsWith(`namespace/${PREFIX}`));
  if (ours.length > 0) await kubectl(["delete", ...ours, "--ignore-not-found", "--timeout=120s"]);
}
