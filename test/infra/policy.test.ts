import type { Manifest } from "../../constructs/plan";
import { INVARIANTS, subjectOf } from "../../constructs/testing";
import { invariantPolicies } from "../../infra/policy";
import { RULE_TEXTS } from "../../infra/policy/rule-texts";
import { CONTAINER, type Edit, made, tree, WEB } from "../constructs/testing/good-tree";
import { resourceOf, resourcesOf, type StackResource, violations } from "./policy-stack";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment shop/web";
const policy = (fields: object): Manifest =>
  made("networking.k8s.io/v1", "NetworkPolicy", "web", { spec: { podSelector: { matchLabels: WEB }, ...fields } });
const autoscaler = (name: string): Manifest =>
  made("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name }, minReplicas: 2, maxReplicas: 4 },
  });
const variable = (name: string, value: string): Edit["container"] => ({ env: [...CONTAINER.env, { name, value }] });

/** Each policy, how a stack in which nothing is wrong comes to break it and no other, and what Pulumi reports then. */
const BROKEN: Readonly<Record<string, readonly [edit: Edit, report: string]>> = {
  "api-version-is-current": [
    { extra: [made("discovery.k8s.io/v1beta1", "EndpointSlice", "web")] },
    "kubernetes:discovery.k8s.io/v1beta1:EndpointSlice shop/web: discovery.k8s.io/v1beta1 EndpointSlice was removed in Kubernetes 1.25; use discovery.k8s.io/v1",
  ],
  "budget-lets-nodes-drain": [
    { budget: { maxUnavailable: 0 } },
    "kubernetes:policy/v1:PodDisruptionBudget shop/web: maxUnavailable 0 of 2 pods lets no pod be evicted; let at least one pod go",
  ],
  "container-has-probes": [{ container: { livenessProbe: undefined } }, `${DEPLOYMENT}: container 'web' must have a livenessProbe`],
  "container-has-resources": [
    { container: { resources: { requests: { cpu: "1", memory: "1Gi" } } } },
    `${DEPLOYMENT}: container 'web' must have resources.limits.memory`,
  ],
  "identity-is-unique": [
    { extra: [made("v1", "ConfigMap", "settings", { data: { mode: "slow" } })] },
    "kubernetes:core/v1:ConfigMap shop/settings: is in the Plan 2 times; give each object a name of its own",
  ],
  "image-is-pinned": [
    { container: { image: "web" } },
    `${DEPLOYMENT}: image of container 'web' must have a tag other than 'latest' or a digest, got 'web'`,
  ],
  "ingress-backend-exists": [
    {
      extra: [
        made("networking.k8s.io/v1", "Ingress", "web", { spec: { defaultBackend: { service: { name: "web", port: { number: 81 } } } } }),
      ],
    },
    "kubernetes:networking.k8s.io/v1:Ingress shop/web: spec.defaultBackend wants port 81 of Service/shop/web, which has only 80 'http'",
  ],
  "labels-are-complete": [
    { extra: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "bare", namespace: "shop" } }] },
    "kubernetes:core/v1:ConfigMap shop/bare: metadata.labels must have app.kubernetes.io/part-of",
  ],
  "monitor-port-exists": [
    {
      extra: [
        made("monitoring.coreos.com/v1", "ServiceMonitor", "web", {
          spec: { selector: { matchLabels: WEB }, endpoints: [{ port: "metrics" }] },
        }),
      ],
    },
    "kubernetes:monitoring.coreos.com/v1:ServiceMonitor shop/web: endpoint 0 scrapes port 'metrics', but what is selected has 80 'http'",
  ],
  "mount-has-volume": [
    { container: { volumeMounts: [...CONTAINER.volumeMounts, { name: "data", mountPath: "/data" }] } },
    `${DEPLOYMENT}: container 'web' mounts volume 'data'; the pod's volumes are 'tmp'`,
  ],
  "mount-path-is-unique": [
    { container: { volumeMounts: [...CONTAINER.volumeMounts, { name: "tmp", mountPath: "/tmp/" }] } },
    `${DEPLOYMENT}: container 'web' mounts 'tmp' and 'tmp' at /tmp; give each its own path`,
  ],
  "name-is-legal": [
    { extra: [made("v1", "ConfigMap", "Settings")] },
    "kubernetes:core/v1:ConfigMap shop/Settings: metadata.name must be at most 63 lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit, got 'Settings' (8)",
  ],
  "named-objects-exist": [
    { container: { env: [{ name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "speed" } } }] } },
    `${DEPLOYMENT}: variable 'MODE' of container 'web' wants 'speed' of ConfigMap/shop/settings, which has only 'mode'; add the key or name another`,
  ],
  "named-port-exists": [
    { extra: [policy({ ingress: [{ ports: [{ port: "admin" }] }] })] },
    "kubernetes:networking.k8s.io/v1:NetworkPolicy shop/web: spec.ingress[0].ports[0] wants port 'admin', but the pods that listen declare 8080 'http'",
  ],
  "pod-is-secure": [
    { pod: { hostNetwork: true } },
    `${DEPLOYMENT}: hostNetwork of the pod must not be true (Pod Security "restricted", host-namespaces)`,
  ],
  "replicas-have-budget": [
    { budget: null },
    `${DEPLOYMENT}: runs 2 pods, but no PodDisruptionBudget selects them; add one, or draining nodes may stop all at once`,
  ],
  "scale-target-exists": [
    { extra: [autoscaler("other")] },
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler shop/web: spec.scaleTargetRef is Deployment.apps/shop/other, which is not in the Plan; name the workload to scale",
  ],
  "scaled-workload-has-no-replicas": [
    { extra: [autoscaler("web")] },
    `${DEPLOYMENT}: spec.replicas is 2, but HorizontalPodAutoscaler.autoscaling/shop/web scales this; leave it out, or the next update resets the number or fails with a conflict`,
  ],
  "selector-is-stable": [
    {
      podLabels: { "app.kubernetes.io/version": "1" },
      extra: [
        made("v1", "Service", "version", {
          spec: { selector: { "app.kubernetes.io/version": "1" }, ports: [{ port: 80, targetPort: 8080 }] },
        }),
      ],
    },
    "kubernetes:core/v1:Service shop/version: spec.selector must not contain 'app.kubernetes.io/version': it would lose its pods with the next release; leave the label out",
  ],
  "selector-matches-pods": [
    { service: { selector: { app: "other" } } },
    `kubernetes:core/v1:Service shop/web: spec.selector {"app":"other"} matches no pod of namespace 'shop'; write labels that a pod template there has`,
  ],
  "service-port-reaches-container": [
    { service: { ports: [{ port: 80, targetPort: "admin" }] } },
    "kubernetes:core/v1:Service shop/web: port 80 leads to TCP port 'admin', which no container of its pods declares; they declare 8080 'http'",
  ],
  "token-is-needed": [
    { pod: { automountServiceAccountToken: undefined } },
    `${DEPLOYMENT}: mounts the token of ServiceAccount 'default'; set automountServiceAccountToken to false, or name a ServiceAccount that a binding gives rights to`,
  ],
  "variable-has-no-secret": [
    { container: variable("API_TOKEN", "hunter2") },
    `${DEPLOYMENT}: variable 'API_TOKEN' of container 'web' holds its value in clear; take it from a Secret with valueFrom.secretKeyRef`,
  ],
  "volume-is-mounted": [
    {
      pod: {
        volumes: [
          { name: "tmp", emptyDir: {} },
          { name: "data", emptyDir: {} },
        ],
      },
    },
    `${DEPLOYMENT}: no container mounts volume 'data'; mount it or leave it out`,
  ],
};

