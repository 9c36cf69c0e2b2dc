import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { neededAddons, storageWarnings } from "../../infra/minikube/addons";
import { addressesOf } from "../../infra/minikube/addresses";
import { asTyped, createCommand } from "../../infra/minikube/commands";
import { sizeOf } from "../../infra/minikube/existing";
import { appImages, imageState } from "../../infra/minikube/images";
import { type Host, type Machine, readMachine } from "../../infra/minikube/machine";
import { enforcesPolicies } from "../../infra/minikube/network";
import type { IPrograms } from "../../infra/minikube/programs";
import { lookAround, type Situation } from "../../infra/minikube/situation";
import { chooseSize, roomIn, type SizeDecision, type SizeRequest, sizeFor } from "../../infra/minikube/size";
import { defineEnvironment, type Environment, minikube, totalCapacity } from "../../stacks";
import { dockerInfo, recorded } from "./minikube/stub-tools";
import { object, planWith } from "./small-plan";

const GIBIBYTE = 2 ** 30;
const MEANT = sizeFor(totalCapacity(minikube).node);
const three = defineEnvironment({ ...minikube, name: "three", capacity: { ...minikube.capacity, nodes: 3 } });
const machineOf = (cpus: number, memory: number): Machine => ({ name: "Docker", cpus, memory, architecture: "amd64", reachable: true });

describe("the size of a new cluster", () => {
  const demand = (cpu: number, memory: number): SizeRequest["demand"] => {
    const none = { pods: 1, namespaces: 1, workloads: 1, volumes: 0, storage: 0 };
    return { ...none, cpu, memory: memory * 2 ** 20, largestPod: { cpu, memory: memory * 2 ** 20 } };
  };
  const choose = (machine: Machine, given: SizeRequest["given"] = {}, more: Partial<SizeRequest> = {}): SizeDecision =>
    chooseSize({ system: "shop", environment: minikube, demand: demand(0.5, 640), machine, given, ...more });

  test("gives pods at least the room that was wanted, and not a CPU more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64_000 }), fc.integer({ min: 1, max: 2 ** 18 }), (millis, mebibytes) => {
        const size = sizeFor({ cpu: millis / 1000, memory: mebibytes * 2 ** 20 });
        const room = roomIn({ nodes: 1, ...size }, 110);
        const spare = { cpu: Math.round(room.cpu * 1000) - millis, memory: room.memory / 2 ** 20 - mebibytes };
        expect(Math.min(spare.cpu, spare.memory)).toBeGreaterThanOrEqual(0);
        expect(size.cpus === 2 || spare.cpu < 1000).toBe(true);
        expect(size.memory === 1800 || spare.memory === 0).toBe(true);
      }),
    );
  });

  test("is the environment's where the machine has it, of each node where there are several", () => {
    expect(choose(machineOf(32, 65_536))).toEqual({ size: { nodes: 1, ...MEANT }, problems: [], warnings: [] });
    expect(choose(machineOf(32, 65_536), {}, { environment: three }).size).toEqual({ nodes: 3, ...MEANT });
  });

  test("is the machine's where that is less, and says so; nodes share its CPUs and divide its memory", () => {
    const { size, warnings } = choose(machineOf(4, 6000));
    expect(size).toEqual({ nodes: 1, cpus: 4, memory: 6000 });
    expect(warnings).toEqual([
      `Docker has 4 CPUs and 6000m, environment minikube stands for ${MEANT.cpus} CPUs and ${MEANT.memory / 1024}g: shop fits, a larger system may not`,
    ]);
    expect(choose(machineOf(4, 6000), {}, { environment: three }).size).toEqual({ nodes: 3, cpus: 4, memory: 2000 });
  });

  test("is what was asked for, without a word", () => {
    expect(choose(machineOf(8, 16_384), { cpus: 2, memory: 2048 })).toEqual({
      size: { nodes: 1, cpus: 2, memory: 2048 },
      problems: [],
      warnings: [],
    });
  });

  test("is refused where it is more than there is, and where the system would not fit into it", () => {
    expect(choose(machineOf(4, 8192), { cpus: 5, memory: 9216 }).problems).toEqual([
      "--cpus must be at most 4, more Docker does not have, got 5",
      "--memory must be at most 8g, more Docker does not have, got 9g",
    ]);
    expect(choose(machineOf(8, 16_384), { cpus: 2, memory: 2048 }, { demand: demand(3, 3000) }).problems).toEqual([
      expect.stringMatching(
        /^shop needs 3 of CPU, there is room for 900m, .+, in a cluster of 2 CPUs and 2g; it takes --cpus 5 --memory 4024m$/,
      ),
    ]);
  });
});

