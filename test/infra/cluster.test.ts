import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { RefusedError } from "../../constructs/core";
import { connectBy } from "../../infra/cluster/connect";
import { eksNames } from "../../infra/cluster/eks-name";
import { Interrupted } from "../../infra/cluster/interrupted";
import type { IKubectl } from "../../infra/cluster/kubectl";
import { clusterFailure } from "../../infra/cluster/kubectl-failure";
import { matchLive } from "../../infra/cluster/live-object";
import { PatientKubectl } from "../../infra/cluster/patient-kubectl";
import type { ClusterBinding } from "../../stacks";
import { failed } from "./fake-cluster";

const EKS = "https://ABC.gr7.eu-central-1.eks.amazonaws.com";
const CONFIG = {
  "current-context": "work",
  contexts: [
    { name: "work", context: { cluster: "arn:aws:eks:eu-central-1:123456789012:cluster/tagenal", user: "me" } },
    { name: "minikube", context: { cluster: "minikube", user: "me" } },
  ],
  clusters: [
    { name: "arn:aws:eks:eu-central-1:123456789012:cluster/tagenal", cluster: { server: EKS } },
    { name: "minikube", cluster: { server: "https://127.0.0.1:8443" } },
  ],
  users: [{ name: "me", user: {} }],
};

interface Asked {
  readonly context: string | undefined;
  readonly args: readonly string[];
}

/** A kubectl with a kubeconfig, which answers or fails as it is told. */
function kubectls(config: object, answer: (asked: Asked) => string = () => ""): { asked: Asked[]; make: (context?: string) => IKubectl } {
  const asked: Asked[] = [];
  const make = (context?: string): IKubectl => {
    const run = async (args: readonly string[]): Promise<string> => {
      if (args[0] === "config") return JSON.stringify(config);
      asked.push({ context, args });
      return answer({ context, args });
    };
    return { run, json: async <T>(args: readonly string[]) => JSON.parse(await run(args)) as T };
  };
  return { asked, make };
}

const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(() => undefined).catch((one: unknown) => one);
  return error instanceof RefusedError ? error.message : `not refused: ${String(error)}`;
};
const MARKER: ClusterBinding = { kind: "marker", namespace: "kube-public", configMap: "welcome" };
const environment = (cluster: ClusterBinding): { name: string; cluster: ClusterBinding } => ({ name: "here", cluster });

describe("the right cluster", () => {
  test("is asked by its context from then on, whatever the current one becomes", async () => {
    const { asked, make } = kubectls(CONFIG);
    const kubectl = await connectBy(make, environment({ kind: "eks", name: "tagenal" }));
    await kubectl.run(["get", "pods"]);
    expect(asked.map(({ context }) => context)).toEqual(["work", "work"]);
    await connectBy(make, environment({ kind: "context", context: "minikube" }));
    expect(asked.at(-1)?.context).toBe("minikube");
  });

  test("of a marker is asked for it", async () => {
    const { asked, make } = kubectls(CONFIG);
    await connectBy(make, environment(MARKER));
    expect(asked[0]?.args.slice(0, 5)).toEqual(["get", "configmap", "welcome", "-n", "kube-public"]);
  });

  test.each<[string, ClusterBinding, object, string]>([
    [
      "a context that is not there",
      { kind: "context", context: "prod" },
      CONFIG,
      "context prod, which the kubeconfig does not have; it has work, minikube",
    ],
    ["no kubeconfig", MARKER, { contexts: null }, "there is no kubeconfig; say where it is with KUBECONFIG"],
    [
      "no current context",
      MARKER,
      { ...CONFIG, "current-context": "" },
      "no context is chosen; choose one with: kubectl config use-context NAME; there are work, minikube",
    ],
    [
      "another EKS cluster",
      { kind: "eks", name: "other" },
      CONFIG,
      "the current context work is the EKS cluster tagenal; choose the right one with: aws eks update-kubeconfig --name other",
    ],
    [
      "no EKS cluster",
      { kind: "eks", name: "tagenal" },
      { ...CONFIG, "current-context": "minikube" },
      "the current context minikube is no EKS cluster that can be known by name (https://127.0.0.1:8443)",
    ],
  ])("refuses %s", async (_what, cluster, config, says) => {
    const { asked, make } = kubectls(config);
    expect(await refusalOf(connectBy(make, environment(cluster)))).toContain(says);
    expect(asked).toEqual([]);
  });

  test.each([
    ['Error from server (NotFound): configmaps "welcome" not found', "is not made for tests, it lacks the ConfigMap kube-public/welcome"],
    [
      'Error from server (Forbidden): configmaps "welcome" is forbidden: User "me" cannot get it',
      "does not let you see whether it is made for tests",
    ],
    [
      "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?",
      "does not answer: The connection to the server",
    ],
    [
      "error: You must be logged in to the server (Unauthorized)",
      "does not let you in: You must be logged in to the server (Unauthorized); log in again",
    ],
  ])("refuses one that says: %s", async (stderr, says) => {
    const { make } = kubectls(CONFIG, () => {
      throw failed(stderr);
    });
    const refusal = await refusalOf(connectBy(make, environment(MARKER)));
    expect(refusal).toContain("the cluster of context work (https://ABC.gr7");
    expect(refusal).toContain(says);
  });
});

