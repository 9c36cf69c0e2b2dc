import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandLine } from "./command-line";
import { loadTest } from "./lecture-load";
import type { StageContext } from "./stage";
import { SteadyLoad } from "./steady-load";

/** What the drills work with: the system runs, under this address. */
export interface Drill {
  readonly context: StageContext;
  readonly tagenal: CommandLine;
  readonly url: string;
}

/** What takes minutes: load tests, autoscaling up and down, interrupted applies. */
export async function drills(drill: Drill): Promise<Record<string, number | string>> {
  const usualDay = await loadTest(drill, "lecture-usual-day", true);
  const stress = await loadTest(drill, "lecture-stress", false);
  return { ...usualDay, ...stress, ...(await autoscaling(drill)), ...(await interruptions(drill)) };
}

/** One pod, more of them under load, one again. */
async function autoscaling({ context: { kubectl, print }, url }: Drill): Promise<Record<string, number | string>> {
  const pods = async (): Promise<number> =>
    Number(await kubectl(["get", "deployment/web", "-n", "lecture", "-o", "jsonpath={.status.readyReplicas}"]));
  const begin = performance.now();
  const seconds = (): number => Math.round((performance.now() - begin) / 1000);
  const until = async (what: string, reached: (pods: number) => boolean): Promise<number> => {
    while (!reached(await pods())) {
      if (seconds() > 400) throw new Error(`after ${seconds()} s there are ${await pods()} pods, not ${what}`);
      await sleep(1000);
    }
    return seconds();
  };
  await until("one", (count) => count === 1);
  const calm = seconds();
  const load = new SteadyLoad({ url: `${url.replace(/\/$/, "")}/work?ms=20`, clients: 8, rest: 20 });
  const up = await until("more than one", (count) => count > 1);
  print(`autoscaling: more than one pod ${up - calm} s after the load began`);
  await sleep(20_000);
  const most = await pods();
  const { requests, failures } = await load.stop();
  const stopped = seconds();
  const down = await until("one", (count) => count === 1);
  if (failures.size > 0) throw new Error(`while it scaled, requests failed: ${JSON.stringify([...failures])}`);
  return {
    "autoscaling: seconds to the second pod": up - calm,
    "autoscaling: most pods": most,
    "autoscaling: seconds back to one": down - stopped,
    "autoscaling: requests, none failed": requests,
  };
}

/** Applies that are ended at random, by force, and repeated: the end is the same as without. */
async function interruptions({ context: { kubectl, print }, tagenal }: Drill): Promise<Record<string, number>> {
  const specs = async (): Promise<string> => {
    const kinds = "namespaces,deployments,services,networkpolicies,serviceaccounts,poddisruptionbudgets,horizontalpodautoscalers";
    const list = JSON.parse(await kubectl(["get", kinds, "-A", "-l", "app.kubernetes.io/part-of=lecture", "-o", "json"])) as {
      items: {
        kind: string;
        metadata: { name: string };
        spec?: { clusterIP?: string; clusterIPs?: string[]; ports?: { nodePort?: number }[] };
      }[];
    };
    for (const { spec } of list.items) {
      delete spec?.clusterIP;
      delete spec?.clusterIPs;
      for (const port of spec?.ports ?? []) delete port.nodePort;
    }
    return JSON.stringify(list.items.map(({ kind, metadata, spec }) => [kind, metadata.name, spec]));
  };
  const expected = await specs();
  const rounds = 5;
  for (let round = 0; round < rounds; round++) {
    await tagenal.succeed("delete", "lab", "--system", "lecture");
    const afterMs = Math.round(200 + Math.random() * 4000);
    const signal = round % 2 === 0 ? "SIGKILL" : "SIGINT";
    const { code } = await tagenal.run(["apply", "lab", "--system", "lecture"], { kill: { afterMs, signal } });
    print(`interrupted by ${signal} after ${afterMs} ms (exit ${code})`);
    await tagenal.succeed("apply", "lab", "--system", "lecture");
    const found = await specs();
    if (found !== expected)
      throw new Error(`interrupted by ${signal} after ${afterMs} ms and repeated, it is not the same:\n${expected}\n${found}`);
  }
  return { "interrupted applies that ended the same": rounds };
}