describe("the policies", () => {
  test("are one for each invariant, and one that protects data", () => {
    const names = [...Object.keys(INVARIANTS), "data-is-protected"].sort();
    expect(
      invariantPolicies()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names);
    expect(names).toHaveLength(26);
    // The two that are missing here have tests of their own below.
    expect([...Object.keys(BROKEN), "data-is-protected", "secret-has-no-value"].sort()).toEqual(names);
  });

  test("say what they are about, and what to do", () => {
    for (const { name, description, remediationSteps = "" } of invariantPolicies()) {
      expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z].{20,}\.$/)]);
      expect([name, remediationSteps]).toEqual([name, expect.stringMatching(/^[A-Z].{20,}\.$/)]);
    }
    expect(Object.keys(RULE_TEXTS)).toEqual(Object.keys(INVARIANTS));
  });

  test("find nothing wrong with a good tree, and with nothing", () => {
    expect(violations(resourcesOf(tree({})))).toEqual([]);
    expect(violations([])).toEqual([]);
  });

  test.each(Object.entries(BROKEN))("%s reports what breaks it: once, of its resource", (name, [edit, report]) => {
    expect(violations(resourcesOf(tree(edit)))).toEqual([`${name} ${report}`]);
  });

  test("judge an object by itself where the rule does: what is found is the same as in the whole Plan", () => {
    const plans = [{}, ...Object.values(BROKEN).map(([edit]) => edit)].map(tree);
    for (const [name, rule] of Object.entries(INVARIANTS)) {
      if (RULE_TEXTS[name]?.sees !== "object") continue;
      for (const plan of plans) {
        const apart = plan.objects.flatMap((object) => rule(subjectOf({ ...plan, objects: [object] })));
        expect([name, apart]).toEqual([name, rule(subjectOf(plan))]);
      }
    }
  });
});