describe("the machine", () => {
  const host: Host = {
    cpus: 10,
    memory: 32 * GIBIBYTE,
    architecture: "arm64",
    system: "linux",
    home: "/home/me",
    free: (path) => ({ "/home/me": 50e9, "/": 40e9, "/var/lib/docker": 30e9, "/var/lib/containers": 20e9 })[path],
  };
  const answering = (stdout: string, code = 0): IPrograms => ({ run: async () => ({ code, stdout, stderr: "" }) });

  test("of a virtual machine is the computer, less what Minikube leaves to it", async () => {
    expect(await readMachine("kvm2", answering(""), host)).toEqual({
      name: "this machine",
      cpus: 10,
      memory: 31 * 1024,
      architecture: "arm64",
      reachable: true,
      disk: { path: "/home/me", free: 50e9 },
    });
  });

  test("of containers is what their engine has", async () => {
    const docker = { ...(JSON.parse(dockerInfo({ system: "Debian" })) as object), DockerRootDir: "/var/lib/docker" };
    expect(await readMachine("docker", answering(JSON.stringify(docker)), host)).toEqual({
      name: "Docker",
      cpus: 8,
      memory: 15_872,
      architecture: "amd64",
      reachable: true,
      disk: { path: "/var/lib/docker", free: 30e9 },
    });
    const podman = { host: { cpus: 4, memTotal: 8 * GIBIBYTE, arch: "arm64" }, store: { graphRoot: "/var/lib/containers" } };
    expect(await readMachine("podman", answering(JSON.stringify(podman)), host)).toEqual({
      name: "Podman",
      cpus: 4,
      memory: 8192,
      architecture: "arm64",
      reachable: true,
      disk: { path: "/var/lib/containers", free: 20e9 },
    });
  });

  test("of Docker Desktop, rootless containers and WSL has addresses that cannot be reached", async () => {
    const reachable = async (info: object, system = "linux"): Promise<boolean> =>
      (await readMachine("docker", answering(JSON.stringify({ NCPU: 8, MemTotal: GIBIBYTE, ...info })), { ...host, system })).reachable;
    expect(await reachable({ OperatingSystem: "Docker Desktop" })).toBe(false);
    expect(await reachable({ SecurityOptions: ["name=seccomp,profile=builtin", "name=rootless"] })).toBe(false);
    expect(await reachable({}, "wsl")).toBe(false);
    expect(await reachable({}, "darwin")).toBe(false);
    expect(await reachable({})).toBe(true);
  });

  test("is the computer where an engine does not answer", async () => {
    expect((await readMachine("docker", answering("", 1), host)).name).toBe("this machine");
    expect((await readMachine("docker", answering("not JSON"), host)).cpus).toBe(10);
  });
});

