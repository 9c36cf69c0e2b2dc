import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { sizeFor } from "../../infra/minikube/size";
import { minikube, totalCapacity } from "../../stacks";
import { Computer, dockerInfo, kubeconfig, nodes, profiles, RUNNING, recorded, status } from "./minikube/stub-tools";

const IMAGE = "docker.io/tagenal/lecture-web:1.0.0";
const MEANT = sizeFor(totalCapacity(minikube).node);
const MADE = `minikube start -p minikube --driver=docker --cpus=${MEANT.cpus} --memory=${MEANT.memory}m --kubernetes-version=v1.34.4 --cni=calico --addons=metrics-server,default-storageclass,storage-provisioner`;
const BUILT = [
  expect.stringMatching(
    /^minikube image build -p minikube --all -t docker\.io\/tagenal\/lecture-web:1\.0\.0-source-[0-9a-f]{12} apps\/lecture-web$/,
  ),
  `minikube image build -p minikube --all -t ${IMAGE} apps/lecture-web`,
];

let computer: Computer;
afterEach(() => computer.remove());

/** An app with one pod of this container. */
function appWith(container: object): string {
  return `
    const { ApiObject, App, Chart } = require(${JSON.stringify(require.resolve("cdk8s"))});
    exports.system = "shop";
    exports.default = () => {
      const app = new App();
      const labels = { app: "it" };
      const template = { metadata: { labels }, spec: { containers: [{ name: "it", ...${JSON.stringify(container)} }] } };
      const spec = { selector: { matchLabels: labels }, template };
      const chart = new Chart(app, "Shop", { namespace: "shop" });
      new ApiObject(chart, "It", { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "it" }, spec });
      return app;
    };`;
}

/** Everything that was refused, without the frame around it. */
function refused(...words: string[]): string[] {
  const { code, out, err, changes } = computer.run(...words);
  expect({ code, out, changes }).toEqual({ code: 1, out: "", changes: [] });
  expect(err).toMatch(/\nNothing was changed\.\n$/);
  return err.split("\n").slice(1, -2);
}

