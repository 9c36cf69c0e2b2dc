import { setTimeout as sleep } from "node:timers/promises";
import { type ApplyBench, must, type Running } from "./apply-bench";
import { Random } from "./random";
import type { StageContext } from "./stage";

const NAME = "tagenal-e2e-interrupts";
const ROUNDS = { smoke: 4, full: 40 };

interface Live {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly data?: unknown;
  readonly spec?: unknown;
}

/** Interrupted at any moment, politely or not, and repeated, it ends the same. TAGENAL_SEED repeats a run. */
export async function interrupts(bench: ApplyBench, { kubectl, full, print }: StageContext): Promise<Readonly<Record<string, number>>> {
  const seed = Number(process.env["TAGENAL_SEED"] ?? Math.floor(Math.random() * 1e6));
  print(`seed ${seed}`);
  const random = new Random(seed);
  bench.app(
    "interrupts",
    `const home = new tagenal.Namespace(app, "Home", { name: "${NAME}" });
     const secret = new tagenal.Credential(home, "Key", { description: "the key of the test" });
     const first = deployment(home, "first", { env: [secret.asEnv("KEY")] });
     const second = deployment(home, "second");
     new k8s.KubeConfigMap(home, "settings", { metadata: { name: "settings" }, data: { a: "b" } });
     tagenal.needs(second, first);`,
  );
  const words = (verb: string): string[] => [verb, "lab", "--app", `${bench.folder}/interrupts.js`];
  const whole = await bench.must(words("apply"));
  const wanted = await specs(kubectl);
  await bench.must(words("delete"));

  let [landed, slowest] = [0, 0];
  const rounds = full ? ROUNDS.full : ROUNDS.smoke;
  for (let round = 0; round < rounds; round += 1) {
    const signal = round % 2 === 0 ? "SIGINT" : "SIGKILL";
    const delay = Math.round(random.next() * whole.seconds * 1000);
    const running = bench.start(words("apply"));
    await Promise.race([sleep(delay), running.ended]);
    const asked = performance.now();
    end(running, signal);
    const { code, err } = await running.ended;
    if (signal === "SIGINT" && code === 1) {
      slowest = Math.max(slowest, performance.now() - asked);
      must(/you have interrupted it/.test(err) && /Repeat the same command|Nothing was changed/.test(err), `interrupted it said: ${err}`);
    }
    if (code !== 0) landed += 1;
    const key = await credential(kubectl);
    await bench.must(words("apply"));
    must(key === "" || key === (await credential(kubectl)), `the credential was made anew after ${signal} at ${delay} ms`);
    const found = await specs(kubectl);
    must(found === wanted, `${signal} at ${delay} ms and again does not end the same:\n${found}\ninstead of\n${wanted}`);
    // Deleting is interrupted as well.
    const deleting = bench.start(words("delete"));
    await Promise.race([sleep(random.next() * 3000), deleting.ended]);
    end(deleting, signal);
    await deleting.ended;
    await bench.must(words("delete"));
    must(
      (await kubectl(["get", "namespace", NAME, "--ignore-not-found", "-o", "name"])) === "",
      "an interrupted delete left the namespace",
    );
  }
  return { interrupted: rounds, "of them before the end": landed, "slowest end after SIGINT (ms)": Math.round(slowest) };
}

/** Ends it as a terminal does, with all that it has started; or it alone, as a machine that runs out of memory does. */
function end({ child }: Running, signal: "SIGINT" | "SIGKILL"): void {
  if (child.exitCode !== null || child.pid === undefined) return;
  if (signal === "SIGINT") process.kill(-child.pid, signal);
  else child.kill(signal);
}

async function credential(kubectl: StageContext["kubectl"]): Promise<string> {
  return kubectl(["get", "secret", "key", "-n", NAME, "--ignore-not-found", "-o", "jsonpath={.data.password}"]);
}

/** What was asked for, without what differs by time alone. */
async function specs(kubectl: StageContext["kubectl"]): Promise<string> {
  const kinds = "deployments,configmaps,services,networkpolicies,secrets";
  const { items } = JSON.parse(await kubectl(["get", kinds, "-n", NAME, "-o", "json"])) as { items: Live[] };
  const plain = items.map(({ kind, metadata: { name, labels, annotations }, spec, data }) => {
    return { kind, name, labels, annotations, spec, data: kind === "Secret" ? Object.keys(data ?? {}) : data };
  });
  return JSON.stringify(plain, undefined, 1);
}
