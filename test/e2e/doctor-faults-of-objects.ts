import { Foreign, Pods } from "../../constructs/core";
import { deployment, type Fault, LISTENS, object, service } from "./doctor-fault";

const WEB = "Deployment.apps/web";

/** Namespaces, rights, quotas, Services, autoscalers; and what somebody did by hand. */
export const FAULTS_OF_OBJECTS: Readonly<Record<string, Fault>> = {
  quota: {
    build: (scope) => {
      object(scope, "v1", "ResourceQuota", "few", { spec: { hard: { pods: "1" } } });
      deployment(scope, "web", {}, { replicas: 3 });
    },
    expected: [{ object: WEB, cause: /quota few[^]*pods: 1 of 1/, remedy: /quota/ }],
  },
  "limit-range": {
    build: (scope) => {
      object(scope, "v1", "LimitRange", "small", { spec: { limits: [{ type: "Container", max: { memory: "16Mi" } }] } });
      deployment(scope, "web");
    },
    expected: [{ object: WEB, cause: /maximum memory usage per Container is 16Mi/, remedy: /LimitRange/ }],
  },
  "pod-security": {
    build: (scope) => deployment(scope, "web", { container: { securityContext: { privileged: true } } }),
    expected: [{ object: WEB, cause: /violates PodSecurity "restricted[^]*privileged/, remedy: /securityContext/ }],
  },
  account: {
    build: (scope) => deployment(scope, "web", { pod: { serviceAccountName: "nobody" } }),
    expected: [{ object: WEB, cause: /ServiceAccount nobody does not exist/, remedy: /serviceaccount/i }],
  },
  webhook: {
    build: (scope) => {
      deployment(scope, "web");
      object(scope, "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", scope.name, {
        webhooks: [
          {
            name: "guard.tagenal.test",
            clientConfig: { service: { name: "guard", namespace: scope.name } },
            rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": scope.name } },
            sideEffects: "None",
            admissionReviewVersions: ["v1"],
            timeoutSeconds: 1,
          },
        ],
      });
    },
    repair: (kubectl, namespace) => kubectl(["delete", "validatingwebhookconfiguration", namespace, "--ignore-not-found"]),
    expected: [{ object: WEB, cause: /webhook guard\.tagenal\.test/, remedy: /webhook/ }],
  },
  "service-port": {
    build: (scope) => {
      deployment(scope, "web", { container: LISTENS });
      service(scope, "web", { ports: [{ port: 80, targetPort: "web" }] });
    },
    expected: [{ object: "Service/web", cause: /'web'[^]*8080 'http'/, remedy: /targetPort/ }],
  },
  "service-selector": {
    build: (scope) => {
      deployment(scope, "web", { container: LISTENS });
      service(scope, "web");
    },
    damage: (kubectl, namespace) => kubectl(["patch", "service", "web", "-n", namespace, "--patch", '{"spec":{"selector":{"app":"wbe"}}}']),
    expected: [{ object: "Service/web", cause: /selector[^]*wbe[^]*kubectl/, remedy: /npx tagenal apply lab --app/ }],
  },
  autoscaler: {
    build: (scope) => {
      deployment(scope, "web", { container: { resources: { limits: { memory: "32Mi" } } } });
      object(scope, "autoscaling/v2", "HorizontalPodAutoscaler", "web", {
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
          maxReplicas: 3,
          metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }],
        },
      });
    },
    expected: [{ object: "HorizontalPodAutoscaler.autoscaling/web", cause: /requests no CPU/, remedy: /request/ }],
  },
  budget: {
    build: (scope) => {
      deployment(scope, "web");
      object(scope, "policy/v1", "PodDisruptionBudget", "web", { spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } } });
    },
    expected: [{ object: "PodDisruptionBudget.policy/web", cause: /all 1 of its pods/, remedy: /maxUnavailable/ }],
  },
  deleted: {
    build: (scope) => {
      deployment(scope, "web", { container: LISTENS });
      service(scope, "web");
    },
    damage: (kubectl, namespace) => kubectl(["delete", "deployment", "web", "-n", namespace]),
    expected: [{ object: WEB, cause: /somebody deleted it/, remedy: /npx tagenal apply lab --app/ }],
  },
  "scaled-to-none": {
    build: (scope) => {
      deployment(scope, "web", { container: LISTENS }, { replicas: 2 });
      service(scope, "web");
    },
    damage: (kubectl, namespace) => kubectl(["scale", "deployment", "web", "-n", namespace, "--replicas=0"]),
    expected: [{ object: WEB, cause: /replicas is 0[^]*kubectl/, remedy: /npx tagenal apply lab --app/ }],
  },
  "other-image": {
    build: (scope) => deployment(scope, "web"),
    damage: (kubectl, namespace) => kubectl(["set", "image", "deployment/web", "main=busybox:latest", "-n", namespace]),
    expected: [{ object: WEB, cause: /busybox:latest[^]*busybox:1\.37/, remedy: /npx tagenal apply lab --app/ }],
  },
  "policy-deleted": {
    build: (scope) => {
      const cache = new Pods(scope, "Cache", { labels: { app: "cache" } });
      const web = new Pods(scope, "Web", { labels: { app: "web" } });
      web.connect(cache.endpoint({ name: "http", port: 8080 }));
      deployment(scope, "cache", { container: LISTENS });
      deployment(scope, "web");
    },
    damage: (kubectl, namespace) => kubectl(["delete", "networkpolicy", "cache", "-n", namespace]),
    expected: [
      {
        object: "NetworkPolicy.networking.k8s.io/cache",
        cause: /web cannot reach cache on TCP 8080[^]*somebody deleted it/,
        remedy: /npx tagenal apply lab --app/,
      },
    ],
  },
  "policy-of-others": {
    build: (scope) => {
      const web = new Pods(scope, "Web", { labels: { app: "web" } });
      const theirs = Foreign.pods({ name: "ledger", namespace: `${scope.name}-theirs`, labels: { app: "ledger" } });
      web.connect(theirs.endpoint({ name: "http", port: 8080 }));
      deployment(scope, "web");
    },
    damage: async (kubectl, namespace) => {
      const theirs = `${namespace}-theirs`;
      await kubectl(["create", "namespace", theirs]);
      const policy = {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "closed", namespace: theirs },
        spec: { podSelector: {}, policyTypes: ["Ingress"] },
      };
      await kubectl(["apply", "-f", "-"], JSON.stringify(policy));
    },
    repair: (kubectl, namespace) => kubectl(["delete", "namespace", `${namespace}-theirs`, "--ignore-not-found", "--wait=false"]),
    expected: [{ object: WEB, cause: /policy closed of namespace \S+-theirs/, remedy: /owner/ }],
  },
  "security-level": {
    build: (scope) => deployment(scope, "web"),
    damage: (kubectl, namespace) =>
      kubectl(["label", "namespace", namespace, "--overwrite", "pod-security.kubernetes.io/enforce=privileged"]),
    expected: [{ object: "Namespace", cause: /enforce is "privileged"[^]*"restricted"/, remedy: /npx tagenal apply lab --app/ }],
  },
  "stuck-namespace": {
    build: (scope) => deployment(scope, "web"),
    damage: async (kubectl, namespace) => {
      const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "held", namespace, finalizers: ["tagenal.test/hold"] } };
      await kubectl(["apply", "-f", "-"], JSON.stringify(map));
      await kubectl(["delete", "namespace", namespace, "--wait=false"]);
    },
    repair: (kubectl, namespace) =>
      kubectl(["patch", "configmap", "held", "-n", namespace, "--type=merge", "--patch", '{"metadata":{"finalizers":null}}']),
    expected: [{ object: "Namespace", cause: /tagenal\.test\/hold/, remedy: /finalizer/ }],
  },
};
