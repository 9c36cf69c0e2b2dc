import type { Manifest } from "../../constructs/plan";
import { CONTAINER, type Edit, made, POD, space, template, tree, WEB } from "../constructs/testing/good-tree";
import { UNKNOWN_ON_THE_WIRE } from "../engine/registered";
import { type RunOptions, resourcesOf, type StackResource, violations } from "./policy-stack";

type Path = readonly (string | number)[];

const WEB_ACCOUNT = "reader";
const EXTRA: readonly Manifest[] = [
  space("shop", { "pod-security.kubernetes.io/enforce": "restricted" }),
  made("v1", "ServiceAccount", WEB_ACCOUNT, { automountServiceAccountToken: true }),
  made("rbac.authorization.k8s.io/v1", "RoleBinding", WEB_ACCOUNT, {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: WEB_ACCOUNT },
    subjects: [{ kind: "ServiceAccount", name: WEB_ACCOUNT }],
  }),
  made("apps/v1", "StatefulSet", "store", {
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "store" } },
      volumeClaimTemplates: [{ metadata: { name: "tmp" }, spec: { accessModes: ["ReadWriteOnce"] } }],
      template: template("store", { volumes: [], serviceAccountName: WEB_ACCOUNT, automountServiceAccountToken: true }),
    },
  }),
  made("networking.k8s.io/v1", "NetworkPolicy", "web", {
    spec: {
      podSelector: { matchLabels: WEB },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "store" } } }], ports: [{ port: "http" }] }],
    },
  }),
  made("networking.k8s.io/v1", "Ingress", "web", {
    spec: { rules: [{ http: { paths: [{ path: "/", backend: { service: { name: "web", port: { name: "http" } } } }] } }] },
  }),
  made("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, minReplicas: 2, maxReplicas: 4 },
  }),
  made("external-secrets.io/v1", "ExternalSecret", "keys", { spec: { target: { name: "keys" } } }),
];
/** A good tree with something of every kind that a rule looks at. */
const GOOD: readonly StackResource[] = resourcesOf(tree({ deployment: { replicas: undefined }, extra: EXTRA })).map((one) => ({
  ...one,
  protect: true,
}));

/** Trees in which many things are wrong. */
const BAD: readonly Edit[] = [
  {
    container: {
      image: "web",
      env: [
        { name: "TOKEN", value: "abc" },
        { name: "MODE", valueFrom: { secretKeyRef: { name: "nothing", key: "a" } } },
      ],
      volumeMounts: [{ name: "data", mountPath: "/data" }],
      ports: [{ name: "web", containerPort: 8080 }],
      resources: {},
      livenessProbe: undefined,
    },
    budget: { maxUnavailable: 0 },
    deployment: { replicas: 1 },
    pod: { hostPID: true, serviceAccountName: "clerk", automountServiceAccountToken: undefined },
    extra: [made("v1", "Secret", "Keys", { data: { a: "Yg==" } }), made("v1", "Endpoints", "web")],
  },
  {
    podLabels: { app: "other" },
    service: { selector: { ...WEB, app: "web" } },
    budget: { selector: { matchLabels: { app: "web" } } },
    pod: { ...POD, containers: [CONTAINER, { ...CONTAINER, name: "second", image: "second:latest" }] },
    extra: [
      made("apps/v1", "Deployment", "twice", { spec: { replicas: 3, selector: { matchLabels: { app: "b" } }, template: template("a") } }),
    ],
  },
];

/** Every place in a value, from the outside in. */
function places(value: unknown, path: Path = []): Path[] {
  const inner =
    value !== null && typeof value === "object"
      ? Object.entries(value).flatMap(([key, one]) => places(one, [...path, Array.isArray(value) ? Number(key) : key]))
      : [];
  return path.length === 0 ? inner : [path, ...inner];
}

/** The same value, in which one place is not known yet. */
function opened(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return UNKNOWN_ON_THE_WIRE;
  if (Array.isArray(value)) return value.map((one, index) => (index === key ? opened(one, rest) : one));
  return { ...(value as object), [key]: opened((value as Readonly<Record<string, unknown>>)[key], rest) };
}

