import type { CommandLine } from "./command-line";
import type { StageContext } from "./stage";

/** The line of JSON with which a load test ends, as far as it is looked at here. */
interface Summary {
  readonly passed: boolean;
  readonly requests: number;
  readonly failures: number;
  readonly latencyMilliseconds: Readonly<Record<string, number>>;
}

/** What load tests work with: the lecture's system runs. */
export interface LoadDrill {
  readonly context: StageContext;
  readonly tagenal: CommandLine;
}

/** A threshold that cannot hold fails the job, and with it the apply, in the words of k6. */
export async function brokenThreshold({ context, tagenal }: LoadDrill): Promise<Record<string, string>> {
  const app = await tagenal.app("broken", "lecture-usual-day", BROKEN);
  const { code, out, err, seconds } = await tagenal.run(["apply", "lab", "--app", app]);
  const log = await logOf(context, "lecture-usual-day");
  await tagenal.succeed("delete", "lab", "--app", app);
  if (code !== 1 || log === "")
    throw new Error(`an apply whose load test breaks its threshold ended with ${code}, its log is "${log}":\n${out}${err}`);
  if (summaryOf(log).passed) throw new Error(`k6 says that a threshold of 0.001 ms held:\n${log}`);
  if (!err.includes("usual-day")) throw new Error(`the failure does not name the load test:\n${err}`);
  return { "broken threshold": `exit ${code} after ${seconds} s` };
}

/** A load test that ships, against the system; whether it passes is `required`, or only reported. */
export async function loadTest({ context, tagenal }: LoadDrill, system: string, required: boolean): Promise<Record<string, string>> {
  const { code, err, seconds } = await tagenal.run(["apply", "lab", "--system", system]);
  const log = await logOf(context, system);
  await tagenal.succeed("delete", "lab", "--system", system);
  const { passed, requests, failures, latencyMilliseconds } = summaryOf(log);
  if (passed !== (code === 0)) throw new Error(`k6 says passed=${passed}, the apply ended with ${code}:\n${err}`);
  if (required && !passed) throw new Error(`${system} did not hold its thresholds:\n${log}`);
  return {
    [system]: `${passed ? "passed" : "broke its thresholds"} in ${seconds} s: ${requests} requests, ${failures} failed, p(99.9) ${Math.round(latencyMilliseconds["p(99.9)"] ?? 0)} ms}`,
  };
}

const BROKEN = `(environment) => {
  const { appIn, Duration, Namespace, Foreign, LoadTest, USUAL_DAY, scaled } = tagenal;
  const app = appIn(environment);
  const web = Foreign.pods({ name: "web", namespace: "lecture", labels: { "app.kubernetes.io/name": "lecture-web", "app.kubernetes.io/instance": "web" } });
  const profile = {
    ...scaled(USUAL_DAY, { users: 1 / 10, time: 1 / 30 }),
    thresholds: { latency: [{ percentile: 99.9, below: Duration.millis(1) }], failures: { below: 0.001 } },
  };
  new LoadTest(new Namespace(app, "LectureUsualDay"), "UsualDay", {
    image: environment.versions.k6,
    product: "lecture-load",
    target: web.endpoint({ name: "http", port: 7777, host: "web.lecture.svc" }),
    profile,
    requests: [{ path: "/work?ms=20" }],
  });
  return app;
}`;

function logOf({ kubectl }: StageContext, namespace: string): Promise<string> {
  return kubectl(["logs", "-n", namespace, "-l", "app.kubernetes.io/name=lecture-load", "--tail=-1"]);
}

function summaryOf(log: string): Summary {
  const line = log
    .trim()
    .split("\n")
    .findLast((text) => text.startsWith("{"));
  if (line === undefined) throw new Error(`the log of the load test ends without its line of JSON:\n${log}`);
  return JSON.parse(line) as Summary;
}