describe("from nothing", () => {
  test("a cluster is made as the environment says, and what the system uses is built; the second time, nothing changes", () => {
    computer = new Computer();
    const { code, out, err, changes } = computer.run();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(changes).toEqual([`${MADE} --output json`, ...BUILT]);
    expect(out).toBe(
      [
        `minikube is made: ${MEANT.cpus} CPUs and ${MEANT.memory / 1024}g by docker, Kubernetes v1.34.4, network calico`,
        `  ${IMAGE}: built, of apps/lecture-web`,
        "",
        "Next:",
        "  npx tagenal apply minikube",
        "  minikube tunnel -p minikube    # in another terminal: gives load balancers an address",
        "  minikube service web-public -n lecture -p minikube --url    # or this, after apply: an address without the tunnel",
        "  npx tagenal doctor minikube --policies    # does the network enforce policies?",
        "",
      ].join("\n"),
    );

    const again = computer.run("--json");
    expect({ code: again.code, changes: again.changes }).toEqual({ code: 0, changes: [] });
    expect(JSON.parse(again.out)).toEqual({
      system: "lecture",
      environment: "minikube",
      context: "minikube",
      driver: "docker",
      nodes: 1,
      cpus: 8,
      memory: "12g",
      kubernetes: "v1.34.4",
      cni: "calico",
      cluster: "running",
      warnings: [],
      images: [{ image: IMAGE, folder: "apps/lecture-web", state: "unchanged", usedBy: ["Deployment.apps/lecture/web"] }],
      addresses: [{ service: "web-public in lecture", command: "minikube service web-public -n lecture -p minikube --url".split(" ") }],
    });
  });

  test("--dry-run says what would be done, and does nothing of it", () => {
    computer = new Computer();
    const { code, out, changes } = computer.run("--dry-run");
    expect({ code, changes }).toEqual({ code: 0, changes: [] });
    expect(out.split("\n")).toEqual([
      MADE,
      "kubectl --context minikube wait node --all --for=condition=Ready --timeout=5m",
      "kubectl --context minikube rollout status daemonset/calico-node --namespace=kube-system --timeout=5m",
      ...BUILT,
      "",
    ]);
  });

  test("a small machine will do where the system fits; what the system does not use is not built", () => {
    computer = new Computer({ "docker-info": dockerInfo({ cpus: 2, memory: 4 * 2 ** 30, system: "Debian" }) });
    const { code, err, changes } = computer.run("--system", "greeter", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(changes).toEqual([expect.stringContaining(" --cpus=2 --memory=4096m ")]);
  });
});

describe("before the first change it is refused", () => {
  test("to start on a machine that is too small", () => {
    computer = new Computer({ "docker-info": dockerInfo({ cpus: 2, memory: 2 * 2 ** 30 }) });
    computer.write("big.cjs", appWith({ image: "busybox:1.37", resources: { requests: { cpu: "1500m", memory: "2Gi" } } }));
    expect(refused("--app", "big.cjs")).toEqual([
      expect.stringMatching(
        /^ {2}shop needs 1500m of CPU, there is room for 900m, and needs 2Gi of memory, .+, in a cluster of 2 CPUs and 2g; it takes 3 CPUs and 3g, and Docker Desktop has 2 CPUs and 2g: give it more, or take a larger machine$/,
      ),
    ]);
  });

  test("to start without its tools, or with old ones", () => {
    computer = new Computer({ "minikube-version": "v1.32.0" }, ["minikube", "docker"]);
    expect(refused()).toEqual([
      "  kubectl is not on the PATH; install it (https://kubernetes.io/docs/tasks/tools/) or start a shell that has it",
      "  minikube must be v1.37 or newer to know Kubernetes v1.34.4, got v1.32.0; update it: https://minikube.sigs.k8s.io/docs/start/",
    ]);
  });

  test("to run on arm64 what there is for amd64 alone", () => {
    computer = new Computer({ "docker-info": dockerInfo({ architecture: "aarch64" }) });
    computer.write("vitess.cjs", appWith({ image: "vitess/lite:v24.0.4" }));
    expect(refused("--app", "vitess.cjs")).toEqual([
      "  there is no image docker.io/vitess/lite:v24.0.4 for arm64, which Docker Desktop is: Deployment.apps/shop/it cannot run there; take an amd64 machine, or a system without it",
    ]);
    expect(computer.run("--dry-run").code).toBe(0);
  });

  test("to use a cluster that was made otherwise: one problem, one remedy", () => {
    computer = new Computer({ ...RUNNING, profiles: profiles({ cpus: 2, kubernetes: "v1.29.4", cni: "bridge" }) });
    expect(refused("--driver", "kvm", "--cpus", "4", "--memory", "6g")).toEqual([
      "  the cluster minikube is there and will not do: it runs in docker, and --driver asks for kvm2; it has 2 CPUs, and --cpus asks for 4; it has 12g of memory, and --memory asks for 6g; its network (bridge) enforces no policies. Minikube cannot change that in place; remove the cluster, with all data in it, and begin anew: minikube delete -p minikube",
      "  the cluster minikube must have Kubernetes v1.30 or newer, got v1.29.4; Minikube updates it in place, data stays: minikube start -p minikube --kubernetes-version=v1.34.4",
    ]);
  });

  test("to take over a context that is somebody else's", () => {
    computer = new Computer({ kubeconfig: kubeconfig("https://10.1.2.3:6443") });
    expect(refused()).toEqual([
      "  the kubeconfig has a context minikube that is not of a cluster of Minikube (https://10.1.2.3:6443); rename it (kubectl config rename-context minikube NEW), or give the environment another one",
    ]);
  });

  test("to make a cluster of sizes that are none", () => {
    computer = new Computer();
    expect(computer.run("--cpus", "1", "--memory", "lots")).toMatchObject({
      code: 1,
      err: [
        "2 problems in the command line:",
        '  --cpus must be an integer of at least 2, got "1"',
        '  --memory must be like "6g" or "6144m" and at least 1800m, got "lots"',
        "",
      ].join("\n"),
    });
  });
});

describe("a cluster that is there", () => {
  test("is started as it was made, and gets the addons that it lacks", () => {
    computer = new Computer({ ...RUNNING, status: status("Stopped"), profiles: profiles({ addons: ["storage-provisioner"] }) });
    const { code, out, changes } = computer.run();
    expect({ code, change: changes[0] }).toEqual({
      code: 0,
      change: "minikube start -p minikube --addons=metrics-server,default-storageclass --output json",
    });
    expect(out).toContain("minikube is started: 8 CPUs and 12g by docker");
  });

  test("gets its addons while it runs, and says why one fails", () => {
    computer = new Computer({ ...RUNNING, profiles: profiles({ addons: ["storage-provisioner", "default-storageclass"] }) });
    expect(computer.run("--system", "greeter").changes).toEqual(["minikube addons enable metrics-server -p minikube"]);
    computer.find({ "addon-failure": recorded("addon-failed") });
    expect(computer.run().err).toContain(
      "minikube addons enable metrics-server -p minikube failed: MK_ADDON_ENABLE_PAUSED: enabled failed: get state: ",
    );
  });

  test("is proved: a context that leads elsewhere is refused", () => {
    computer = new Computer({ ...RUNNING, nodes: nodes("prod") });
    const { code, err, changes } = computer.run();
    expect({ code, changes }).toEqual({ code: 1, changes: [] });
    expect(err).toContain(
      "the context minikube leads to another cluster: its node prod-node is none of Minikube's minikube; set it right with: minikube update-context -p minikube",
    );
  });

  test("is waited for", () => {
    computer = new Computer({ ...RUNNING, unready: "error: timed out waiting for the condition" });
    const { code, err, changes } = computer.run();
    expect({ code, changes }).toEqual({ code: 1, changes: [] });
    expect(err).toContain(
      "the cluster minikube is started, but not ready: error: timed out waiting for the condition; look with: kubectl --context minikube get pods -n kube-system; then repeat the same command",
    );
  });

  test("tells the page's address where that is reached without a tunnel, and where policies do not know its own", () => {
    const spec = { type: "LoadBalancer", ports: [{ name: "http", port: 80, nodePort: 31_234 }] };
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "web-public", namespace: "lecture" }, spec };
    const services = JSON.stringify({ items: [service] });
    computer = new Computer({
      ...RUNNING,
      services,
      nodes: nodes("minikube", "172.17.0.3"),
      "docker-info": dockerInfo({ system: "Debian" }),
    });
    const { out, err } = computer.run();
    expect(out).toContain("  web-public in lecture: http://172.17.0.3:31234/\n");
    expect(err).toMatch(
      /^! the cluster has the address 172\.17\.0\.3, which is not in 'network\.nodes' of environment minikube .+\n! .+ 'network\.kubernetesApi' .+\n$/,
    );
  });
});

