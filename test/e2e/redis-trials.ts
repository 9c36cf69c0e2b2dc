import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { REDIS_METRICS } from "../../constructs/redis/observed/metrics";
import { CommandLine, type Ended } from "./command-line";
import { type LoadSection, type RedisClientProps, RedisLoad } from "./redis-load";
import { type RedisTrial, TRIAL } from "./redis-system";
import type { StageContext } from "./stage";

const APP = require.resolve("./redis-system.js");
const NAMESPACE = ["-n", TRIAL.namespace];
const SERVERS = "app.kubernetes.io/component=server";
/** Made beside the system: it may kill any process of the node. */
const KILLER = "redis-trial-killer";

/** A cluster under test in a real one, and what is done to it. */
export class RedisTrials {
  readonly #context: StageContext;
  readonly #tagenal: CommandLine;
  /** The last trial that was applied. */
  #trial: RedisTrial = {};

  /** Gets ready. */
  static async in(context: StageContext): Promise<RedisTrials> {
    return new RedisTrials(context, await CommandLine.in());
  }

  private constructor(context: StageContext, tagenal: CommandLine) {
    this.#context = context;
    this.#tagenal = tagenal;
  }

  /** Runs `tagenal` on the trial's system. */
  run(trial: RedisTrial, ...words: readonly string[]): Promise<Ended> {
    this.#trial = trial;
    const env = { ...process.env, TAGENAL_REDIS_TRIAL: JSON.stringify(trial) };
    return this.#tagenal.run([words[0] ?? "", "lab", "--app", APP, ...words.slice(1)], { env });
  }

  /** Applies it; fails where that does not end well. Answers what was created or changed. */
  async apply(trial: RedisTrial, ...words: readonly string[]): Promise<{ readonly seconds: number; readonly changed: readonly string[] }> {
    const { code, out, err, seconds } = await this.run(trial, "apply", "--json", ...words);
    if (code !== 0) throw new Error(`apply ${JSON.stringify(trial)} ended with ${code}:\n${out}${err}`);
    const { objects } = JSON.parse(out) as { readonly objects: readonly { readonly id: string; readonly outcome: string }[] };
    return { seconds, changed: objects.filter(({ outcome }) => outcome !== "unchanged").map(({ id }) => id) };
  }

  /** What kubectl answers in the trial's namespace. */
  async kubectl(...words: readonly string[]): Promise<string> {
    return (await this.#context.kubectl([...NAMESPACE, ...words])).trim();
  }

  /** The names of the servers' pods. */
  async servers(): Promise<string[]> {
    const names = await this.kubectl("get", "pods", "-l", SERVERS, "-o", "jsonpath={.items[*].metadata.name}");
    return names.split(" ").filter((name) => name !== "");
  }

  /** What one server says to a command. */
  ask(pod: string, ...command: readonly string[]): Promise<string> {
    const words = command.map((word) => `'${word}'`).join(" ");
    const program = `. /etc/redis/cli.sh; as tagenal-admin /etc/redis/internal/tagenal-admin; ask localhost ${words}`;
    return this.kubectl("exec", pod, "-c", TRIAL.cluster, "--", "sh", "-c", program);
  }

  /** Ends all servers' pods at once; answers the seconds until the cluster is sound again, without help. */
  async endAllAtOnce(): Promise<number> {
    const begin = performance.now();
    const identities = (): Promise<string> => this.kubectl("get", "pods", "-l", SERVERS, "-o", "jsonpath={.items[*].metadata.uid}");
    const before = (await identities()).split(" ");
    await this.kubectl("delete", "pods", "-l", SERVERS, "--wait=false");
    for (let now = before.join(" "); before.some((uid) => now.includes(uid)); now = await identities()) await sleep(300);
    await this.sound(150);
    const seconds = Math.round((performance.now() - begin) / 100) / 10;
    if (seconds > 90) throw new Error(`sound ${seconds} s after all pods ended at once`);
    return seconds;
  }

  /** The pods that are masters of slots, by shard. */
  async masters(): Promise<string[]> {
    const roles = await Promise.all((await this.servers()).map(async (pod) => ({ pod, nodes: await this.ask(pod, "CLUSTER", "NODES") })));
    return roles.filter(({ nodes }) => /myself,master.*connected \d/.test(nodes)).map(({ pod }) => pod);
  }

  /** Waits until every server calls the whole cluster sound, and every replica follows. Answers the seconds it took. */
  async sound(within = 120): Promise<number> {
    const begin = performance.now();
    for (let why = "nothing was asked"; ; ) {
      const seconds = (performance.now() - begin) / 1000;
      if (seconds > within) throw new Error(`not sound after ${within} s: ${why}\n${await this.#healingLog()}`);
      why = await this.#trouble().catch((error: unknown) => String(error));
      if (why === "") return Math.round(seconds * 10) / 10;
      await sleep(500);
    }
  }

  async #trouble(): Promise<string> {
    const { masters = 3, leaving = 0 } = this.#trial;
    const pods = await this.servers();
    if (pods.length < (masters + leaving) * 2) return `${pods.length} pods`;
    const looks = await Promise.all(
      pods.map(async (pod) => {
        const [info, role] = await Promise.all([this.ask(pod, "CLUSTER", "INFO"), this.ask(pod, "INFO", "replication")]);
        const alone = leaving > 0 && info.includes("cluster_known_nodes:1\r");
        const sound = info.includes("cluster_state:ok") && info.includes("cluster_slots_ok:16384");
        const follows = role.includes("role:master") || role.includes("master_link_status:up");
        return alone || (sound && follows) ? "" : `${pod}: ${sound ? "its master is not followed" : info.slice(0, 120)}`;
      }),
    );
    return looks.find((one) => one !== "") ?? "";
  }

