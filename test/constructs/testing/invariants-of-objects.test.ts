import { CONTAINER, type Edit, made, template, wrongWith } from "./good-tree";

import { allowed, refused } from "./invariant-case";

const WEB_ID = "Deployment.apps/shop/web";
const INIT = { ...CONTAINER, name: "init" };
const LABELLED = { metadata: { name: "web", namespace: "shop", labels: { "app.kubernetes.io/part-of": "shop" } } };

function job(pod: Edit["pod"]): Edit {
  return { extra: [made("batch/v1", "Job", "load", { spec: { template: template("load", { restartPolicy: "Never", ...pod }) } })] };
}

/** One object of a kind and name. */
function named(apiVersion: string, kind: string, name: string): Edit {
  return { extra: [made(apiVersion, kind, name)] };
}

function statefulSet(name: string): Edit {
  return {
    extra: [made("apps/v1", "StatefulSet", name, { spec: { selector: { matchLabels: { app: "db" } }, template: template("db") } })],
  };
}

const SUFFIX_FORM =
  "at most 52 lower-case letters, digits and '-', beginning and ending with a letter or digit: what it makes has 11 characters more";
const long = (length: number): string => "n".repeat(length);

describe("names", () => {
  test.each([
    refused(
      "two objects of one identity",
      { extra: [made("v1", "ConfigMap", "settings", { data: { mode: "slow" } })] },
      "ConfigMap/shop/settings: is in the Plan 2 times; give each object a name of its own (identity-is-unique)",
    ),
    allowed("one name in two namespaces", { extra: [made("v1", "ConfigMap", "settings", {}, "other")] }),
    allowed("a name of 63 characters", named("v1", "ConfigMap", long(63))),
    refused(
      "a name of 64 characters",
      named("v1", "ConfigMap", long(64)),
      `ConfigMap/shop/${long(64)}: metadata.name must be at most 63 lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit, got '${long(64)}' (64) (name-is-legal)`,
    ),
    refused(
      "an upper-case name",
      named("v1", "ConfigMap", "App"),
      "ConfigMap/shop/App: metadata.name must be at most 63 lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit, got 'App' (3) (name-is-legal)",
    ),
    allowed("a name with a dot", named("v1", "ConfigMap", "app.yaml")),
    refused(
      "a Service whose name begins with a digit",
      named("v1", "Service", "1st"),
      "Service/shop/1st: metadata.name must be at most 63 lower-case letters, digits and '-', beginning with a letter and ending with a letter or digit, got '1st' (3) (name-is-legal)",
    ),
    allowed("a StatefulSet of 52 characters", statefulSet(long(52))),
    refused(
      "a StatefulSet of 53 characters",
      statefulSet(long(53)),
      `StatefulSet.apps/shop/${long(53)}: metadata.name must be ${SUFFIX_FORM}, got '${long(53)}' (53) (name-is-legal)`,
    ),
    refused(
      "a CronJob of 53 characters",
      { extra: [made("batch/v1", "CronJob", long(53), { spec: { jobTemplate: { spec: { template: template("load") } } } })] },
      `CronJob.batch/shop/${long(53)}: metadata.name must be ${SUFFIX_FORM}, got '${long(53)}' (53) (name-is-legal)`,
    ),
    allowed("colons in roles", named("rbac.authorization.k8s.io/v1", "ClusterRole", "system:Shop:reader")),
    refused(
      "a slash in a role",
      named("rbac.authorization.k8s.io/v1", "Role", "a/b"),
      "Role.rbac.authorization.k8s.io/shop/a/b: metadata.name must be a text without '/' and '%', and not '.' or '..', got 'a/b' (3) (name-is-legal)",
    ),
    allowed("dots in definitions", named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "shops.example.com")),
    refused(
      "an empty part in a definition's name",
      named("apiextensions.k8s.io/v1", "CustomResourceDefinition", "shops..com"),
      "CustomResourceDefinition.apiextensions.k8s.io/shop/shops..com: metadata.name must be at most 253 lower-case letters, digits, '-' and '.', each part beginning and ending with a letter or digit, got 'shops..com' (10) (name-is-legal)",
    ),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("containers", () => {
  test.each([
    refused(
      "a container without resources",
      { container: { resources: undefined } },
      `${WEB_ID}: container 'web' must have resources.requests.cpu and resources.requests.memory and resources.limits.memory (container-has-resources)`,
    ),
    refused(
      "an init container without a memory limit",
      { pod: { initContainers: [{ ...INIT, resources: { requests: { cpu: 1, memory: "1Gi" } } }] } },
      `${WEB_ID}: container 'init' must have resources.limits.memory (container-has-resources)`,
    ),
    allowed("resources of the pod as a whole", { pod: { resources: CONTAINER.resources }, container: { resources: undefined } }),
    refused(
      "a long-running container without probes",
      { container: { readinessProbe: undefined, livenessProbe: undefined } },
      `${WEB_ID}: container 'web' must have a livenessProbe (container-has-probes)`,
      `${WEB_ID}: container 'web' must have a readinessProbe (container-has-probes)`,
    ),
    allowed("an init container and a sidecar without probes", {
      pod: { initContainers: [{ ...INIT, readinessProbe: undefined, livenessProbe: undefined, restartPolicy: "Always" }] },
    }),
    allowed("a job without probes", job({ containers: [{ ...CONTAINER, readinessProbe: undefined, livenessProbe: undefined }] })),
    refused(
      "an image without a tag",
      { container: { image: "registry.test/web" } },
      `${WEB_ID}: image of container 'web' must have a tag other than 'latest' or a digest, got 'registry.test/web' (image-is-pinned)`,
    ),
    refused(
      "the latest image",
      job({ containers: [{ ...CONTAINER, image: "web:latest" }] }),
      "Job.batch/shop/load: image of container 'web' must have a tag other than 'latest' or a digest, got 'web:latest' (image-is-pinned)",
    ),
    allowed("an image with a digest", { container: { image: `registry.test/web@sha256:${"0".repeat(64)}` } }),
    allowed("an image that a slot completes", { container: { image: "registry.test/web:${slot:tag}" } }),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("volumes", () => {
  test.each([
    refused(
      "a volume that nobody mounts",
      { container: { volumeMounts: [] } },
      `${WEB_ID}: no container mounts volume 'tmp'; mount it or leave it out (volume-is-mounted)`,
    ),
    allowed("a volume that only an init container mounts", { container: { volumeMounts: [] }, pod: { initContainers: [INIT] } }),
    refused(
      "a mount of no volume",
      { container: { volumeMounts: [...CONTAINER.volumeMounts, { name: "data", mountPath: "/data" }] } },
      `${WEB_ID}: container 'web' mounts volume 'data'; the pod's volumes are 'tmp' (mount-has-volume)`,
    ),
    refused(
      "two mounts at one path",
      { container: { volumeMounts: [...CONTAINER.volumeMounts, { name: "tmp", mountPath: "/tmp/" }] } },
      `${WEB_ID}: container 'web' mounts 'tmp' and 'tmp' at /tmp; give each its own path (mount-path-is-unique)`,
    ),
    allowed("the volumes of a StatefulSet's own claims", {
      extra: [
        made("apps/v1", "StatefulSet", "db", {
          spec: {
            selector: { matchLabels: { app: "db" } },
            volumeClaimTemplates: [{ metadata: { name: "data" } }],
            template: template("db", { volumes: [], containers: [{ ...CONTAINER, volumeMounts: [{ name: "data", mountPath: "/" }] }] }),
          },
        }),
      ],
    }),
    refused(
      "a claim that nobody mounts",
      {
        extra: [
          made("apps/v1", "StatefulSet", "db", {
            spec: {
              selector: { matchLabels: { app: "db" } },
              volumeClaimTemplates: [{ metadata: { name: "data" } }],
              template: template("db"),
            },
          }),
        ],
      },
      "StatefulSet.apps/shop/db: no container mounts volume 'data'; mount it or leave it out (volume-is-mounted)",
    ),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("labels and versions", () => {
  test.each([
    refused(
      "a workload that does not say what it is",
      { extra: [{ ...made("v1", "Service", "web"), ...LABELLED, metadata: { ...LABELLED.metadata, name: "api" } }] },
      "Service/shop/api: metadata.labels must have app.kubernetes.io/name, app.kubernetes.io/instance, app.kubernetes.io/managed-by (labels-are-complete)",
    ),
    allowed("other objects that say only what they are part of", { extra: [{ ...made("v1", "ConfigMap", "web"), ...LABELLED }] }),
    refused(
      "an object that belongs to nothing",
      { extra: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "lost" } }] },
      "ConfigMap/lost: metadata.labels must have app.kubernetes.io/part-of (labels-are-complete)",
    ),
    refused(
      "a version of the API that is gone",
      named("policy/v1beta1", "PodSecurityPolicy", "all"),
      "PodSecurityPolicy.policy/shop/all: policy/v1beta1 PodSecurityPolicy was removed in Kubernetes 1.25; use the label pod-security.kubernetes.io/enforce of the namespace (api-version-is-current)",
    ),
    refused(
      "a version of which all kinds are gone",
      named("autoscaling/v2beta2", "Anything", "web"),
      "Anything.autoscaling/shop/web: autoscaling/v2beta2 Anything was removed in Kubernetes 1.26; use autoscaling/v2 (api-version-is-current)",
    ),
    refused(
      "a kind that is going",
      named("v1", "Endpoints", "web"),
      "Endpoints/shop/web: v1 Endpoints is deprecated since Kubernetes 1.33; use discovery.k8s.io/v1 EndpointSlice (api-version-is-current)",
    ),
    refused(
      "the old group of Traefik",
      named("traefik.containo.us/v1alpha1", "IngressRoute", "web"),
      "IngressRoute.traefik.containo.us/shop/web: traefik.containo.us/v1alpha1 IngressRoute was removed in Traefik 3.0; use traefik.io/v1alpha1 (api-version-is-current)",
    ),
    allowed("betas that Kubernetes keeps", named("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy", "cpu")),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});

describe("disruption", () => {
  const hpa = made("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, minReplicas: 3 },
  });
  const BUDGET = "PodDisruptionBudget.policy/shop/web";
  test.each([
    refused(
      "two replicas without a budget",
      { budget: null },
      `${WEB_ID}: runs 2 pods, but no PodDisruptionBudget selects them; add one, or draining nodes may stop all at once (replicas-have-budget)`,
    ),
    allowed("one replica without a budget", { deployment: { replicas: 1 }, budget: null }),
    refused(
      "what is scaled to at least three, without a budget",
      { deployment: { replicas: undefined }, budget: null, extra: [hpa] },
      `${WEB_ID}: runs 3 pods, but no PodDisruptionBudget selects them; add one, or draining nodes may stop all at once (replicas-have-budget)`,
    ),
    refused(
      "a budget that lets nothing go",
      { budget: { maxUnavailable: 0 } },
      `${BUDGET}: maxUnavailable 0 of 2 pods lets no pod be evicted; let at least one pod go (budget-lets-nodes-drain)`,
    ),
    refused(
      "a budget that wants all pods",
      { budget: { maxUnavailable: undefined, minAvailable: 2 } },
      `${BUDGET}: minAvailable 2 of 2 pods lets no pod be evicted; let at least one pod go (budget-lets-nodes-drain)`,
    ),
    refused(
      "a share that is rounded up to all pods",
      { budget: { maxUnavailable: undefined, minAvailable: "51%" } },
      `${BUDGET}: minAvailable 51% of 2 pods lets no pod be evicted; let at least one pod go (budget-lets-nodes-drain)`,
    ),
    refused(
      "a budget of a single pod that must stay",
      { deployment: { replicas: 1 }, budget: { maxUnavailable: undefined, minAvailable: 1 } },
      `${BUDGET}: minAvailable 1 of 1 pod lets no pod be evicted; run a second pod, or leave the budget out (budget-lets-nodes-drain)`,
    ),
    allowed("a share that leaves one pod", { budget: { maxUnavailable: undefined, minAvailable: "50%" } }),
    allowed("a small share that is rounded up to one pod", { budget: { maxUnavailable: "1%" } }),
    allowed("what an autoscaler keeps above the minimum", {
      deployment: { replicas: undefined },
      budget: { maxUnavailable: undefined, minAvailable: 2 },
      extra: [hpa],
    }),
  ])("%s", (_says, edit, lines) => expect(wrongWith(edit)).toEqual(lines));
});
