import { Credential } from "../../constructs/core";
import { deployment, type Fault, LISTENS, object, podSpec, quietContainer, service } from "./doctor-fault";

const WEB = "Deployment.apps/web";

function shell(script: string): object {
  return { command: ["sh", "-c", script] };
}

/** Pods that cannot start, do not stay, or do not serve. */
export const FAULTS_OF_PODS: Readonly<Record<string, Fault>> = {
  "image-missing": {
    build: (scope) => {
      deployment(scope, "web", { container: { image: "busybox:0.0.0-none" } }, { replicas: 2 });
      service(scope, "web");
    },
    expected: [{ object: WEB, cause: /image busybox:0\.0\.0-none is not in its registry/, remedy: /push the image/ }],
  },
  "image-name": {
    build: (scope) => deployment(scope, "web", { container: { image: "Busy Box" } }),
    expected: [{ object: WEB, cause: /"Busy Box" is no name of an image/, remedy: /correct the image's name/ }],
  },
  crash: {
    build: (scope) => deployment(scope, "web", { container: shell("echo reading config; echo 'fatal: no such table' >&2; exit 3") }),
    expected: [{ object: WEB, cause: /exit code 3[^]*fatal: no such table/, remedy: /logs/ }],
  },
  "no-such-command": {
    build: (scope) => deployment(scope, "web", { container: { command: ["serve-the-web"] } }),
    expected: [{ object: WEB, cause: /serve-the-web/, remedy: /command/ }],
  },
  memory: {
    build: (scope) => deployment(scope, "web", { container: { command: ["tail", "/dev/zero"] } }),
    expected: [{ object: WEB, cause: /more memory than its limit of 32Mi/, remedy: /memory/ }],
  },
  liveness: {
    build: (scope) =>
      deployment(scope, "web", {
        container: {
          ...LISTENS,
          livenessProbe: { httpGet: { path: "/healthy", port: 8080 }, periodSeconds: 1, failureThreshold: 2 },
        },
      }),
    expected: [{ object: WEB, cause: /liveness probe[^]*GET \/healthy on port 8080[^]*404/, remedy: /path/ }],
  },
  "wrong-port": {
    build: (scope) => {
      deployment(scope, "web", { container: { ...LISTENS, readinessProbe: { tcpSocket: { port: 9090 }, periodSeconds: 1 } } });
      service(scope, "web");
    },
    expected: [{ object: WEB, cause: /readiness probe[^]*port 9090[^]*refused/, remedy: /port/ }],
  },
  "too-big": {
    build: (scope) => deployment(scope, "web", { container: { resources: { requests: { cpu: "500" } } } }),
    expected: [{ object: WEB, cause: /500 CPU/, remedy: /request|node/ }],
  },
  "no-such-node": {
    build: (scope) => deployment(scope, "web", { pod: { nodeSelector: { disk: "fast" } } }),
    expected: [{ object: WEB, cause: /disk=fast/, remedy: /label/ }],
  },
  "no-storage-class": {
    build: (scope) => {
      object(scope, "v1", "PersistentVolumeClaim", "data", {
        spec: { accessModes: ["ReadWriteOnce"], storageClassName: "golden", resources: { requests: { storage: "1Gi" } } },
      });
      deployment(scope, "web", { pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] } });
    },
    expected: [{ object: "PersistentVolumeClaim/data", cause: /storage class "golden" does not exist/, remedy: /storageclass/ }],
  },
  secret: {
    build: (scope) => {
      const credential = new Credential(scope, "Cache", { description: "password of the cache" });
      deployment(scope, "web", { container: { env: [credential.asEnv("PASSWORD")] } });
    },
    expected: [{ object: WEB, cause: /Secret\/\S*\/cache is missing/, remedy: /tagenal secrets lab .*--fill/ }],
  },
  "config-key": {
    build: (scope) => {
      object(scope, "v1", "ConfigMap", "settings", { data: { other: "1" } });
      deployment(scope, "web", {
        container: { env: [{ name: "MODE", valueFrom: { configMapKeyRef: { name: "settings", key: "mode" } } }] },
      });
    },
    expected: [{ object: WEB, cause: /ConfigMap\/\S*\/settings has no key 'mode'/, remedy: /key/ }],
  },
  init: {
    build: (scope) =>
      deployment(scope, "web", { pod: { initContainers: [quietContainer({ name: "migrate", ...shell("echo cannot migrate; exit 7") })] } }),
    expected: [{ object: WEB, cause: /init container migrate[^]*exit code 7[^]*cannot migrate/, remedy: /logs/ }],
  },
  job: {
    build: (scope) =>
      object(scope, "batch/v1", "Job", "import", {
        spec: {
          backoffLimit: 0,
          template: { spec: podSpec({ container: shell("echo row 17 is bad; exit 1"), pod: { restartPolicy: "Never" } }) },
        },
      }),
    expected: [{ object: "Job.batch/import", cause: /exit code 1[^]*row 17 is bad/, remedy: /tagenal apply/ }],
  },
  "slow-job": {
    build: (scope) =>
      object(scope, "batch/v1", "Job", "import", {
        spec: { activeDeadlineSeconds: 2, template: { spec: podSpec({ pod: { restartPolicy: "Never" } }) } },
      }),
    expected: [{ object: "Job.batch/import", cause: /longer than the 2 s/, remedy: /activeDeadlineSeconds/ }],
  },
};
