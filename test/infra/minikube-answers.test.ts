import { Interrupted } from "../../infra/cluster/interrupted";
import { failureOf, readEvents, selectedDriver } from "../../infra/minikube/events";
import { isRunning, readProfile } from "../../infra/minikube/profile";
import { Programs } from "../../infra/minikube/programs";
import { recorded } from "./minikube/stub-tools";

describe("what Minikube says is understood", () => {
  test.each([
    ["probe-docker", "docker"],
    ["probe-docker-german", "docker"],
    ["probe-existing", "docker"],
    ["probe-kvm2", "kvm2"],
    ["probe-no-driver", undefined],
  ])("the driver in %s: %s", (name, driver) => {
    expect(selectedDriver(readEvents(recorded(name)))).toBe(driver);
  });

  test.each([
    [
      "probe-no-driver",
      "No possible driver was detected. Try specifying --driver, or see https://minikube.sigs.k8s.io/docs/start/ (DRV_NOT_DETECTED)",
    ],
    [
      "probe-docker-stopped",
      "Found docker, but the docker service isn't running. Try restarting the docker service (DRV_DOCKER_NOT_RUNNING)",
    ],
    [
      "probe-kvm2",
      `The 'kvm2' provider was not found: exec: "virsh": executable file not found in $PATH (PROVIDER_KVM2_NOT_FOUND); Install libvirt, see https://minikube.sigs.k8s.io/docs/reference/drivers/kvm2/`,
    ],
  ])("the failure in %s", (name, message) => {
    expect(failureOf({ code: 1, stdout: recorded(name), stderr: "" })).toBe(message);
  });

  test("a failure in plain text, and advice that was never filled in", () => {
    expect(failureOf({ code: 11, stdout: "", stderr: recorded("addon-failed") })).toMatch(/^MK_ADDON_ENABLE_PAUSED: enabled failed/);
    const data = { message: "too much", advice: "give --memory={{.advised}}mb", name: "RSRC_OVER_ALLOC_MEM" };
    const stdout = JSON.stringify({ type: "io.k8s.sigs.minikube.error", data });
    expect(failureOf({ code: 10, stdout, stderr: "" })).toBe("too much (RSRC_OVER_ALLOC_MEM)");
  });

  test("its clusters, and that a start which was broken off does not run", () => {
    expect(readProfile(recorded("profile-list-none"), "minikube")).toBeUndefined();
    expect(readProfile(recorded("profile-list"), "other")).toBeUndefined();
    expect(readProfile(recorded("profile-list"), "minikube")).toEqual({
      name: "minikube",
      driver: "docker",
      cpus: expect.any(Number),
      memory: 12_288,
      nodes: 1,
      kubernetes: "v1.34.4",
      cni: "calico",
      addons: new Set(),
    });
    expect(isRunning(recorded("status-broken-off"), 1)).toBe(false);
  });

  test("whether all nodes run, and kubectl knows the way", () => {
    const first = { Host: "Running", Kubelet: "Running", APIServer: "Running", Kubeconfig: "Configured" };
    const worker = { ...first, APIServer: "Irrelevant", Kubeconfig: "Irrelevant" };
    expect(isRunning(JSON.stringify(first), 1)).toBe(true);
    expect(isRunning(JSON.stringify([first, worker]), 2)).toBe(true);
    expect(isRunning(JSON.stringify(first), 2)).toBe(false);
    expect(isRunning(JSON.stringify([first, { ...worker, Kubelet: "Stopped" }]), 2)).toBe(false);
    expect(isRunning(JSON.stringify({ ...first, Kubeconfig: "Misconfigured" }), 1)).toBe(false);
    expect(isRunning(JSON.stringify({ ...first, APIServer: "Paused" }), 1)).toBe(false);
  });
});

describe("a program", () => {
  const programs = new Programs();
  const shell = (script: string): readonly string[] => ["/bin/sh", "-c", script];

  test("is heard line by line, and answers with all it said and how it ended", async () => {
    const lines: string[] = [];
    const ended = await programs.run(shell("echo one; echo two >&2; exit 3"), { onLine: (line) => void lines.push(line) });
    expect(ended).toEqual({ code: 3, stdout: "one\n", stderr: "two\n" });
    expect(lines.toSorted()).toEqual(["one", "two"]);
  });

  test("that is not there is no error", async () => {
    expect(await programs.run(["no-such-program"])).toBeUndefined();
  });

  test("that somebody has killed says so", async () => {
    const { signal } = new AbortController();
    expect(await programs.run(shell("kill -KILL $$"), { signal })).toEqual({ code: 1, stdout: "", stderr: "\nit was ended by SIGKILL" });
  });

  test("ends with the person's wish, also where the terminal has told it first", async () => {
    const [wish, late] = [new AbortController(), new AbortController()];
    const running = programs.run(shell("exec sleep 30"), { signal: wish.signal });
    wish.abort();
    await expect(running).rejects.toThrow(Interrupted);
    const told = programs.run(shell("kill -INT $$"), { signal: late.signal });
    setTimeout(() => late.abort(), 50);
    await expect(told).rejects.toThrow(Interrupted);
  });
});
