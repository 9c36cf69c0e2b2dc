import { performance } from "node:perf_hooks";
import { type Plan, planOf, toYamlStream } from "../../constructs/plan";
import { lab } from "../../stacks";
import { example } from "../constructs/workload/example-tree";
import type { StageContext, StageResult } from "./stage";

type Kubectl = StageContext["kubectl"];

/**
 * One of every kind of workload runs: admitted as restricted, ready through its own policies, its volume written, its job done. Changed
 * configuration rolls pods and runs the job again; what a patch of a newer Kubernetes says arrives.
 */
export async function workload({ kubectl }: StageContext): Promise<StageResult> {
  const environment = { ...lab, namespacePrefix: "tagenal-e2e-" };
  const planFor = (greeting: string): Plan => planOf(example(environment, { greeting }).app, { system: "workload" });
  const first = planFor("hello");
  const namespace = "tagenal-e2e-shop";
  const get = (what: string, path: string): Promise<string> => kubectl(["get", what, "-n", namespace, "-o", `jsonpath={${path}}`]);
  try {
    const begin = performance.now();
    await deploy(kubectl, first, namespace);
    const seconds = Math.round((performance.now() - begin) / 100) / 10;

    expectEqual("the journal on the volume", (await exec(kubectl, namespace, "store-0", "cat /data/journal")).includes("/"), true);
    const refused = await exec(kubectl, namespace, "store-0", "touch /srv/x 2>&1 || true");
    expectEqual("a write beside it", /Read-only file system/.test(refused), true);
    expectEqual(
      "the pause before the end",
      await get("deployment/web", ".spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds"),
      "5",
    );
    expectEqual("the number of replicas in what was applied", /^\d+$/.test(await get("deployment/web", ".spec.replicas")), true);

    const pod = await get("pods", ".items[?(@.metadata.labels.app\\.kubernetes\\.io/instance=='web')].metadata.name");
    const second = planFor("good morning");
    await deploy(kubectl, second, namespace);
    const after = await get("pods", ".items[?(@.metadata.labels.app\\.kubernetes\\.io/instance=='web')].metadata.name");
    expectEqual("new pods after a change of configuration", after !== pod, true);
    const jobs = (await get("jobs", ".items[*].metadata.name")).split(" ");
    expectEqual("runs of the job", jobs.length, 2);
    return { figures: { "objects applied": first.objects.length, "seconds until ready": seconds, "runs of the job": jobs.length } };
  } finally {
    await kubectl(["delete", "namespace", namespace, "--ignore-not-found"]);
  }
}

/** Phase by phase, each ready or complete before the next. */
async function deploy(kubectl: Kubectl, plan: Plan, namespace: string): Promise<void> {
  const [space] = plan.objects.filter(({ manifest }) => manifest.kind === "Namespace");
  await kubectl(["apply", "--server-side", "-f", "-"], JSON.stringify(space?.manifest));
  for (const { secret, key } of plan.credentials) {
    const manifest = { apiVersion: "v1", kind: "Secret", metadata: { name: secret, namespace }, stringData: { [key]: "for tests only" } };
    await kubectl(["apply", "-f", "-"], JSON.stringify(manifest));
  }
  for (const phase of new Set(plan.objects.map((object) => object.phase))) {
    const objects = plan.objects.filter((object) => object.phase === phase);
    await kubectl(["apply", "--server-side", "-f", "-"], toYamlStream(objects.map(({ manifest }) => manifest)));
    for (const { manifest, wait } of objects) {
      const { kind, metadata } = manifest;
      if (wait.until === "rollout")
        await kubectl(["rollout", "status", `${kind.toLowerCase()}/${metadata.name}`, "-n", namespace, "--timeout=90s"]);
      if (wait.until === "complete")
        await kubectl(["wait", "--for=condition=Complete", `job/${metadata.name}`, "-n", namespace, "--timeout=90s"]);
    }
  }
}

function exec(kubectl: Kubectl, namespace: string, pod: string, command: string): Promise<string> {
  return kubectl(["exec", "-n", namespace, pod, "--", "sh", "-c", command]);
}

function expectEqual(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}