test.each([
  ["cluster", "arn:aws:eks:eu-central-1:1:cluster/shop", [], ["shop"]],
  ["cluster", "shop.eu-central-1.eksctl.io", [], ["shop"]],
  ["login", "whatever", ["aws", "eks", "get-token", "--cluster-name", "shop"], ["shop"]],
  ["login", "whatever", ["aws", "eks", "get-token", "--cluster-name=shop"], ["shop"]],
  ["login, not the name in the kubeconfig,", "shop.eu-central-1.eksctl.io", ["aws-iam-authenticator", "token", "-i", "prod"], ["prod"]],
  ["nothing", "shop", [], []],
])("an EKS cluster is known by its %s", (_what, cluster, login, names) => {
  expect(eksNames({ name: "c", cluster, server: EKS, login })).toEqual(names);
  expect(eksNames({ name: "c", cluster, server: "https://eks.amazonaws.com.evil.example", login })).toEqual([]);
});

test.each([
  ["Unable to connect to the server: dial tcp: lookup nowhere on 10.0.0.1:53: no such host", "no answer"],
  ["Unable to connect to the server: net/http: TLS handshake timeout", "no answer"],
  ["error: unexpected EOF", "no answer"],
  ["Error from server: etcdserver: leader changed", "busy"],
  ["Error from server (TooManyRequests): the server has received too many requests", "busy"],
  ["Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority", "no login"],
  ['Error from server (NotFound): configmaps "a" not found', undefined],
  [
    'Error from server (InternalError): failed calling webhook "w.x": Post "https://w.x.svc": dial tcp 10.0.0.1:443: connect: connection refused',
    undefined,
  ],
])("reads why there is no answer: %s", (stderr, failure) => {
  expect(clusterFailure(failed(stderr))).toBe(failure);
});

describe("a patient kubectl", () => {
  const clock = (): { now: () => number; sleep: (ms: number) => Promise<void> } => {
    let time = 0;
    return { now: () => time, sleep: async (ms) => void (time += ms) };
  };
  const failing = (times: number, stderr: string): { kubectl: IKubectl; calls: () => number } => {
    let calls = 0;
    const run = async (): Promise<string> => {
      calls += 1;
      if (calls <= times) throw failed(stderr);
      return "answer";
    };
    return { kubectl: { run, json: async <T>() => JSON.parse(await run()) as T }, calls: () => calls };
  };

  test("tries again while the connection is lost, and says so", async () => {
    const said: string[] = [];
    const { kubectl } = failing(3, "error: unexpected EOF");
    expect(await new PatientKubectl(kubectl, { clock: clock(), onWait: (text) => said.push(text) }).run(["get"])).toBe("answer");
    expect(said[0]).toBe("the connection is lost, trying again for 30 s …");
  });

  test("gives up after half a minute, and says what to do", async () => {
    const { kubectl, calls } = failing(1000, "The connection to the server a:1 was refused - did you specify the right host or port?");
    const refusal = await refusalOf(new PatientKubectl(kubectl, { clock: clock() }).run(["get"]));
    expect(refusal).toContain("look with: kubectl cluster-info; then repeat the same command");
    expect(calls()).toBeLessThan(15);
  });

  test("passes on what the cluster answers, at once", async () => {
    const { kubectl, calls } = failing(1, 'Error from server (NotFound): configmaps "a" not found');
    await expect(new PatientKubectl(kubectl, { clock: clock() }).run(["get"])).rejects.toThrow("not found");
    expect(calls()).toBe(1);
  });

  test("ends when it is interrupted", async () => {
    const { kubectl, calls } = failing(0, "");
    await expect(new PatientKubectl(kubectl, { signal: AbortSignal.abort() }).run(["get"])).rejects.toThrow(Interrupted);
    expect(calls()).toBe(0);
  });
});

test("an object that names no namespace is found in the context's, and no other is taken for it", () => {
  const object = (name: string, namespace?: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace } });
  const found = matchLive([object("a", "x"), object("a")], [object("a", "x"), object("a", "default")]);
  expect(found.get("ConfigMap/a")?.metadata.namespace).toBe("default");
  expect(matchLive([object("a", "x"), object("a")], [object("a", "x")]).has("ConfigMap/a")).toBe(false);
});

describe("the user's kubectl", () => {
  const folder = mkdtempSync(join(tmpdir(), "tagenal-kubectl-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  /** How a call ends; in a process of its own, whose PATH has this kubectl. */
  const ending = (script: string): string => {
    writeFileSync(join(folder, "kubectl"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const call = `new (require(${JSON.stringify(resolve("lib/infra/cluster/kubectl.js"))}).Kubectl)().run(["get", "pods"])`;
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
    const words = ["-e", `${call}.catch(({ name, message }) => console.log(name, message))`];
    return spawnSync(process.execPath, words, { encoding: "utf8", env }).stdout;
  };

  test("that a Ctrl-C has ended was interrupted, and has no complaint", () => {
    expect(ending("kill -INT $$")).toBe("Interrupted interrupted\n");
  });

  test("that ends by itself says what it complains about", () => {
    expect(ending("echo 'no such thing' >&2; exit 1")).toBe("KubectlError no such thing\n");
  });
});
