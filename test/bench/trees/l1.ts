// The typed objects of Kubernetes' own interface, with the same content as the other trees.
import type { App, Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { teams } from "./teams";

function addService(chart: Chart, name: string): void {
  const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "bench" };
  const port = k8s.IntOrString.fromNumber(8080);
  new k8s.KubeDeployment(chart, name, {
    metadata: { name, labels },
    spec: {
      minReadySeconds: 0,
      progressDeadlineSeconds: 600,
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge: k8s.IntOrString.fromString("25%"), maxUnavailable: k8s.IntOrString.fromString("25%") },
      },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          containers: [
            {
              name: "main",
              image: `registry.example.com/team/${name}:1.4.2`,
              imagePullPolicy: "Always",
              env: [
                { name: "LOG_LEVEL", value: "info" },
                { name: "DATABASE_HOST", value: "database.shop.svc.cluster.local" },
                { name: "CACHE_URL", value: "redis://cache:6379/0" },
              ],
              ports: [{ containerPort: 8080 }],
              livenessProbe: { failureThreshold: 3, httpGet: { path: "/live", port, scheme: "HTTP" } },
              readinessProbe: { failureThreshold: 3, httpGet: { path: "/ready", port, scheme: "HTTP" } },
              startupProbe: { failureThreshold: 3, tcpSocket: { port } },
              resources: {
                requests: { cpu: k8s.Quantity.fromString("100m"), memory: k8s.Quantity.fromString("128Mi") },
                limits: { memory: k8s.Quantity.fromString("256Mi") },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                privileged: false,
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
              },
            },
          ],
          dnsPolicy: "ClusterFirst",
          hostNetwork: false,
          restartPolicy: "Always",
          securityContext: { fsGroupChangePolicy: "Always", runAsNonRoot: true },
          setHostnameAsFqdn: false,
          terminationGracePeriodSeconds: 30,
        },
      },
    },
  });
  new k8s.KubeService(chart, `${name}-service`, {
    metadata: { name, labels },
    spec: { type: "ClusterIP", ports: [{ port: 80, targetPort: port }], selector: labels },
  });
}

/** For Tagenal: the app for an environment, which is the same for all. */
export default function make(_environment?: unknown, charts = 20, objectsPerChart = 10): App {
  return teams(addService, charts, objectsPerChart);
}

// For `cdk8s synth`, which runs this module.
if (require.main === module) make().synth();