describe("what goes wrong on the way", () => {
  test("a start that fails is told in Minikube's words, and the same command goes on", () => {
    computer = new Computer({ start: "fails", "after/profiles": profiles({ addons: [] }) });
    const { code, err } = computer.run();
    expect(code).toBe(1);
    expect(err).toMatch(
      /^1 problem:\n {2}minikube start -p minikube .* failed: Failed to start host: .*: container exited unexpectedly \(GUEST_PROVISION_EXIT_UNEXPECTED\); look with: minikube logs -p minikube; if it fails again, begin anew, without what it holds: minikube delete -p minikube\nThe cluster stays as it is now\. Repeat the same command: it goes on from there\.\n$/,
    );
    computer.find({ start: "works", status: recorded("status-broken-off"), "after/profiles": profiles() });
    const again = computer.run();
    expect(again.code).toBe(0);
    expect(again.changes[0]).toBe(
      "minikube start -p minikube --addons=metrics-server,default-storageclass,storage-provisioner --output json",
    );
  });

  test.each([
    ["a start", { start: "hangs" }, { start: "works" }, "is started"],
    ["a build", { ...RUNNING, build: "hangs" }, { build: "1" }, `${IMAGE}: built, of`],
  ])("%s that is interrupted goes on with the same command", async (_what, before, after, done) => {
    computer = new Computer(before);
    const child = await computer.begin();
    let err = "";
    child.stderr?.on("data", (text: Buffer) => void (err += text.toString()));
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([1, null]);
    expect(err).toBe(
      "1 problem:\n  you have interrupted it\nThe cluster stays as it is now. Repeat the same command: it goes on from there.\n",
    );
    computer.find(after);
    const { code, out } = computer.run();
    expect({ code, done: out.includes(done) }).toEqual({ code: 0, done: true });
  });
});

describe("images", () => {
  test("are built anew where the app has changed, or somebody has put another under their name; what runs is told to be old", () => {
    computer = new Computer(RUNNING);
    computer.run();
    appendFileSync(computer.file("apps/lecture-web/src/page.js"), "// changed\n");
    computer.find({ build: "2" });
    const { code, out, changes } = computer.run();
    expect({ code, changes }).toEqual({ code: 0, changes: BUILT });
    expect(out).toContain(
      [
        `  ${IMAGE}: built anew, of apps/lecture-web`,
        "  Deployment.apps/lecture/web keeps the old image, if it runs, until: kubectl --context minikube rollout restart deployment.apps/web -n lecture",
      ].join("\n"),
    );
    expect(computer.run().changes).toEqual([]);
    const [source = ""] = changes;
    const images = [
      { id: "sha256:2", repoTags: source.split(" ").slice(7, 8) },
      { id: "sha256:by-hand", repoTags: [IMAGE] },
    ];
    computer.find({ images: images.map((image) => JSON.stringify(image)).join("\n") });
    expect(computer.run().changes).toEqual(BUILT.slice(1));
    expect(computer.run().changes).toEqual([]);
  });

  test("are not believed to be built because Minikube ends well", () => {
    computer = new Computer({ ...RUNNING, build: "fails" });
    const { code, err, changes } = computer.run();
    expect({ code, changes }).toEqual({ code: 1, changes: BUILT.slice(0, 1) });
    expect(err).toMatch(
      /^ {2}docker\.io\/tagenal\/lecture-web:1\.0\.0 could not be built of apps\/lecture-web: ERROR: failed to solve: node:24-bookworm-slim: not found; mend it, or see all that is said with: minikube image build -p minikube --all -t \S+ apps\/lecture-web$/m,
    );
  });
});
