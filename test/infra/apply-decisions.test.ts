import type { Wait } from "../../constructs/plan";
import { byHand, readConflicts } from "../../infra/apply/conflict";
import { decideRemoval } from "../../infra/apply/decide-removal";
import { inventoryManifest, itemsOf, readInventory, union } from "../../infra/apply/inventory";
import { stepsOf, valueAt } from "../../infra/apply/json-path";
import { readinessOf } from "../../infra/apply/readiness";
import { refusalOf } from "../../infra/apply/refusal-line";
import { systemsOf, toolOf } from "../../infra/apply/tools";
import type { LiveObject } from "../../infra/cluster/live-object";
import { failed } from "./fake-cluster";
import { config, credential, namespace, planWith } from "./small-plan";

const ROLLOUT: Wait = { until: "rollout" };
const COMPLETE: Wait = { until: "complete" };
const READY: Wait = { until: "condition", type: "Ready", status: "True" };

function live(kind: string, spec: object, status: object, generation = 1): LiveObject {
  const apiVersion = kind === "Job" ? "batch/v1" : kind === "Thing" ? "x.dev/v1" : "apps/v1";
  return { apiVersion, kind, metadata: { name: "x", generation }, spec, status };
}

describe("an object is ready", () => {
  const of = (wait: Wait, object: LiveObject | undefined): string => {
    const { state, text } = readinessOf(
      { wait, manifest: object ?? { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "x" } } },
      object,
    );
    return text ? `${state}: ${text}` : state;
  };
  const seen = { observedGeneration: 1 };
  const all = { ...seen, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };

  test.each<[string, Wait, LiveObject | undefined, string]>([
    ["a deployment of which all pods are new and available", ROLLOUT, live("Deployment", { replicas: 2 }, all), "ready"],
    [
      "a deployment whose change is not seen",
      ROLLOUT,
      live("Deployment", { replicas: 2 }, all, 2),
      "progressing: the change is not seen yet",
    ],
    [
      "a deployment with old pods",
      ROLLOUT,
      live("Deployment", { replicas: 2 }, { ...all, replicas: 3 }),
      "progressing: 1 pod of the old kind still end",
    ],
    [
      "a deployment of which one pod is not ready",
      ROLLOUT,
      live("Deployment", { replicas: 2 }, { ...all, availableReplicas: 1 }),
      "progressing: 1 of 2 pods ready",
    ],
    ["a deployment without pods", ROLLOUT, live("Deployment", { replicas: 0 }, seen), "ready"],
    [
      "a deployment past its deadline",
      ROLLOUT,
      live(
        "Deployment",
        { replicas: 2 },
        { ...all, availableReplicas: 0, conditions: [{ type: "Progressing", reason: "ProgressDeadlineExceeded" }] },
      ),
      "failed: 0 of 2 pods ready, and its progress deadline has passed",
    ],
    ["a stateful set", ROLLOUT, live("StatefulSet", { replicas: 2 }, { ...seen, readyReplicas: 2, updatedReplicas: 2 }), "ready"],
    [
      "a stateful set that renews its pods",
      ROLLOUT,
      live("StatefulSet", { replicas: 2 }, { ...seen, readyReplicas: 2, updatedReplicas: 1 }),
      "progressing: 1 of 2 pods renewed",
    ],
    [
      "a stateful set that renews only from a partition on",
      ROLLOUT,
      live(
        "StatefulSet",
        { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
        { ...seen, readyReplicas: 2, updatedReplicas: 1 },
      ),
      "ready",
    ],
    [
      "a stateful set renewed by hand",
      ROLLOUT,
      live("StatefulSet", { replicas: 2, updateStrategy: { type: "OnDelete" } }, { ...seen, readyReplicas: 2 }),
      "ready",
    ],
    [
      "daemons",
      ROLLOUT,
      live("DaemonSet", {}, { ...seen, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 }),
      "progressing: 1 of 2 pods ready",
    ],
    ["a job that is done", COMPLETE, live("Job", {}, { conditions: [{ type: "Complete", status: "True" }] }), "ready"],
    ["a job that runs", COMPLETE, live("Job", {}, { active: 1, failed: 2 }), "progressing: the job runs, 2 attempts failed"],
    [
      "a job that failed",
      COMPLETE,
      live("Job", {}, { conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] }),
      "failed: the job has failed: BackoffLimitExceeded",
    ],
    ["a custom resource with its condition", READY, live("Thing", {}, { conditions: [{ type: "Ready", status: "True" }] }), "ready"],
    [
      "a custom resource without it",
      READY,
      live("Thing", {}, { conditions: [{ type: "Ready", status: "False", reason: "NoDisk" }] }),
      "progressing: Ready is False: NoDisk",
    ],
    [
      "a condition of an older generation",
      READY,
      live("Thing", {}, { conditions: [{ type: "Ready", status: "True", observedGeneration: 1 }] }, 2),
      "progressing: the change is not seen yet",
    ],
    ["a value at a path", { until: "jsonpath", path: "{.status.phase}", value: "Up" }, live("Thing", {}, { phase: "Up" }), "ready"],
    ["what was deleted meanwhile", ROLLOUT, undefined, "failed: somebody has deleted it"],
  ])("or not: %s", (_what, wait, object, expected) => {
    expect(of(wait, object)).toBe(expected);
  });
});

