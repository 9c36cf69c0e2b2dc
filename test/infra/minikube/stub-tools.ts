import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const MAIN = resolve("lib/infra/cli/main.js");
const FIXTURES = resolve("test/infra/minikube/fixtures");

/** What Minikube v1.38.1 has said once. */
export function recorded(name: string): string {
  return readFileSync(join(FIXTURES, "recorded", `${name}.txt`), "utf8");
}

/** How a cluster was made. */
export interface Made {
  readonly cpus?: number;
  readonly kubernetes?: string;
  readonly cni?: string;
  readonly addons?: readonly string[];
}

/** A cluster as Minikube lists it. */
export function profiles(made: Made = {}): string {
  const { cpus = 8, kubernetes = "v1.34.4", cni = "calico", addons = ALL_ADDONS } = made;
  const KubernetesConfig = { KubernetesVersion: kubernetes, CNI: cni };
  const Addons = Object.fromEntries(addons.map((addon) => [addon, true]));
  const Config = { Driver: "docker", CPUs: cpus, Memory: 12_288, KubernetesConfig, Nodes: [{ ControlPlane: true }], Addons };
  return JSON.stringify({ invalid: [], valid: [{ Name: "minikube", Status: "Skipped", Config }] });
}

const ALL_ADDONS: readonly string[] = ["metrics-server", "default-storageclass", "storage-provisioner"];

/** The state of a cluster's only node. */
export function status(state: string, kubeconfig: string = state): string {
  return JSON.stringify({ Name: "minikube", Host: state, Kubelet: state, APIServer: state, Kubeconfig: kubeconfig, Worker: false });
}

/** Nodes as kubectl lists them: one, of a cluster of Minikube, at an address. */
export function nodes(cluster = "minikube", address = "192.168.49.2"): string {
  const metadata = { name: `${cluster}-node`, labels: { "minikube.k8s.io/name": cluster } };
  return JSON.stringify({ items: [{ metadata, status: { addresses: [{ type: "InternalIP", address }] } }] });
}

/** A kubeconfig as kubectl prints it: with one context, or none. */
export function kubeconfig(server?: string): string {
  const name = "minikube";
  const [contexts, clusters] = [[{ name, context: { cluster: name } }], [{ name, cluster: { server } }]];
  return JSON.stringify(server === undefined ? {} : { contexts, clusters });
}

/** What Docker has. */
export interface DockerHas {
  readonly cpus?: number;
  readonly memory?: number;
  readonly architecture?: string;
  readonly system?: string;
}

/** What Docker says of itself. */
export function dockerInfo(has: DockerHas = {}): string {
  const { cpus = 8, memory = 16_642_998_272, architecture = "x86_64", system = "Docker Desktop" } = has;
  return JSON.stringify({ NCPU: cpus, MemTotal: memory, Architecture: architecture, OperatingSystem: system, SecurityOptions: [] });
}

const SERVER = "https://192.168.49.2:8443";

/** What the tools find, by file: nothing but themselves. */
const FRESH: Readonly<Record<string, string>> = {
  "minikube-version": "v1.38.1",
  "kubectl-version": "v1.34.4",
  "docker-info": dockerInfo(),
  profiles: recorded("profile-list-none"),
  status: "",
  images: "",
  kubeconfig: kubeconfig(),
  nodes: nodes(),
  services: '{"items":[]}',
  probe: recorded("probe-docker"),
  "probe-code": "0",
  "start-failure": recorded("start-failed"),
  start: "works",
  build: "1",
  "after/profiles": profiles(),
  "after/status": status("Running", "Configured"),
  "after/kubeconfig": kubeconfig(SERVER),
};

/** A cluster that runs, with all that it needs. */
export const RUNNING: Readonly<Record<string, string>> = {
  profiles: profiles(),
  status: status("Running", "Configured"),
  kubeconfig: kubeconfig(SERVER),
};

/** What a run has said and done. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The calls that changed something. */
  readonly changes: readonly string[];
}

/** A computer of its own: tools that answer from files, and a project with an app. */
export class Computer {
  readonly #folder: string = mkdtempSync(join(tmpdir(), "tagenal-"));

  constructor(found: Readonly<Record<string, string>> = {}, tools: readonly string[] = ["minikube", "kubectl", "docker"]) {
    cpSync("apps/lecture-web/src", this.file("apps/lecture-web/src"), { recursive: true });
    copyFileSync("apps/lecture-web/Dockerfile", this.file("apps/lecture-web/Dockerfile"));
    this.find({ ...FRESH, ...found });
    for (const tool of tools) {
      copyFileSync(join(FIXTURES, `${tool}.sh`), this.file(`bin/${tool}`));
      chmodSync(this.file(`bin/${tool}`), 0o755);
    }
  }

  /** A file of this computer. */
  file(path: string): string {
    return join(this.#folder, path);
  }

  /** Puts a file into the project. */
  write(name: string, content: string): void {
    writeFileSync(this.file(name), content);
  }

  /** What the tools find from now on. */
  find(found: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(found)) {
      const file = this.file(`bin/${name}`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${content}\n`);
    }
  }

  /** Runs `tagenal minikube minikube`. */
  run(...words: readonly string[]): Outcome {
    const options = { ...this.#options, encoding: "utf8" } as const;
    const { status: code, stdout, stderr } = spawnSync(process.execPath, [MAIN, "minikube", "minikube", ...words], options);
    return { code, out: stdout, err: stderr, changes: this.changes() };
  }

  /** Begins `tagenal minikube minikube`, and waits until a tool hangs, or all has ended. */
  async begin(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [MAIN, "minikube", "minikube"], this.#options);
    while (child.exitCode === null && !existsSync(this.file("bin/hanging"))) await new Promise((go) => setTimeout(go, 20));
    return child;
  }

  /** The calls since the last time that changed something. */
  changes(): string[] {
    const calls = existsSync(this.file("bin/calls")) ? readFileSync(this.file("bin/calls"), "utf8").split("\n") : [];
    rmSync(this.file("bin/calls"), { force: true });
    return calls.filter((call) => /^minikube (start|addons|image build)/.test(call) && !call.includes("--dry-run"));
  }

  /** Nothing of it stays. */
  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  get #options(): { cwd: string; env: NodeJS.ProcessEnv } {
    return { cwd: this.#folder, env: { ...process.env, PATH: this.file("bin"), HOME: this.#folder, MINIKUBE_HOME: this.#folder } };
  }
}
