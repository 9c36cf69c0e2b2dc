import { planOf } from "../../constructs/plan";
import { renderHealth, renderProof } from "../../infra/cli/doctor-report";
import { Terminal } from "../../infra/cli/terminal";
import type { IKubectl } from "../../infra/cluster/kubectl";
import { KubectlError } from "../../infra/cluster/kubectl";
import { healthOf } from "../../infra/operate/health";
import { type PolicyProof, provePolicies } from "../../infra/operate/policy-proof";
import { eks, lab, minikube } from "../../stacks";
import { greeter } from "../../stacks/greeter";
import { healthyCluster, without } from "./healthy-cluster";

const terminal = new Terminal({ json: false });

describe("the report", () => {
  const plan = planOf(greeter(lab), { system: "greeter" });
  const healthy = healthyCluster(plan);

  test("of a healthy system is two lines", () => {
    expect(renderHealth(healthOf(plan, healthy), plan, terminal)).toBe(
      "greeter in lab runs as intended\n  11 objects, 2 workloads, 3 of 3 pods ready, 1 connection open as far as policies say",
    );
  });

  test("has a paragraph for each problem: what, why, what to do", () => {
    const health = healthOf(plan, without(healthy, "NetworkPolicy.networking.k8s.io/greeter/server"));
    expect(renderHealth(health, plan, terminal)).toBe(
      [
        "greeter in lab: 1 problem",
        "",
        "NetworkPolicy.networking.k8s.io/greeter/server is not in the cluster, so that visitor cannot reach server on TCP 8080",
        "  why  the Plan has it, the cluster does not: it was not applied yet, or somebody deleted it",
        "  do   tagenal apply lab makes it again",
        "",
      ].join("\n"),
    );
  });

  test("judges nothing that it cannot see, and says so", () => {
    const unseen = ["pods", "events"].map((resource) => ({ resource, namespace: "greeter", why: "" }));
    const health = healthOf(plan, { ...healthy, unseen });
    expect(health.healthy).toBe(false);
    expect(renderHealth(health, plan, terminal)).toBe(
      "greeter in lab cannot be judged\n! could not look at pods, events of namespace greeter: you have no right to list them",
    );
  });
});

/** A cluster that does with policies what a test says; nothing runs. */
class PolicyCluster implements IKubectl {
  readonly calls: string[] = [];
  readonly #policies = new Set<string>();
  readonly #enforces: { readonly ingress: boolean; readonly egress: boolean };
  /** What goes wrong with a call, by its first words. */
  readonly failures: Record<string, string> = {};

  constructor(enforces: { ingress: boolean; egress: boolean }) {
    this.#enforces = enforces;
  }

  async run(args: readonly string[], { input = "" }: { input?: string } = {}): Promise<string> {
    const [verb = "", ...rest] = args.filter((word) => !word.startsWith("--request-timeout"));
    const call = `${verb} ${rest[0] ?? ""}`;
    this.calls.push(call);
    const failure = this.failures[call];
    if (failure) throw new KubectlError(args, { stdout: "", stderr: failure, cause: new Error("exit code 1") });
    if (input.includes('"NetworkPolicy"')) this.#policies.add((JSON.parse(input) as { metadata: { name: string } }).metadata.name);
    if (call === "delete networkpolicy") this.#policies.delete(rest[1] ?? "");
    if (verb === "get") return args.includes("json") ? '{"items":[]}' : "10.0.0.1";
    const stranger = verb === "exec" && rest[0] === "stranger";
    const closed = (["ingress", "egress"] as const).some((name) => this.#policies.has(name) && this.#enforces[name]);
    return stranger && closed ? "closed\n" : "open\n";
  }

  json<T>(): Promise<T> {
    throw new Error("not asked");
  }
}

/** The proof in such a cluster, with a clock that costs no time. */
async function prove(cluster: PolicyCluster, environment = lab, signal = new AbortController().signal): Promise<PolicyProof> {
  let now = 0;
  const clock = { now: () => now, sleep: async (milliseconds: number) => void (now += milliseconds) };
  return provePolicies(cluster, environment, { signal, progress: () => undefined, clock });
}

describe("the proof of policies", () => {
  test.each([
    [true, true, undefined, "the cluster enforces policies"],
    [false, false, lab, "does not enforce policies: what no policy allows got through (on the way in and out)"],
    [true, false, lab, "(on the way out)"],
    [false, true, lab, "(on the way in)"],
  ])("finds out whether what comes in and goes out is held: %s, %s", async (ingress, egress, bad, text) => {
    const cluster = new PolicyCluster({ ingress, egress });
    const proof = await prove(cluster);
    expect(proof).toMatchObject({ enforced: { ingress, egress }, text: expect.stringContaining(text) as string });
    expect(proof.remedy === undefined).toBe(bad === undefined);
    expect(cluster.calls.at(-1)).toBe("delete namespace");
  });

  test.each([
    [minikube, "--cni=calico"],
    [eks, '{"enableNetworkPolicy":"true"}'],
    [lab, "Calico or Cilium"],
  ])("says what to do in $name", async (environment, remedy) => {
    expect((await prove(new PolicyCluster({ ingress: false, egress: false }), environment)).remedy).toContain(remedy);
  });

  test("removes its namespace also when its pods do not run, and says why they do not", async () => {
    const cluster = new PolicyCluster({ ingress: true, egress: true });
    cluster.failures["wait pods"] = "error: timed out waiting for the condition on pods/server";
    const proof = await prove(cluster);
    expect(proof.text).toContain("the pods for it do not run: timed out waiting");
    expect(proof.findings.length).toBeGreaterThan(0);
    expect(proof.enforced).toBeUndefined();
    expect(cluster.calls.at(-1)).toBe("delete namespace");
    expect(renderProof(proof, "lab", terminal)).toContain("  do   mend this, then try again");
  });

  test("changes nothing where it may not make a namespace", async () => {
    const cluster = new PolicyCluster({ ingress: true, egress: true });
    cluster.failures["apply --server-side"] = 'Error from server (Forbidden): namespaces "x" is forbidden';
    const proof = await prove(cluster);
    expect(proof.text).toBe('policies could not be tried: namespaces "x" is forbidden');
    expect(cluster.calls).toEqual(["apply --server-side"]);
  });

  test("removes its namespace when it is interrupted", async () => {
    const cluster = new PolicyCluster({ ingress: true, egress: true });
    const interrupted = AbortSignal.abort();
    await expect(prove(cluster, lab, interrupted)).rejects.toThrow("interrupted");
    expect(cluster.calls).toEqual(["delete namespace"]);
  });

  test("says where a namespace stays behind", async () => {
    const cluster = new PolicyCluster({ ingress: true, egress: true });
    cluster.failures["delete namespace"] = "error: timed out waiting";
    await expect(prove(cluster)).rejects.toThrow(
      /namespace tagenal-doctor-\w+ could not be removed: timed out waiting; remove it with: kubectl delete/,
    );
  });
});

test("without the proof it is said that policies were not tried", () => {
  expect(renderProof(undefined, "lab", terminal)).toBe(
    "Whether the cluster enforces policies was not tried: tagenal doctor lab --policies",
  );
});