test("paths lead to fields, quoted fields and indexes; not to many places", () => {
  const object = { status: { list: [{ "a.b": 1 }, { c: true }], none: null } };
  expect(valueAt(object, "{.status.list[0]['a.b']}")).toBe("1");
  expect(valueAt(object, ".status.list[0].a\\.b")).toBe("1");
  expect(valueAt(object, "status.list[-1].c")).toBe("true");
  expect(valueAt(object, "{.status.none}")).toBeUndefined();
  expect(valueAt(object, "{.status.constructor}")).toBeUndefined();
  expect([stepsOf("{.items[*].a}"), stepsOf('{.a[?(@.b=="c")]}')]).toEqual([undefined, undefined]);
});

describe("conflicts", () => {
  test("are read with who and what", () => {
    const text = `error: Apply failed with 3 conflicts: conflicts with "kubectl" with subresource "scale" using apps/v1:
- .spec.replicas
conflicts with "kubectl-set" using apps/v1:
- .spec.template.spec.containers[name="c"].image
- .spec.paused
Please review the fields above--they currently have other managers. Here
* are the ways`;
    expect(readConflicts(text)).toEqual([
      { manager: "kubectl", field: ".spec.replicas" },
      { manager: "kubectl-set", field: '.spec.template.spec.containers[name="c"].image' },
      { manager: "kubectl-set", field: ".spec.paused" },
    ]);
    expect(readConflicts('Apply failed with 1 conflict: conflict with "helm" using v1: .data.a')).toEqual([
      { manager: "helm", field: ".data.a" },
    ]);
    expect(readConflicts('Operation cannot be fulfilled on configmaps "a"')).toEqual([]);
  });

  test.each([
    ["kubectl-edit", true],
    ["k9s", true],
    ["helm", false],
    ["kube-controller-manager", false],
    ["tagenal/other.lab", false],
  ])("with %s: by hand is %s", (manager, expected) => {
    expect(byHand({ manager, field: ".a" })).toBe(expected);
  });
});

describe("what the cluster says", () => {
  const web = config("shop", "web", "1");
  test.each([
    [
      'Error from server (Forbidden): configmaps "c" is forbidden: User "ann" cannot patch resource "configmaps" in API group "" in the namespace "shop"',
      "",
      'you (ann) may not patch configmaps in the namespace "shop"; ask for this right, or log in as somebody who has it',
    ],
    [
      'Error from server (Forbidden): pods "c" is forbidden: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0',
      web.id,
      "the quota small of its namespace does not allow it: wanted pods=1, used pods=0, at most pods=0; ask for more, or make it smaller",
    ],
    [
      'The Deployment "d1" is invalid: spec.selector: Invalid value: {"matchLabels":{"a":"x"}}: field is immutable',
      web.id,
      'a field cannot be changed in place: spec.selector: Invalid value: {"matchLabels":{"a":"x"}}: field is immutable; give it another name, or let it be made anew: kubectl delete configmap/web -n shop',
    ],
    [
      'error: unable to recognize "STDIN": no matches for kind "Foo" in version "x.dev/v1"',
      "",
      "the cluster does not know Foo of x.dev/v1; install what defines it first",
    ],
    [
      'Error from server: admission webhook "policy.x" denied the request: no latest tags',
      web.id,
      "policy.x does not allow it: no latest tags",
    ],
    [
      'Error from server (NotFound): namespaces "shop" not found',
      "",
      "namespace shop is not there; make it first: kubectl create namespace shop",
    ],
    [
      'error: error validating "STDIN": error validating data: ValidationError(Deployment.spec): unknown field "imge" in io.k8s.api.core.v1.Container; if you choose to ignore',
      web.id,
      'Deployment.spec: unknown field "imge"; mend the manifest',
    ],
  ])("becomes a line with a remedy: %s", (stderr, path, message) => {
    expect(refusalOf(failed(stderr), web)).toEqual({ path, message });
  });

  test("of what holds data, is never to delete it", () => {
    const kept = { ...web, keep: true };
    const { message } = refusalOf(
      failed('The StatefulSet "db" is invalid: spec: Forbidden: updates to statefulset spec for fields other than x'),
      kept,
    );
    expect(message).toContain("copy the data first");
    expect(message).not.toContain("kubectl delete");
  });
});