  async #healingLog(): Promise<string> {
    return this.kubectl("logs", "-l", "app.kubernetes.io/component=heal", "--tail=20", "--prefix").catch(String);
  }

  /** The pod of the client, or of the stranger. */
  pod(of: "client" | "stranger" = "client"): Promise<string> {
    return this.kubectl("get", "pods", "-l", `app.kubernetes.io/name=${of}`, "-o", "jsonpath={.items[0].metadata.name}");
  }

  /** How the client calls. */
  async client(more: Partial<RedisClientProps> = {}, of: "client" | "stranger" = "client"): Promise<RedisClientProps> {
    const { namespace, host, port } = TRIAL;
    return { kubeconfig: this.#context.kubeconfig, namespace, pod: await this.pod(of), host, port, ...more };
  }

  /** Fails where an exporter does not reach its server, or exports something else than the catalogue says. */
  async expectMetrics(): Promise<void> {
    const [server = ""] = await this.servers();
    const address = await this.kubectl("get", "pod", server, "-o", "jsonpath={.status.podIP}");
    const program = `fetch("http://${address}:9121/metrics").then((answer) => answer.text()).then((text) => console.log(text))`;
    const text = await this.kubectl("exec", await this.pod(), "--", "node", "-e", program);
    if (!/^redis_up 1$/m.test(text) || !/^redis_cluster_state 1$/m.test(text)) throw new Error(`the exporter says: ${text.slice(0, 2000)}`);
    const known = new Set(REDIS_METRICS.map(({ name }) => name));
    const others = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name).filter((name) => !known.has(name));
    if (others.length > 0) throw new Error(`metrics that are not in the catalogue: ${others.join(", ")}`);
  }

  /** Starts the load. */
  async load(more: Partial<RedisClientProps> = {}): Promise<RedisLoad> {
    const load = await RedisLoad.start({ ...(await this.client(more)), patience: 120, rate: 500 });
    await load.until(500);
    return load;
  }

  /** Ends a server's process at once, as a crash does: from outside of its container. */
  async crash(pod: string): Promise<void> {
    const { kubectl } = this.#context;
    const found = await kubectl(["get", "pod", KILLER, "-n", KILLER, "--ignore-not-found", "-o", "name"]);
    if (found === "") {
      await kubectl(["create", "namespace", KILLER]);
      const container = { name: "killer", image: "busybox:1.37", command: ["sleep", "100000"], securityContext: { privileged: true } };
      const spec = { hostPID: true, terminationGracePeriodSeconds: 0, containers: [container] };
      await kubectl(
        ["apply", "-f", "-"],
        JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: KILLER, namespace: KILLER }, spec }),
      );
      await kubectl(["wait", "-n", KILLER, `pod/${KILLER}`, "--for=condition=Ready", "--timeout=60s"]);
    }
    const uid = await this.kubectl("get", "pod", pod, "-o", "jsonpath={.metadata.uid}");
    const program = `for p in /proc/[0-9]*; do
      grep -q -e ${uid} -e ${uid.replaceAll("-", "_")} $p/cgroup 2>/dev/null || continue
      grep -q -e valkey-server -e redis-server $p/cmdline && kill -9 \${p#/proc/} && echo killed
    done`;
    const said = await kubectl(["exec", "-n", KILLER, KILLER, "--", "sh", "-c", program]);
    if (!said.includes("killed")) throw new Error(`no process of ${pod} was found`);
  }

  /** Takes all of it away. */
  async close(): Promise<void> {
    const { kubectl } = this.#context;
    await kubectl(["delete", "pods", ...NAMESPACE, "--all", "--grace-period=1", "--ignore-not-found", "--wait=false"]);
    await kubectl(["delete", "namespace", TRIAL.namespace, KILLER, "--ignore-not-found", "--timeout=150s"]);
    await this.#tagenal.close();
  }
}

/** Fails where a section of the load saw failures, or too long a gap. */
export function expectServed(section: LoadSection, longestGap: number): string {
  const { name, writes, failed, failures, stale } = section;
  const text = `gap ${Math.round(section.longestGap)} ms, ${failed} of ${writes} writes failed`;
  if (failed > 0 || stale > 0 || writes === 0 || section.longestGap > longestGap)
    throw new Error(`${name}: ${text}, ${stale} stale reads; at most ${longestGap} ms; ${JSON.stringify(failures)}`);
  return text;
}

/** Fails where something that was acknowledged is not there any more. */
export async function expectNothingLost(load: RedisLoad): Promise<number> {
  const { keys, lost, lostExamples, unverified } = await load.stop();
  if (lost > 0 || Object.keys(unverified).length > 0)
    throw new Error(`${lost} of ${keys} keys lost what was acknowledged: ${lostExamples.join("; ")} ${JSON.stringify(unverified)}`);
  return keys;
}