/** A stack for each place of its objects that may be unknown, with that place. */
function* eachOpened(stack: readonly StackResource[]): Generator<readonly [place: string, stack: StackResource[]]> {
  for (const [index, one] of stack.entries()) {
    for (const path of places(JSON.parse(JSON.stringify(one.inputs)))) {
      const inputs = opened(JSON.parse(JSON.stringify(one.inputs)), path) as StackResource["inputs"];
      yield [`${one.type} ${one.name} ${path.join(".")}`, stack.with(index, { ...one, inputs })];
    }
  }
}

/** What is reported with something unknown, and not without. */
function blamed(stack: readonly StackResource[], options?: RunOptions): string[] {
  const real = new Set(violations(stack, options));
  return [...eachOpened(stack)].flatMap(([place, open]) =>
    violations(open, options).flatMap((line) => (real.has(line) ? [] : `${place}: ${line}`)),
  );
}

describe("what is not known in a preview", () => {
  test("is never a violation, wherever in a good stack it stands", () => {
    expect(violations(GOOD)).toEqual([]);
    expect([...eachOpened(GOOD)].length).toBeGreaterThan(250);
    expect(blamed(GOOD)).toEqual([]);
  });

  test.each(BAD.map((edit, index) => [index, resourcesOf(tree(edit))] as const))(
    "adds no violation to those of bad stack %i, wherever it stands",
    (_index, stack) => {
      expect(violations(stack).length).toBeGreaterThan(5);
      expect(blamed(stack)).toEqual([]);
    },
  );

  test("is never a violation either where all that is known is what the cluster answered", () => {
    expect(blamed(resourcesOf(tree({})), { stackOnly: true })).toEqual([]);
  });

  test("hides nothing that stands beside it", () => {
    const env = [
      { name: "HOST", value: UNKNOWN_ON_THE_WIRE },
      { name: "TOKEN", value: "abc" },
    ];
    const stack = resourcesOf(
      tree({
        container: { env, image: "web" },
        pod: { hostPID: true },
        podAnnotations: { checksum: UNKNOWN_ON_THE_WIRE },
        extra: [made("v1", "ConfigMap", "Other", { data: { a: UNKNOWN_ON_THE_WIRE } })],
      }),
    );
    expect(violations(stack).map((line) => line.split(" kubernetes")[0])).toEqual([
      "image-is-pinned",
      "name-is-legal",
      "pod-is-secure",
      "variable-has-no-secret",
    ]);
  });

  test("hides the keys of a ConfigMap or Secret, and no more of what others name", () => {
    const from = (name: string, key: string): object => ({ name: `${name}-${key}`, valueFrom: { secretKeyRef: { name, key } } });
    const container = { env: [from("open", "any"), from("half", "here"), from("half", "gone"), from("none", "any")] };
    const extra = [
      made("v1", "Secret", "open", { stringData: UNKNOWN_ON_THE_WIRE }),
      made("v1", "Secret", "half", { stringData: { here: UNKNOWN_ON_THE_WIRE } }),
    ];
    expect(violations(resourcesOf(tree({ container, extra })))).toEqual([
      expect.stringMatching(/^named-objects-exist .*: variable 'half-gone' of container 'web' wants 'gone' of Secret\/shop\/half, which/),
      expect.stringMatching(/^named-objects-exist .*: variable 'none-any' of container 'web' names Secret\/shop\/none, which is not/),
    ]);
  });

  test("excuses no exception: whether it is needed is not known either", () => {
    const [web, ...others] = resourcesOf(tree({ container: { image: UNKNOWN_ON_THE_WIRE } }));
    const except = { "image-is-pinned": ["Deployment.apps/shop/web"], "selector-matches-pods": ["Service/shop/web"] };
    const labels = { ...web, inputs: opened(JSON.parse(JSON.stringify(web?.inputs)), ["spec", "template", "metadata", "labels"]) };
    expect(violations([labels as StackResource, ...others], { except })).toEqual([]);
  });
});