test.each<[string, Partial<LiveObject["metadata"]>, string | undefined]>([
  ["Helm's release", { annotations: { "meta.helm.sh/release-name": "web" } }, "Helm (web)"],
  ["Argo CD's application", { annotations: { "argocd.argoproj.io/tracking-id": "web:x" } }, "Argo CD (web:x)"],
  ["Flux' kustomization", { labels: { "kustomize.toolkit.fluxcd.io/name": "web" } }, "Flux (web)"],
  ["Pulumi's stack", { managedFields: [{ manager: "pulumi-kubernetes-1234" }] }, "Pulumi"],
  ["its owner", { ownerReferences: [{ kind: "Deployment", name: "web", uid: "1" }] }, "Deployment web"],
  ["nothing", { managedFields: [{ manager: "kubectl-create" }] }, undefined],
])("whose an object is, is known by %s", (_what, metadata, tool) => {
  expect(toolOf({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", ...metadata } })).toBe(tool);
});

test("another system of Tagenal is known by its field manager", () => {
  const metadata = { name: "x", managedFields: [{ manager: "tagenal/shop.lab" }, { manager: "kubectl" }] };
  expect(systemsOf({ apiVersion: "v1", kind: "ConfigMap", metadata })).toEqual(["shop.lab"]);
});

describe("the inventory", () => {
  const plan = planWith([namespace("shop"), config("shop", "a", "1")], { credentials: [credential(["shop", "other"])] });
  const items = itemsOf(plan, "2026-11-21");

  test("lists objects and the Secrets of credentials, one readable line each, and is read back as it was", () => {
    expect(items.map(({ id }) => id)).toEqual(["Namespace/shop", "ConfigMap/shop/a", "Secret/shop/key", "Secret/other/key"]);
    const manifest = inventoryManifest(plan, "shop", items);
    expect(manifest.metadata.name).toBe("tagenal-shop.lab");
    expect(
      (manifest["data"] as Record<string, string>)["inventory.json"]?.split("\n").filter((line) => line.includes('"id"')),
    ).toHaveLength(4);
    expect(readInventory(manifest, plan)?.items).toEqual(JSON.parse(JSON.stringify(items)));
    expect(readInventory(manifest, { ...plan, system: "other" })).toBeUndefined();
  });

  test("forgets nothing, and keeps the day on which something was first applied", () => {
    const old = itemsOf(planWith([config("shop", "a", "1"), config("shop", "b", "1")]), "2026-01-01");
    expect(union(old, items).map(({ id, since }) => `${id} ${since}`)).toEqual([
      "Namespace/shop 2026-11-21",
      "ConfigMap/shop/a 2026-01-01",
      "Secret/shop/key 2026-11-21",
      "Secret/other/key 2026-11-21",
      "ConfigMap/shop/b 2026-01-01",
    ]);
  });

  test("keeps the key as long as what it opens", () => {
    const data = {
      ...itemsOf(planWith([config("shop", "data", "1", { keep: true })]), "2026-01-01")[0],
      keep: true,
    } as (typeof items)[number];
    expect(decideRemoval([...items, data], []).kept.map(({ id }) => id)).toEqual([
      "Secret/shop/key",
      "Secret/other/key",
      "ConfigMap/shop/data",
    ]);
    expect(decideRemoval([...items, data], [data.id]).kept).toEqual([]);
  });
});
