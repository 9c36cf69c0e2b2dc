import fc from "fast-check";
import { differences, type Manifest } from "../../../../constructs/plan";

function deployment(
  change: (spec: Record<string, unknown>, pod: Record<string, unknown>, container: Record<string, unknown>) => void = () => undefined,
): Manifest {
  const container: Record<string, unknown> = {
    name: "web",
    image: "web:1.0",
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ],
    ports: [{ containerPort: 80 }],
    resources: { requests: { cpu: "1000m", memory: "1Gi" } },
  };
  const pod: Record<string, unknown> = { containers: [container] };
  const spec: Record<string, unknown> = {
    selector: { matchLabels: { a: "b" } },
    template: { metadata: { labels: { a: "b" } }, spec: pod },
  };
  change(spec, pod, container);
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "shop" }, spec };
}

const paths = (before: Manifest, after: Manifest): string[] => differences(before, after).map(({ path }) => path);

describe("what Kubernetes fills in by itself is no difference", () => {
  test.each<[string, Parameters<typeof deployment>[0]]>([
    ["the number of pods", (spec) => (spec["replicas"] = 1)],
    ["the strategy", (spec) => (spec["strategy"] = { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } })],
    [
      "the pods' policies",
      (_spec, pod) => Object.assign(pod, { restartPolicy: "Always", dnsPolicy: "ClusterFirst", terminationGracePeriodSeconds: 30 }),
    ],
    ["what is empty", (_spec, pod) => Object.assign(pod, { volumes: [], securityContext: {}, nodeSelector: {} })],
    ["the pull policy of a tag", (_spec, _pod, container) => (container["imagePullPolicy"] = "IfNotPresent")],
    ["the protocol of a port", (_spec, _pod, container) => (container["ports"] = [{ containerPort: 80, protocol: "TCP" }])],
    [
      "another way to write a quantity",
      (_spec, _pod, container) => (container["resources"] = { requests: { cpu: "1", memory: "1024Mi" } }),
    ],
  ])("%s", (_what, change) => {
    expect(paths(deployment(), deployment(change))).toEqual([]);
    expect(paths(deployment(change), deployment())).toEqual([]);
  });

  test("what the API server notes", () => {
    const noted = { ...deployment(), status: { replicas: 1 } };
    const metadata = {
      ...noted.metadata,
      uid: "u",
      resourceVersion: "7",
      generation: 2,
      creationTimestamp: "2026-11-21",
      managedFields: [{}],
    };
    expect(paths(deployment(), { ...noted, metadata })).toEqual([]);
  });

  test("a Secret's values as text or encoded, with letters of any kind", () => {
    const secret = (content: object): Manifest => ({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, ...content });
    expect(paths(secret({ stringData: { a: "grün" } }), secret({ data: { a: "Z3LDvG4=" } }))).toEqual([]);
    expect(paths(secret({ stringData: { a: "grün" } }), secret({ data: { a: "Z3J1bg==" } }))).toEqual(["data.a"]);
  });
});

describe("what is another is named by its place", () => {
  test.each<[string, Parameters<typeof deployment>[0], string[]]>([
    ["a container's image", (_spec, _pod, container) => (container["image"] = "web:1.1"), ["spec.template.spec.containers[web].image"]],
    ["another default than the usual", (spec) => (spec["replicas"] = 2), ["spec.replicas"]],
    [
      "one of several variables",
      (_spec, _pod, container) => (container["env"] = [{ name: "A", value: "1" }]),
      ["spec.template.spec.containers[web].env[B]"],
    ],
    [
      "the order of variables: it renews pods",
      (_spec, _pod, container) => (container["env"] as unknown[]).reverse(),
      ["spec.template.spec.containers[web].env"],
    ],
    ["a strategy's parts", (spec) => (spec["strategy"] = { rollingUpdate: { maxSurge: 0 } }), ["spec.strategy.rollingUpdate.maxSurge"]],
    [
      "an empty directory: it is a volume",
      (_spec, pod) => (pod["volumes"] = [{ name: "tmp", emptyDir: {} }]),
      ["spec.template.spec.volumes[tmp]"],
    ],
    [
      "the pull policy that is not usual",
      (_spec, _pod, container) => (container["imagePullPolicy"] = "Always"),
      ["spec.template.spec.containers[web].imagePullPolicy"],
    ],
  ])("%s", (_what, change, expected) => {
    expect(paths(deployment(), deployment(change))).toEqual(expected);
  });

  test("an annotation with dots in its name", () => {
    const marked = { ...deployment(), metadata: { ...deployment().metadata, annotations: { "a.dev/b": "c" } } };
    expect(paths(deployment(), marked)).toEqual(["metadata.annotations[a.dev/b]"]);
  });

  test("entries of a custom resource's list by their names", () => {
    const cluster = (...names: string[]): Manifest => ({
      apiVersion: "planetscale.com/v2",
      kind: "VitessCluster",
      metadata: { name: "v" },
      spec: { keyspaces: names.map((name) => ({ name, size: 1 })) },
    });
    expect(paths(cluster("users", "articles"), cluster("articles"))).toEqual(["spec.keyspaces[users]"]);
    expect(paths(cluster("users", "articles"), cluster("articles", "users"))).toEqual([]);
  });
});

test("the order of rights, peers and ports is never a difference, whatever it is", () => {
  const verbs = fc.uniqueArray(fc.constantFrom("get", "list", "watch", "create", "patch", "delete"), { minLength: 1 });
  const rule = fc.record({
    apiGroups: fc.uniqueArray(fc.constantFrom("", "apps", "batch")),
    resources: fc.uniqueArray(fc.constantFrom("pods", "jobs")),
    verbs,
  });
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()), (rules, numbers) => {
      const role = (list: unknown): Manifest => ({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "Role",
        metadata: { name: "r" },
        rules: list,
      });
      const shuffled = <T>(list: readonly T[]): T[] =>
        list
          .map((one) => [numbers.next().value, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
      const other = shuffled(rules.map((one) => ({ ...one, verbs: shuffled(one.verbs), resources: shuffled(one.resources) })));
      expect(paths(role(rules), role(other))).toEqual([]);
    }),
  );
});
