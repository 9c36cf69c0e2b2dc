import { setTimeout as sleep } from "node:timers/promises";
import { CommandLine } from "./command-line";
import { drills } from "./lecture-drills";
import { brokenThreshold } from "./lecture-load";
import type { StageContext, StageResult } from "./stage";
import { type LoadReport, SteadyLoad } from "./steady-load";

/** What `tagenal apply --json` says, as far as it is looked at here. */
interface Account {
  readonly objects: readonly { readonly id: string; readonly outcome: string }[];
  readonly entryPoints: readonly { readonly address?: string }[];
}

/** With less than this of requests a rollout proves little. */
const LEAST_REQUESTS = 10_000;
const GENTLE = { clients: 16, rest: 15 };

/**
 * System S4 as its user meets it: applied, opened, applied again, rolled out under load, scaled by number, deleted. Needs the images
 * tagenal/lecture-web:1.0.0 and :1.1.0 in the cluster. Full: see lecture-drills.
 */
export async function lecture(context: StageContext): Promise<StageResult> {
  const tagenal = await CommandLine.in();
  const { kubectl } = context;
  const figures: Record<string, number | string> = {};
  const of = (name: string, options: string): Promise<string> =>
    tagenal.app(name, "lecture", `(environment) => tagenal.lecture(${options})`);
  try {
    const first = await tagenal.succeed("apply", "lab", "--system", "lecture", "--json");
    const { objects, entryPoints } = JSON.parse(first.out) as Account;
    figures["seconds of the first apply"] = first.seconds;
    figures["objects applied"] = objects.length;
    const url = entryPoints[0]?.address;
    if (url === undefined) throw new Error(`the load balancer has no address:\n${first.out}`);
    const page = await (await fetch(url, { headers: { connection: "close" } })).text();
    if (!page.includes("<html") || !page.includes("web-")) throw new Error(`the page at ${url} does not say which pod answered:\n${page}`);

    const again = await tagenal.succeed("apply", "lab", "--system", "lecture", "--json");
    const changed = (JSON.parse(again.out) as Account).objects.filter(({ outcome }) => outcome !== "unchanged");
    if (changed.length > 0) throw new Error(`a second apply changed ${changed.map(({ id }) => id).join(", ")}`);
    figures["seconds of the second apply"] = again.seconds;
    await expectDiff(tagenal, ["--system", "lecture"], []);

    const newer = await of("newer", '{ ...environment, versions: { ...environment.versions, lectureWeb: "tagenal/lecture-web:1.1.0" } }');
    await expectDiff(tagenal, ["--app", newer], ["Deployment lecture/web pods renewed"]);
    const rollout = await underLoad(url, () => tagenal.succeed("apply", "lab", "--app", newer));
    Object.assign(figures, {
      "requests during the rollout": rollout.requests,
      "failed of them": failed(rollout),
      "longest gap in ms": rollout.longestGap,
    });
    // Not over a connection that still leads to a pod that drains.
    const answer = await fetch(`${url.replace(/\/$/, "")}/api/pod`, { headers: { connection: "close" } });
    const { version } = (await answer.json()) as { version: string };
    if (version !== "1.1.0") throw new Error(`after the rollout of 1.1.0 it is ${version} that answers`);

    const one = await of("replicas-1", "environment, { replicas: 1 }");
    const refused = await tagenal.run(["apply", "lab", "--app", one]);
    if (refused.code !== 1 || !refused.err.includes("--prune"))
      throw new Error(`a number beside an autoscaler was not refused:\n${refused.err}`);
    await tagenal.succeed("apply", "lab", "--prune", "--app", one);
    await expectReady(kubectl, 1);
    await tagenal.succeed("apply", "lab", "--app", await of("replicas-3", "environment, { replicas: 3 }"));
    await expectReady(kubectl, 3);
    const three = await underLoad(url, () => sleep(2000), 300);
    if (three.pods.length !== 3) throw new Error(`${three.pods.length} of 3 pods answer: ${three.pods.join(", ")}`);
    figures["pods that answer after 1 → 3"] = three.pods.length;

    Object.assign(figures, await brokenThreshold({ context, tagenal }));
    // As it ships: from one to five pods.
    await tagenal.succeed("apply", "lab", "--system", "lecture");
    const kept = await kubectl(["get", "deployment/web", "-n", "lecture", "-o", "jsonpath={.spec.replicas}"]);
    await expectDiff(tagenal, ["--system", "lecture"], []);
    if (Number(kept) < 3) throw new Error(`handed to an autoscaler, 3 pods became ${kept}`);
    if (context.full) Object.assign(figures, await drills({ context, tagenal, url }));

    const removed = await tagenal.succeed("delete", "lab", "--system", "lecture");
    figures["seconds of delete"] = removed.seconds;
    const rest = await kubectl([
      "get",
      "namespaces,persistentvolumes,configmaps,secrets",
      "-A",
      "-o",
      "name",
      "-l",
      "app.kubernetes.io/part-of=lecture",
    ]);
    const namespace = await kubectl(["get", "namespace", "lecture", "--ignore-not-found", "-o", "name"]);
    if (rest.trim() + namespace.trim() !== "") throw new Error(`delete left ${rest} ${namespace}`);
    return { figures };
  } finally {
    await kubectl(["delete", "namespace", "lecture", "lecture-usual-day", "lecture-stress", "--ignore-not-found", "--timeout=120s"]);
    await tagenal.close();
  }
}

/** What a diff against the cluster says, labels aside. */
async function expectDiff(tagenal: CommandLine, source: readonly string[], names: readonly string[]): Promise<void> {
  const { out, err } = await tagenal.run(["diff", "lab", ...source, "--json"]);
  const { changes } = JSON.parse(out) as { readonly changes?: readonly { readonly name: string; readonly rule: string }[] };
  const found = changes?.filter(({ rule }) => rule !== "labels").map(({ name }) => name);
  if (JSON.stringify(found) !== JSON.stringify(names)) throw new Error(`tagenal diff ${source.join(" ")} says:\n${out}${err}`);
}

async function expectReady(kubectl: StageContext["kubectl"], replicas: number): Promise<void> {
  const ready = await kubectl(["get", "deployment/web", "-n", "lecture", "-o", "jsonpath={.spec.replicas}/{.status.readyReplicas}"]);
  if (ready !== `${replicas}/${replicas}`) throw new Error(`${ready} pods are wanted and ready, ${replicas} were asked for`);
}

/** Does something while clients call; none of their requests may fail. */
async function underLoad(url: string, action: () => Promise<unknown>, least: number = LEAST_REQUESTS): Promise<LoadReport> {
  const load = new SteadyLoad({ url, ...GENTLE });
  await load.until(least / 10);
  try {
    await action();
    await load.until(least);
  } finally {
    await load.stop();
  }
  const report = await load.stop();
  if (failed(report) > 0)
    throw new Error(`${failed(report)} of ${report.requests} requests failed: ${JSON.stringify([...report.failures])}`);
  return report;
}

function failed({ failures }: LoadReport): number {
  return [...failures.values()].reduce((sum, count) => sum + count, 0);
}