describe("what a cluster is made of", () => {
  test("a virtual machine gets a disk for the volumes; containers have that of their engine", () => {
    const cluster = { context: "two", size: { nodes: 2, cpus: 4, memory: 6144 }, addons: ["metrics-server"], storage: 30 * GIBIBYTE };
    const rest = "--kubernetes-version=v1.34.4 --cni=calico --addons=metrics-server";
    expect(asTyped(createCommand({ ...cluster, driver: "kvm2" }))).toBe(
      `minikube start -p two --driver=kvm2 --nodes=2 --cpus=4 --memory=6144m --disk-size=50720m ${rest}`,
    );
    expect(asTyped(createCommand({ ...cluster, driver: "docker" }))).toBe(
      `minikube start -p two --driver=docker --nodes=2 --cpus=4 --memory=6144m ${rest}`,
    );
  });

  test("the addons of its storage classes; what none makes is named", () => {
    const other: Environment = { ...minikube, storageClasses: { block: "csi-hostpath-sc", shared: "nfs" } };
    expect(neededAddons(other)).toEqual(["metrics-server", "csi-hostpath-driver", "volumesnapshots"]);
    expect(storageWarnings(other, 3)).toEqual([
      "no addon of Minikube makes the storage class nfs of environment minikube: make it yourself, or take standard, csi-hostpath-sc, local-path",
    ]);
    expect(storageWarnings(minikube, 1)).toEqual([]);
    expect(storageWarnings(three, 3)).toEqual([
      "the storage class standard is made for one node, and there are 3: take csi-hostpath-sc in environment three",
    ]);
  });

  test.each([
    ["calico", true],
    ["cilium", true],
    ["/home/me/antrea.yaml", true],
    ["kindnet", false],
    ["bridge", false],
    ["", false],
  ])("the network %p enforces policies: %p", (cni, enforces) => {
    expect(enforcesPolicies(cni)).toBe(enforces);
  });
});

test("a cluster without limits has what the machine has", () => {
  const profile = {
    name: "minikube",
    driver: "docker",
    cpus: 0,
    memory: 0,
    nodes: 1,
    kubernetes: "v1.34.4",
    cni: "calico",
    addons: new Set<string>(),
  };
  expect(sizeOf(profile, machineOf(8, 8192))).toEqual({ nodes: 1, cpus: 8, memory: 8192 });
  expect(sizeOf({ ...profile, cpus: 2, memory: 2048 }, machineOf(8, 8192))).toEqual({ nodes: 1, cpus: 2, memory: 2048 });
  expect(sizeOf({ ...profile, driver: "none", cpus: 2, memory: 2048 }, machineOf(8, 8192))).toEqual({ nodes: 1, cpus: 8, memory: 8192 });
});

describe("room on the disk", () => {
  const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data", namespace: "shop" } };
  const plan = planWith([object({ ...claim, spec: { resources: { requests: { storage: "30Gi" } } } })]);
  const look = (free: number): Promise<Situation> => {
    const answers: Readonly<Record<string, string>> = {
      "minikube version": '{"minikubeVersion":"v1.38.1"}',
      "kubectl version": '{"clientVersion":{"gitVersion":"v1.34.4"}}',
      "minikube profile": recorded("profile-list-none"),
      "minikube start": recorded("probe-docker").replaceAll("docker", "kvm2"),
    };
    const programs: IPrograms = {
      run: async (words) => ({ code: 0, stdout: answers[words.slice(0, 2).join(" ")] ?? "not asked for", stderr: "" }),
    };
    const host = { cpus: 16, memory: 64 * GIBIBYTE, architecture: "x64", system: "linux", home: "/home/me", free: () => free };
    const kubectl = { run: async () => "{}", json: async <T>() => ({}) as T };
    return lookAround({ environment: minikube, plan, images: [], asked: {} }, { programs, host, makeKubectl: () => kubectl });
  };

  test("is refused below what Minikube asks for", async () => {
    await expect(look(19e9)).rejects.toThrow("19 GB are free at /home/me, Minikube asks for 20 GB: make room there");
  });

  test("is a warning where the volumes might need more, and none where there is enough", async () => {
    const { driver, warnings, storage } = await look(45e9);
    expect({ driver, warnings, storage }).toEqual({
      driver: "kvm2",
      storage: 30 * GIBIBYTE,
      warnings: ["45 GB are free at /home/me, the volumes of shop may grow to 32 GB"],
    });
    expect((await look(99e9)).warnings).toEqual([]);
  });
});

