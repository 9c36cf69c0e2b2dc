import { type ApplyBench, must } from "./apply-bench";
import type { StageContext } from "./stage";

interface Account {
  readonly objects: readonly { readonly id: string; readonly outcome: string }[];
  readonly removed: readonly string[];
  readonly left: readonly { readonly id: string }[];
  readonly credentials: readonly unknown[];
  readonly seconds: number;
}

const NAME = "tagenal-e2e-life";
const FIRST = `
  const home = new tagenal.Namespace(app, "Home", { name: "${NAME}" });
  const other = new tagenal.Namespace(app, "Other", { name: "${NAME}-other" });
  const secret = new tagenal.Credential(home, "Key", { description: "the key of the test" });
  secret.wantIn("${NAME}-other");
  const web = deployment(home, "web", { env: [secret.asEnv("KEY")] });
  const late = new k8s.KubeConfigMap(other, "late", { metadata: { name: "late" }, data: { a: "b" } });
  tagenal.needs(late, web);
  new k8s.KubeService(home, "web-service", { metadata: { name: "web" }, spec: { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80 }] } });
`;
const job = (content: string): string => `
  const job = new k8s.KubeJob(home, "job", {
    metadata: { name: "once-${content}" },
    spec: { template: pod({ app: "once" }, { command: ["true"] }, { restartPolicy: "Never" }) },
  });
  tagenal.setLogicalName(job, "once");
`;
const DATA = `
  new k8s.KubePersistentVolumeClaim(home, "data", {
    metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: k8s.Quantity.fromString("1Mi") } } },
  });
  new k8s.KubeConfigMap(home, "extra", { metadata: { name: "extra" }, data: { a: "b" } });
`;

/** The life of a system: made, unchanged, grown, shrunk, kept, gone. */
export async function life(bench: ApplyBench, { kubectl }: StageContext): Promise<Readonly<Record<string, number>>> {
  const words = (verb: string, ...more: string[]): string[] => [verb, "lab", "--app", `${bench.folder}/life.js`, ...more];
  const account = async (...more: string[]): Promise<Account> =>
    JSON.parse((await bench.must(words("apply", "--json", ...more))).out) as Account;
  const key = async (namespace: string): Promise<string> =>
    kubectl(["get", "secret", "key", "-n", namespace, "-o", "jsonpath={.data.password}"]);
  const there = async (resource: string): Promise<boolean> =>
    (await kubectl(["get", resource, "-n", NAME, "--ignore-not-found", "-o", "name"])) !== "";
  const before = await everything(kubectl);

  bench.app("life", FIRST);
  const first = await account();
  must(
    first.objects.every(({ outcome }) => outcome === "created"),
    `not all were created: ${JSON.stringify(first.objects)}`,
  );
  const made = await key(NAME);
  must(
    made !== "" && made === (await key(`${NAME}-other`)) && first.credentials.length === 2,
    "the credential is not the same in both namespaces",
  );
  const second = await account();
  must(
    second.objects.every(({ outcome }) => outcome === "unchanged"),
    `a second apply changed something: ${JSON.stringify(second.objects)}`,
  );

  bench.app("life", FIRST + job("1") + DATA);
  await account();
  bench.app("life", FIRST + job("2"));
  const shrunk = await account();
  must(shrunk.removed.join() === `Job.batch/${NAME}/once-1`, `the job's predecessor was not removed alone: ${shrunk.removed.join()}`);
  must(shrunk.left.length === 2, `what left the Plan is not listed: ${JSON.stringify(shrunk.left)}`);
  const pruned = await account("--prune");
  must(pruned.removed.join() === `ConfigMap/${NAME}/extra`, `pruning took ${pruned.removed.join()}`);
  must(await there("persistentvolumeclaim/data"), "a volume was pruned");
  const deleted = await bench.must(words("delete"));
  must(deleted.out.includes(`PersistentVolumeClaim/${NAME}/data`) && (await there("pvc/data")), "deleting did not keep the volume");
  must((await key(NAME)) === made, "the credential of what was kept is gone, or another");
  bench.app("life", FIRST);
  await account();
  must((await key(NAME)) === made, "the credential was overwritten");
  await bench.must(words("delete", "--allow-data", "all"));
  const nothing = await bench.must(words("delete"));
  must(nothing.out.includes("nothing to remove"), `deleting again said ${nothing.out}`);
  const left = (await everything(kubectl)).filter((id) => !before.includes(id));
  must(left.length === 0, `deleting left ${left.join(", ")}`);
  return { "seconds of a first apply, beside all else": first.seconds, "seconds of the second": second.seconds };
}

/** Everything in the cluster that carries our names: none of it may outlive a delete. */
async function everything(kubectl: StageContext["kubectl"]): Promise<string[]> {
  const kinds = "namespaces,deployments,jobs,services,configmaps,secrets,persistentvolumeclaims,persistentvolumes,networkpolicies,pods";
  const lines = await kubectl([
    "get",
    kinds,
    "-A",
    "-o",
    'jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}{"\\n"}{end}',
  ]);
  return lines.split("\n").filter((line) => line.includes(NAME));
}