describe("exceptions", () => {
  const stack = resourcesOf(tree({ container: { image: "web" }, service: { selector: { app: "other" } } }));
  const [IMAGE, SERVICE] = ["image-is-pinned", "selector-matches-pods"];

  test("excuse the objects that they name, and no others", () => {
    expect(violations(stack).map((line) => line.split(" ")[0])).toEqual([IMAGE, SERVICE]);
    expect(violations(stack, { except: { [IMAGE]: ["Deployment.apps/shop/web"], [SERVICE]: ["Service/shop/web"] } })).toEqual([]);
    expect(violations(stack, { except: { [IMAGE]: ["Deployment.apps/shop/other"], [SERVICE]: ["Service/shop/web"] } })).toHaveLength(1);
  });

  test("leave out a whole policy", () => {
    expect(violations(stack, { except: { [IMAGE]: true, [SERVICE]: true } })).toEqual([]);
    expect(invariantPolicies({ except: { [IMAGE]: true, "data-is-protected": true } }).map(({ name }) => name)).toHaveLength(24);
  });

  test("can also stand in the configuration of a policy", () => {
    const config = { [IMAGE]: { except: ["Deployment.apps/shop/web"] }, [SERVICE]: { except: ["Service/shop/web"] } };
    expect(violations(stack, { config })).toEqual([]);
    for (const { configSchema } of invariantPolicies()) expect(Object.keys(configSchema?.properties ?? {})).toEqual(["except"]);
  });

  test("that nothing needs are reported, of objects that are there", () => {
    const except = {
      [IMAGE]: ["Deployment.apps/shop/web", "Deployment.apps/elsewhere/web"],
      [SERVICE]: ["Service/shop/web", "Service/elsewhere/web"],
      "data-is-protected": ["ConfigMap/shop/settings"],
    };
    const needless = (name: string): string => `the object does not break '${name}'; remove the exception`;
    expect(violations(resourcesOf(tree({})), { except })).toEqual([
      `data-is-protected kubernetes:core/v1:ConfigMap shop/settings: ${needless("data-is-protected")}`,
      `${IMAGE} ${DEPLOYMENT}: ${needless(IMAGE)}`,
      `${SERVICE} kubernetes:core/v1:Service shop/web: ${needless(SERVICE)}`,
    ]);
  });

  test("are refused, all at once, where there is no such policy", () => {
    const make = (): unknown => invariantPolicies({ except: { "image-is-nice": true, "data-is-safe": [] } });
    expect(make).toThrow(
      /^2 problems in the exceptions of the policies:\n {2}there is no policy 'data-is-safe'; the policies are api-version-is-current, .*\n/,
    );
  });
});

describe("the level of the policies", () => {
  test("is the pack's, where nothing is said", () => {
    expect(invariantPolicies().filter((policy) => "enforcementLevel" in policy)).toEqual([]);
  });

  test("can be said for all of them", () => {
    expect(new Set(invariantPolicies({ enforcementLevel: "advisory" }).map(({ enforcementLevel }) => enforcementLevel))).toEqual(
      new Set(["advisory"]),
    );
  });
});

describe("secrets", () => {
  const secret = (more: object): StackResource =>
    resourceOf(made("v1", "Secret", "keys", { stringData: { a: "hunter2" }, data: { b: "aHVudGVyMg==" } }), more);

  test("may have values that Pulumi keeps encrypted", () => {
    expect(violations([secret({})])).toEqual([]);
  });

  test("may not have values that stand open in Pulumi's state", () => {
    const report = (keys: string): string =>
      `secret-has-no-value kubernetes:core/v1:Secret shop/keys: holds values of ${keys}; use a Credential, which whoever deploys fills in`;
    expect(violations([secret({ secretOutputs: [] })])).toEqual([report("'b', 'a'")]);
    expect(violations([secret({ secretOutputs: ["data"] })])).toEqual([report("'a'")]);
  });

  test("are not in what is reported", () => {
    const stack = [
      secret({ secretOutputs: [] }),
      ...resourcesOf(tree({ container: { ...variable("DATABASE", "mysql://root:hunter2@db"), image: "web" }, pod: { hostPID: true } })),
    ];
    const lines = violations(stack);
    expect(lines.map((line) => line.split(" ")[0])).toEqual([
      "image-is-pinned",
      "pod-is-secure",
      "secret-has-no-value",
      "variable-has-no-secret",
    ]);
    expect(lines.join("\n")).not.toMatch(/hunter2|aHVudGVyMg/);
  });
});
