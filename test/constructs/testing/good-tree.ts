import { idOf, type Manifest, PLAN_VERSION, type Plan } from "../../../constructs/plan";
import { type Exceptions, invariants } from "../../../constructs/testing/invariants";

type Fields = Readonly<Record<string, unknown>>;

/** What a test changes of a tree with which nothing is wrong. */
export interface Edit {
  /** Fields of the Deployment's spec. */
  readonly deployment?: Fields;
  /** Fields of its pods' spec. */
  readonly pod?: Fields;
  /** Fields of its container. */
  readonly container?: Fields;
  /** Labels that its pods have in addition. */
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Fields of the Service's spec. */
  readonly service?: Fields;
  /** Fields of the PodDisruptionBudget's spec; null: there is none. */
  readonly budget?: Fields | null;
  /** Other objects. */
  readonly extra?: readonly Manifest[];
  readonly facts?: Partial<Pick<Plan, "connections" | "credentials" | "expectedPods" | "externals">>;
}

/** The labels that select the pods of the tree. */
export const WEB = { "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "web" };
const ABOUT = { "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/managed-by": "tests" };
/** A container with which nothing is wrong. */
export const CONTAINER = {
  name: "web",
  image: "registry.test/web:1.2.3",
  ports: [{ name: "http", containerPort: 8080 }],
  env: [{ name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "mode" } } }],
  volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  readinessProbe: { httpGet: { path: "/ready", port: "http" } },
  livenessProbe: { tcpSocket: { port: 8080 } },
  resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
} as const;
/** The specification of a pod with which nothing is wrong. */
export const POD = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [CONTAINER] as readonly Fields[],
  volumes: [{ name: "tmp", emptyDir: {} }],
} as const;

/** An object of the namespace "shop", with all labels. */
export function made(
  apiVersion: string,
  kind: string,
  name: string,
  fields: Fields = {},
  namespace: string | undefined = "shop",
): Manifest {
  return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }), labels: { ...WEB, ...ABOUT } }, ...fields };
}

/** A namespace with labels. */
export function space(name: string, labels: Readonly<Record<string, string>> = {}): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { ...ABOUT, ...labels } } };
}

/** A template of pods that no Service or budget of the tree selects. */
export function template(app: string, pod: Fields = {}): Fields {
  return { metadata: { labels: { app } }, spec: { ...POD, ...pod } };
}

/** A Plan of manifests, in which nothing is said that they do not say. */
export function planned(manifests: readonly Manifest[], facts: Edit["facts"] = {}): Plan {
  const objects = manifests.map((manifest) => {
    const id = idOf(manifest);
    return { id, logicalId: id, manifest, phase: 0, wait: { until: "exists" } as const, keep: false };
  });
  const nothing = { order: [], connections: [], entryPoints: [], expectedPods: [], assets: [], credentials: [], externals: [], slots: [] };
  return { format: "tagenal/plan", version: PLAN_VERSION, system: "test", environment: "test", objects, ...nothing, ...facts };
}

/** A Deployment, its Service, budget and configuration; with one edit. */
export function tree({ deployment, pod, container, podLabels, podAnnotations, service, budget, extra = [], facts }: Edit): Plan {
  const metadata = { labels: { ...WEB, ...podLabels }, ...(podAnnotations && { annotations: podAnnotations }) };
  const spec = { ...POD, containers: [{ ...CONTAINER, ...container }], ...pod };
  const objects = [
    made("apps/v1", "Deployment", "web", {
      spec: { replicas: 2, selector: { matchLabels: WEB }, template: { metadata, spec }, ...deployment },
    }),
    made("v1", "Service", "web", { spec: { selector: WEB, ports: [{ name: "http", port: 80, targetPort: "http" }], ...service } }),
    made("v1", "ConfigMap", "settings", { data: { mode: "fast" } }),
    ...(budget === null
      ? []
      : [made("policy/v1", "PodDisruptionBudget", "web", { spec: { selector: { matchLabels: WEB }, maxUnavailable: 1, ...budget } })]),
    ...extra,
  ];
  return planned(objects, facts);
}

/** What is wrong with the tree, a line each. */
export function wrongWith(edit: Edit, except?: Exceptions): string[] {
  return invariants(tree(edit), { except }).map(({ rule, object, message }) => `${object}: ${message} (${rule})`);
}
