import { statfsSync } from "node:fs";
import { cpus, homedir, release, totalmem } from "node:os";
import type { IPrograms } from "./programs";

/** The computer on which we run. */
export interface Host {
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  readonly architecture: string;
  readonly system: string;
  readonly home: string;
  /** Bytes that are free where this path is; undefined where it is not on this computer. */
  readonly free: (path: string) => number | undefined;
}

/** What the nodes of a cluster are made of: this computer, or what its containers get of it. */
export interface Machine {
  /** As messages call it. */
  readonly name: string;
  readonly cpus: number;
  /** MiB that the cluster may have of it. */
  readonly memory: number;
  /** As images call it: "amd64". */
  readonly architecture: string;
  /** The addresses of nodes can be reached from here. */
  readonly reachable: boolean;
  /** Where the cluster's data will be, and how many bytes are free there, as far as that can be known. */
  readonly disk?: { readonly path: string; readonly free: number };
}

const MEBIBYTE = 2 ** 20;
/** MiB that Minikube advises to leave to the system. */
const FOR_THE_SYSTEM = 1024;

/** Reads what this computer has. */
export function thisHost(): Host {
  return {
    cpus: cpus().length,
    memory: totalmem(),
    architecture: process.arch,
    // What WSL makes available is not reached from Windows.
    system: /microsoft/i.test(release()) ? "wsl" : process.platform,
    home: process.env["MINIKUBE_HOME"] ?? homedir(),
    free: (path) => {
      try {
        const { bavail, bsize } = statfsSync(path);
        return bavail * bsize;
      } catch {
        return undefined;
      }
    },
  };
}

/** Other words for drivers that Minikube takes. */
const ALIASES: Readonly<Record<string, string>> = { kvm: "kvm2", qemu: "qemu2", native: "none", generic: "ssh" };

/** A driver by the name that Minikube remembers. */
export function driverNamed(name: string): string {
  return ALIASES[name] ?? name;
}

/** Whether a driver makes virtual machines, with a disk of their own. */
export function isVirtual(driver: string): boolean {
  return !["docker", "podman", "none", "ssh"].includes(driver);
}

/** The machine of a driver: containers have what their engine has, all others have the computer. */
export async function readMachine(driver: string, programs: IPrograms, host: Host): Promise<Machine> {
  const engine = await readEngine(driver, programs);
  const memory = Math.floor(Math.min(engine?.memory ?? Infinity, host.memory - FOR_THE_SYSTEM * MEBIBYTE) / MEBIBYTE);
  const path = engine ? engine.path : isVirtual(driver) ? host.home : "/";
  const free = path === undefined ? undefined : host.free(path);
  return {
    name: engine?.name ?? "this machine",
    cpus: engine?.cpus ?? host.cpus,
    memory,
    architecture: imageArchitecture(engine?.architecture ?? host.architecture),
    reachable: engine === undefined || (host.system === "linux" && !engine.apart),
    ...(path !== undefined && free !== undefined ? { disk: { path, free } } : {}),
  };
}

interface Engine {
  readonly name: string;
  readonly cpus: number;
  readonly memory: number;
  readonly architecture: string;
  /** Where it keeps its data, if that is on this computer. */
  readonly path?: string;
  /** Its containers have addresses that only it knows. */
  readonly apart: boolean;
}

interface DockerInfo {
  readonly NCPU?: number;
  readonly MemTotal?: number;
  readonly Architecture?: string;
  readonly OperatingSystem?: string;
  readonly DockerRootDir?: string;
  readonly SecurityOptions?: readonly string[];
}

interface PodmanInfo {
  readonly host?: {
    readonly cpus?: number;
    readonly memTotal?: number;
    readonly arch?: string;
    readonly security?: { readonly rootless?: boolean };
  };
  readonly store?: { readonly graphRoot?: string };
}

async function readEngine(driver: string, programs: IPrograms): Promise<Engine | undefined> {
  if (driver === "docker") {
    const info = await readInfo<DockerInfo>(programs, ["docker", "system", "info", "--format", "{{json .}}"]);
    if (!info?.NCPU || !info.MemTotal) return undefined;
    const desktop = info.OperatingSystem === "Docker Desktop";
    return {
      name: desktop ? "Docker Desktop" : "Docker",
      cpus: info.NCPU,
      memory: info.MemTotal,
      architecture: info.Architecture ?? "",
      path: desktop ? undefined : info.DockerRootDir,
      apart: desktop || (info.SecurityOptions ?? []).some((option) => option.startsWith("name=rootless")),
    };
  }
  if (driver !== "podman") return undefined;
  const { host, store } = (await readInfo<PodmanInfo>(programs, ["podman", "system", "info", "--format", "json"])) ?? {};
  if (!host?.cpus || !host.memTotal) return undefined;
  const apart = host.security?.rootless === true;
  return { name: "Podman", cpus: host.cpus, memory: host.memTotal, architecture: host.arch ?? "", path: store?.graphRoot, apart };
}

/** Undefined where it does not answer: then Minikube has said why. */
async function readInfo<T>(programs: IPrograms, words: readonly string[]): Promise<T | undefined> {
  const ended = await programs.run(words);
  try {
    return ended?.code === 0 ? (JSON.parse(ended.stdout) as T) : undefined;
  } catch {
    return undefined;
  }
}

/** Docker says it as the kernel does, Node in its own way. */
function imageArchitecture(name: string): string {
  return { x86_64: "amd64", x64: "amd64", aarch64: "arm64" }[name] ?? name;
}
