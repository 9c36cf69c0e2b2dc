import { planOf } from "../../constructs/plan";
import { type IKubectl, KubectlError } from "../../infra/cluster/kubectl";
import { diagnose, takeSnapshot } from "../../infra/operate/diagnosis";
import { lab } from "../../stacks";
import { appOf, deployment, object } from "../e2e/doctor-fault";
import { healthyCluster } from "./healthy-cluster";

type Answer = (args: readonly string[]) => string | { stdout: string; stderr: string } | undefined;

/** A kubectl that answers what a test says, else that there is nothing; it keeps what it was asked. */
class Listener implements IKubectl {
  readonly calls: (readonly string[])[] = [];
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  async run(args: readonly string[]): Promise<string> {
    this.calls.push(args);
    const answer = this.#answer(args) ?? (args.includes("json") ? '{"items":[]}' : "");
    if (typeof answer === "string") return answer;
    throw new KubectlError(args, { ...answer, cause: new Error("exit code 1") });
  }

  json<T>(): Promise<T> {
    throw new Error("not asked");
  }
}

const plan = planOf(appOf("shop", { build: (scope) => deployment(scope, "web") }, lab), { system: "shop", environment: "lab" });
const pods = (state: object, restartCount = 0): string =>
  JSON.stringify({
    items: ["web-1", "web-2"].map((name) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name,
        namespace: "shop",
        ownerReferences: [{ uid: "u" }],
        managedFields: [{ manager: "kubelet", fieldsV1: { "f:status": {} } }],
      },
      spec: { containers: [{ name: "main" }] },
      status: { phase: "Running", containerStatuses: [{ name: "main", ready: false, restartCount, ...state }] },
    })),
  });

describe("a snapshot", () => {
  test("takes few calls: one for what is in a namespace, two for keys, one for the cluster, one for the context", async () => {
    const kubectl = new Listener(() => undefined);
    await takeSnapshot(kubectl, plan);
    expect(kubectl.calls).toHaveLength(5);
    expect(kubectl.calls.filter((args) => args[1]?.startsWith("pods,events"))).toHaveLength(1);
  });

  test("reads of Secrets and ConfigMaps nothing but names and keys", async () => {
    const kubectl = new Listener((args) => (args[1] === "secrets" ? "Secret cache password user\nSecret empty\n" : undefined));
    const { keys } = await takeSnapshot(kubectl, plan);
    expect(keys).toEqual({ "Secret/shop/cache": ["password", "user"], "Secret/shop/empty": [] });
    for (const args of kubectl.calls.filter((one) => /secrets|configmaps/.test(one[1] ?? ""))) {
      expect(args.at(-1)).toMatch(/^go-template=/);
      expect(args.at(-1)).not.toMatch(/{{\s*(\$_|\.data)\s*}}/);
    }
  });

  test("asks one of equal pods for its log, the former one where the container was started again", async () => {
    const kubectl = new Listener((args) => {
      if (args[0] === "logs") return "ready to serve\nfatal: no table\n";
      return args[1]?.startsWith("pods")
        ? pods({ state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: { exitCode: 1 } } }, 2)
        : undefined;
    });
    const { logs } = await takeSnapshot(kubectl, plan);
    expect(logs).toEqual({ "shop/web-2/main": ["ready to serve", "fatal: no table"] });
    expect(kubectl.calls.filter(([verb]) => verb === "logs").map((args) => args.at(-1))).toEqual(["--previous"]);
  });

  test("asks no log where no container is in trouble, and keeps no account of fields", async () => {
    const healthy = pods({ ready: true, state: { running: {} } });
    const kubectl = new Listener((args) => (args[1]?.startsWith("pods") ? healthy : undefined));
    const snapshot = await takeSnapshot(kubectl, plan);
    expect(kubectl.calls.filter(([verb]) => verb === "logs")).toEqual([]);
    expect(JSON.stringify(snapshot)).not.toContain("fieldsV1");
  });

  test("asks what nodes have left only where a pod lacks room", async () => {
    const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "1 Insufficient cpu" };
    const full = JSON.parse(pods({})) as { items: { status: object }[] };
    for (const item of full.items) item.status = { conditions: [condition] };
    const everywhere = { items: [{ spec: { nodeName: "lab", containers: [{ resources: { requests: { cpu: "3", memory: "1Gi" } } }] } }] };
    const kubectl = new Listener((args) => {
      if (args.includes("--all-namespaces")) return JSON.stringify(everywhere);
      return args[1]?.startsWith("pods") ? JSON.stringify(full) : undefined;
    });
    expect((await takeSnapshot(kubectl, plan)).requested).toEqual({ lab: { cpu: 3, memory: 2 ** 30 } });
  });

  test("goes on without a right, and says which is missing", async () => {
    const stderr =
      'Error from server (Forbidden): events is forbidden: User "me" cannot list resource "events" in API group "" in the namespace "shop"\n';
    const kubectl = new Listener((args) => (args[1]?.startsWith("pods,") ? { stdout: pods({ ready: true }), stderr } : undefined));
    const snapshot = await takeSnapshot(kubectl, plan);
    expect(snapshot.unseen).toEqual([{ resource: "events", namespace: "shop", why: stderr.trim() }]);
    expect(snapshot.objects).toHaveLength(2);
  });

  test("knows kinds that the cluster does not know", async () => {
    const build = (scope: Parameters<typeof object>[0]): void => object(scope, "example.com/v1", "Widget", "w", {});
    const custom = planOf(appOf("shop", { build }, lab), { system: "shop", environment: "lab" });
    const stderr = 'unable to recognize no matches for kind "Widget" in version "example.com/v1"\n';
    const { unknownKinds } = await takeSnapshot(new Listener((args) => (args.includes("-f") ? { stdout: "", stderr } : undefined)), custom);
    expect(unknownKinds).toEqual(["Widget.example.com"]);
    const findings = diagnose(custom, { ...healthyCluster(plan), unknownKinds });
    expect(findings).toMatchObject([
      { object: "Widget.example.com/shop/w", remedy: expect.stringContaining("install the operator") as string },
    ]);
  });

  test("is none where the cluster does not answer", async () => {
    const kubectl = new Listener(() => ({ stdout: "", stderr: "The connection to the server 1.2.3.4 was refused\n" }));
    await expect(takeSnapshot(kubectl, plan)).rejects.toThrow("was refused");
  });
});