describe("an app's image", () => {
  let project = "";
  const app = (path: string): string => join(project, "apps/web", path);
  const wanted = (image: string): { image: string; pulledFrom: string; usedBy: string[] } => ({ image, pulledFrom: image, usedBy: [] });
  const source = (): string => appImages([wanted("docker.io/shop/web:1.0")], project)[0]?.source ?? "";
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "tagenal-"));
    mkdirSync(app("src"), { recursive: true });
    writeFileSync(app("Dockerfile"), "FROM node:24\n");
    writeFileSync(app("src/main.js"), "run()\n");
  });
  afterEach(() => rmSync(project, { recursive: true }));

  test("is that whose name ends like its folder", () => {
    const images = [
      "docker.io/shop/web:1.0",
      "ghcr.io/shop/api:1.0",
      "docker.io/library/web:1",
      `docker.io/shop/web@sha256:${"0".repeat(64)}`,
    ];
    expect(appImages(images.map(wanted), project).map(({ image }) => image)).toEqual(["docker.io/shop/web:1.0"]);
    const [mirrored] = appImages([{ ...wanted("docker.io/shop/web:1.0"), pulledFrom: "mirror.example/hub/shop/web:1.0" }], project);
    expect(mirrored).toMatchObject({ image: "mirror.example/hub/shop/web:1.0", folder: "apps/web" });
  });

  test("has a source that changes with each file's name, content and rights, and not with time", () => {
    const seen = [source()];
    utimesSync(app("src/main.js"), 0, 0);
    expect(source()).toBe(seen[0]);
    const changes = [
      () => writeFileSync(app("src/main.js"), "run();\n"),
      () => writeFileSync(app("src/more.js"), ""),
      () => chmodSync(app("src/more.js"), 0o755),
      () => mkdirSync(app("empty")),
    ];
    for (const change of changes) {
      change();
      seen.push(source());
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen[0]).toMatch(/^docker\.io\/shop\/web:1\.0-source-[0-9a-f]{12}$/);
  });

  test("is unchanged where its name and its source are one image, however they are listed", () => {
    const [image] = appImages([wanted("docker.io/shop/web:1.0")], project);
    const state = (...listed: [string, string[]][]): string | undefined =>
      image &&
      imageState(
        image,
        listed.map(([id, repoTags]) => ({ id, repoTags })),
      );
    expect(state()).toBe("new");
    expect(state(["1", [source()]])).toBe("new");
    expect(state(["1", ["docker.io/shop/web:1.0"]])).toBe("changed");
    expect(state(["1", [source()]], ["2", ["shop/web:1.0"]])).toBe("changed");
    expect(state(["1", [source(), "shop/web:1.0"]])).toBe("unchanged");
    expect(state(["1", [source()]], ["1", ["docker.io/shop/web:1.0", "<none>:<none>"]])).toBe("unchanged");
  });
});

test("an address is told only where it can be reached, https by its port", () => {
  const spec = { type: "LoadBalancer", ports: [{ port: 443, nodePort: 30_443 }] };
  const service = object({ apiVersion: "v1", kind: "Service", metadata: { name: "edge", namespace: "shop" }, spec });
  const urlAt = (node: string, reachable: boolean): string | undefined => {
    const situation = { context: "minikube", machine: { ...machineOf(4, 4096), reachable } } as Situation;
    return addressesOf(planWith([service]), new Map([[service.id, service.manifest]]), node, situation)[0]?.url;
  };
  expect(urlAt("192.168.39.7", true)).toBe("https://192.168.39.7:30443/");
  expect(urlAt("192.168.49.2", false)).toBeUndefined();
  expect(urlAt("10.0.2.15", true)).toBeUndefined();
});

test("words are typed so that a shell takes them as they are", () => {
  expect(asTyped(["minikube", "start", "-p", "my cluster", "it's"])).toBe(`minikube start -p 'my cluster' 'it'\\''s'`);
});
