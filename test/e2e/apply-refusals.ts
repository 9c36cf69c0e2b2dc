import type { ApplyBench } from "./apply-bench";
import type { StageContext } from "./stage";

const NAME = "tagenal-e2e-refusals";

/** What must be said before anything is changed: wrong clusters, missing rights, objects of others. */
export async function refusals(bench: ApplyBench, { kubectl, print }: StageContext): Promise<number> {
  const words = ["apply", "lab", "--app", `${bench.folder}/refusals.js`];
  const config = JSON.parse(await kubectl(["config", "view", "--raw", "--flatten", "-o", "json"])) as Kubeconfig;
  const withConfig = (name: string, change: (config: Kubeconfig) => Kubeconfig): { KUBECONFIG: string } => ({
    KUBECONFIG: bench.file(name, JSON.stringify(change(structuredClone(config)))),
  });
  bench.app(
    "refusals",
    `const home = new tagenal.Namespace(app, "Home", { name: "${NAME}" });
     deployment(home, "web");
     new k8s.KubeConfigMap(home, "settings", { metadata: { name: "settings" }, data: { a: "b" } });`,
  );
  let tried = 0;
  const refused = async (
    what: string,
    says: readonly RegExp[],
    environment?: Record<string, string>,
    line: readonly string[] = words,
  ): Promise<void> => {
    const { err, seconds } = await bench.mustFail(line, says, environment);
    tried += 1;
    print(`${what} (${seconds} s): ${err.trim().split("\n")[1]?.trim()}`);
  };

  await refused("another cluster", [/context minikube, which the kubeconfig does not have; it has/, /Nothing was changed/], {}, [
    "apply",
    "minikube",
  ]);
  await refused("not an EKS cluster", [/is the EKS cluster tagenal, but the current context/, /aws eks update-kubeconfig/], {}, [
    "apply",
    "eks",
  ]);
  await refused("no kubeconfig", [/there is no kubeconfig/, /KUBECONFIG/], { KUBECONFIG: bench.file("empty", "") });
  const closed = withConfig("closed.json", (one) => withServer(one, "https://127.0.0.1:1"));
  await refused("no cluster", [/does not answer/, /127\.0\.0\.1:1/, /kubectl cluster-info/], closed);
  await refused("no kubectl", [/kubectl is not on the PATH/], { PATH: bench.folder });

  await kubectl(["create", "namespace", NAME]);
  try {
    await refused("a namespace made by hand", [new RegExp(`Namespace/${NAME}: exists, made by hand; .*--adopt`)]);
    await kubectl(["create", "serviceaccount", "reader", "-n", NAME]);
    await kubectl(["create", "clusterrolebinding", NAME, "--clusterrole=view", `--serviceaccount=${NAME}:reader`]);
    const token = (await kubectl(["create", "token", "reader", "-n", NAME])).trim();
    const reader = withConfig("reader.json", (one) => ({ ...one, users: one.users.map(({ name }) => ({ name, user: { token } })) }));
    await refused("a missing right", [/may not patch configmaps in the namespace .*ask for this right/], reader);
    await kubectl(["create", "clusterrole", NAME, "--verb=get,patch,create", "--resource=namespaces,configmaps"]);
    await kubectl(["create", "clusterrolebinding", `${NAME}-2`, `--clusterrole=${NAME}`, `--serviceaccount=${NAME}:reader`]);
    const adopting = [...words, "--adopt"];
    await refused(
      "another missing right",
      [/reader\) may not patch deployments\.apps in the namespace/, /Nothing was changed/],
      reader,
      adopting,
    );

    const foreign: readonly [string, string, object, RegExp][] = [
      ["Helm", "annotations", { "meta.helm.sh/release-name": "shop" }, /belongs to Helm \(shop\)/],
      ["Argo CD", "labels", { "argocd.argoproj.io/instance": "shop" }, /belongs to Argo CD \(shop\)/],
      ["Flux", "labels", { "kustomize.toolkit.fluxcd.io/name": "shop" }, /belongs to Flux \(shop\)/],
    ];
    for (const [tool, field, marks, says] of foreign) {
      const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: NAME, [field]: marks } };
      await kubectl(["create", "-f", "-"], JSON.stringify(object));
      await refused(`an object of ${tool}`, [new RegExp(`ConfigMap/${NAME}/settings: exists`), says, /Nothing was changed/], {}, adopting);
      await kubectl(["delete", "configmap", "settings", "-n", NAME]);
    }
    bench.app(
      "wrong",
      `const home = new tagenal.Namespace(app, "Home", { name: "${NAME}-new" });
      new k8s.KubeService(home, "web", { metadata: { name: "web" }, spec: { ports: [{ port: 80000 }] } });
      new k8s.KubeDeployment(home, "bad", { metadata: { name: "bad" }, spec: { selector: { matchLabels: { a: "b" } }, template: pod({ a: "c" }) } });`,
    );
    const wrong = ["apply", "lab", "--app", `${bench.folder}/wrong.js`];
    await refused(
      "invalid objects in a namespace to be",
      [/Service\/.*\/web: .*80000/, /Deployment\.apps\/.*\/bad: .*selector/, /2 problems/, /Nothing was changed/],
      {},
      wrong,
    );
    await bench.must(adopting);
    await bench.must(["delete", "lab", "--app", `${bench.folder}/refusals.js`]);
  } finally {
    await kubectl(["delete", "clusterrolebinding", NAME, `${NAME}-2`, "--ignore-not-found"]);
    await kubectl(["delete", "clusterrole", NAME, "--ignore-not-found"]);
    await kubectl(["delete", "namespace", NAME, "--ignore-not-found"]);
  }
  return tried;
}

/** A kubeconfig, as JSON. */
export interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly server: string } }[];
  readonly users: readonly { readonly name: string; readonly user: object }[];
}

/** The same kubeconfig with another address of the API server. */
export function withServer(config: Kubeconfig, server: string, more: object = {}): Kubeconfig {
  return { ...config, clusters: config.clusters.map(({ name, cluster }) => ({ name, cluster: { ...cluster, server, ...more } })) };
}
